"""Write the words of the window into a file for translators: python docs/make_words.py de

Makes resources/translations/workbench_de.ts, or brings it up to date; what is translated in it stays. Translate it with
pyside6-linguist, then run this again: of what is finished it makes workbench_de.qm, which the program reads.
"""

import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from workbench.ui import translation  # noqa: E402 - found from the line above on
from workbench.ui.actions import ROWS  # noqa: E402


def texts() -> list[str]:
    """The texts of the table of actions, and of its menus."""
    rows = [row.text for row in ROWS if row.id]
    menus = [part for row in ROWS for part in row.parts]
    return list(dict.fromkeys([*menus, *rows]))


def make(language: str, folder: Path) -> Path:
    """Write workbench_LANGUAGE.ts and .qm into a folder; returns the first."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"workbench_{language}.ts"
    code = sorted((ROOT / "workbench" / "ui").rglob("*.py"))
    with tempfile.TemporaryDirectory() as scratch:
        table = Path(scratch) / "table.py"
        table.write_text(
            "".join(f"QT_TRANSLATE_NOOP({translation.CONTEXT!r}, {text!r})\n" for text in texts()), encoding="utf-8"
        )
        _run(
            "lupdate", *map(str, (table, *code)), "-locations", "none", "-target-language", language, "-ts", str(target)
        )
    _run("lrelease", "-silent", str(target), "-qm", str(target.with_suffix(".qm")))
    return target


def _run(tool: str, *arguments: str) -> None:
    beside = Path(sysconfig.get_path("scripts"))  # of this interpreter, whether its environment is activated or not
    subprocess.run([beside / f"pyside6-{tool}", *arguments], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    print(make(sys.argv[1], translation.folder()))
