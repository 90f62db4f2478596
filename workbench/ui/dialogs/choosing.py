"""Asks for a folder, beginning where the last one of its kind was chosen."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.ui import recent


def choose_folder(parent: QWidget, title: str, kind: str, start: str = "") -> Path | None:
    """The folder that a person chooses, or None.

    Args:
        parent: the window in front.
        title: of the dialog.
        kind: "project", "images" or "export": each has a last folder of its own.
        start: where to begin; "" means beside the last one.
    """
    chosen = QFileDialog.getExistingDirectory(parent, title, start or recent.last_folder(kind))
    if not chosen:
        return None
    recent.remember_folder(kind, Path(chosen).parent)
    return Path(chosen)


def choose_file(parent: QWidget, title: str, kind: str, filters: str) -> Path | None:
    """The file that a person chooses, or None; `filters` as Qt writes them."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, recent.last_folder(kind), filters)
    if not chosen:
        return None
    recent.remember_folder(kind, Path(chosen).parent)
    return Path(chosen)
