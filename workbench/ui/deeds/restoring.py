"""Asks which backup should be the project, and has it done with the project closed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from workbench.core.backups import Backup
from workbench.core.control import Control
from workbench.core.errors import MissingError, WorkbenchError
from workbench.services import backups
from workbench.ui.dialogs.choosing import choose_folder
from workbench.ui.dialogs.restore import RestoreDialog
from workbench.ui.messages import Messages
from workbench.ui.session import Session

JOB = "restore"


class Restoring(QObject):
    """Brings a backup of the open project back; without one it asks for the folder, as of a project that is damaged.

    Args:
        session: whose project is replaced.
        messages: told what goes wrong.
        window: the owner.
        may_leave: whether the open project may be closed; asks the person if need be.
    """

    def __init__(self, session: Session, messages: Messages, window: QWidget, may_leave: Callable[[], bool]) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window
        self._may_leave = may_leave
        self._folder: Path | None = None
        session.jobs.ended.connect(self._on_ended)

    def ask(self) -> None:
        """Show the backups of the project."""
        project = self._session.project
        if project is not None:
            self.show(project.folder)
            return
        chosen = choose_folder(self._window, "Restore a backup of which project?", "project")
        if chosen:
            self.show(chosen)

    def show(self, folder: Path) -> None:
        """Show the backups of the project in a folder."""
        try:
            found = backups.listed(folder)
            if not found:
                raise MissingError(
                    f"There are no backups of {folder.name} yet.",
                    "One is made every half hour in which something changes, and before large changes.",
                )
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        dialog = RestoreDialog(folder.name, found, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._restore(folder, dialog.chosen))
        dialog.open()

    def _restore(self, folder: Path, backup: Backup | None) -> None:
        if backup is None or not self._may_leave():
            return
        try:
            self._session.close_project()
            self._folder = folder
            self._session.jobs.start(JOB, backups.restoring_flow(folder, backup), Control())
        except WorkbenchError as error:
            self._messages.show_error(error)

    def _on_ended(self, name: str) -> None:
        """Open the project again: the restored one, or, when that failed, the one that was."""
        if name != JOB or self._folder is None:
            return
        try:
            self._session.open(self._folder)
        except WorkbenchError as error:
            self._messages.show_error(error)
