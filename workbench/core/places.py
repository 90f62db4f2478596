"""Where the program finds the files that travel with it."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def checkout() -> Path | None:
    """The folder of the repository when the program runs from one, else None."""
    root = _PACKAGE.parent
    return root if (root / "main.py").is_file() and (root / "resources").is_dir() else None


def resources() -> Path:
    """The folder of icons, styles and tables: beside the package in a checkout, inside it in an installed wheel."""
    root = checkout()
    return root / "resources" if root else _PACKAGE / "_resources"


def guide() -> Path:
    """The folder of the guide's pages (Markdown) and their pictures, found as `resources` is."""
    root = checkout()
    return root / "docs" / "guide" if root else _PACKAGE / "_guide"
