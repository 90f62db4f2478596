"""Makes every picture of the documents, without a screen, by driving the real window.

Run it in the root of the repository: ``PYTHONPATH=. python docs/make_pictures`` makes all; ``--only NAME`` (several
times) some states of the window, ``--guide`` those of the guide alone. A size on the screen needs a process of its own,
which this script starts itself.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = {"1280x720": (1280, 720, 1), "1920x1080": (1920, 1080, 1), "3840x2160": (1920, 1080, 2)}
"""Width and height in device-independent pixels, and how many pixels of the screen each of them is wide."""

SMALLEST = "1280x720"


def main() -> None:
    """Make what is asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", action="append", metavar="NAME", help="a state of the window; several times")
    asked.add_argument("--size", choices=SIZES, action="append", help="of the window; several times")
    asked.add_argument("--guide", action="store_true", help="the pictures of the guide alone")
    asked.add_argument("--project", type=Path, help="where the demonstration lies, or is to be kept for the next time")
    asked.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.here:
        _make(options.guide, options.only or [], options.size[0], options.project)
        return
    with tempfile.TemporaryDirectory(prefix="workbench-pictures-") as folder:
        project = options.project or Path(folder) / "parts"
        for size in [SMALLEST] if options.guide else options.size or SIZES:
            words = ["--here", "--size", size, "--project", str(project), *(["--guide"] * options.guide)]
            words += [word for name in options.only or [] for word in ("--only", name)]
            subprocess.run([sys.executable, __file__, *words], check=True, env=_surroundings(size, Path(folder)))


def _surroundings(size: str, folder: Path) -> dict[str, str]:
    """A screen of that size, and settings and logs of nobody."""
    width, height, scale = SIZES[size]
    screen = {"name": "pictures", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96}
    screen |= {"logicalBaseDpi": 96, "dpr": 1}
    file = folder / f"{size}.json"
    file.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={file}",
        "QT_SCALE_FACTOR": str(scale),
        "XDG_CONFIG_HOME": str(folder / "settings"),
        "XDG_STATE_HOME": str(folder / "state"),
        "WORKBENCH_PROJECTS": str(folder / "projects"),
    }


def _make(guide: bool, only: list[str], size: str, project: Path) -> None:
    """In a process whose screen has that size."""
    import guide_export
    import guide_live
    import guide_reviewing
    import guide_tools
    from demonstration import prepare
    from picture_page import write_page
    from shooting import shoot

    from workbench.ui.app import application

    application()
    if guide:
        for pages in (guide_tools, guide_reviewing, guide_live, guide_export):
            for make in pages.PICTURES:
                make()
        return
    prepare(project)
    width, height, _ = SIZES[size]
    shoot(project, size, width, height, only, all_states=size == SMALLEST)
    write_page()


if __name__ == "__main__":
    main()
