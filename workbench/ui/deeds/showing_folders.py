"""Folders in the system's own file manager."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from workbench.core.errors import MissingError
from workbench.ui.messages import Messages


def show_folder(folder: Path, messages: Messages, cure: str = "It is made when something is kept in it.") -> None:
    """Open a folder in the file manager; one that is not there is told, with what cures it."""
    if folder.is_dir():
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
    else:
        messages.show_error(MissingError(f"The folder {folder} is not there.", cure))
