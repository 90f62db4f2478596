"""What the tests of the command line share: a quick recipe in words, and projects made by the verbs."""

from pathlib import Path

from tiny_scenes import KNOBS, paint

from workbench.cli.app import main
from workbench.services.library import open_project

TINY = [word for knob, value in KNOBS.items() for word in ("--set", f"{knob}={value}")]
"""The options of the quickest training."""


def make_project(folder: Path, pictures: Path, painted: int) -> str:
    """A project of those pictures, the first few of them painted."""
    assert main(["new", str(folder), "--classes", "ground,box"]) == 0
    assert main(["import", str(folder), str(pictures)]) == 0
    with open_project(folder) as project:
        for image_id in range(1, painted + 1):
            paint(project, image_id, image_id)
    return str(folder)
