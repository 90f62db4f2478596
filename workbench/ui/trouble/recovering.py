"""A project that cannot be opened any more: what can be done is offered, and done with the project closed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.core.control import Control
from workbench.core.errors import ProjectBusyError, ProjectTooNewError, WorkbenchError
from workbench.core.events import Event, Notice
from workbench.services import backups, recovery
from workbench.store.project import folder_of
from workbench.ui.deeds.restoring import Restoring
from workbench.ui.dialogs.choosing import choose_folder
from workbench.ui.messages import Messages
from workbench.ui.session import Session

JOB = "recovery"


class Recovering(QObject):
    """Mends a project, or rebuilds it from its newest backup and its masks, and says what came back.

    Args:
        session: opens the project afterwards.
        messages: told what came back.
        restoring: the other way out: an older copy as a whole.
        may_leave: whether the open project may be closed; asks the person if need be.
        window: the owner.
    """

    def __init__(
        self,
        session: Session,
        messages: Messages,
        restoring: Restoring,
        may_leave: Callable[[], bool],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._messages, self._restoring = session, messages, restoring
        self._may_leave, self._window = may_leave, window
        self._folder: Path | None = None
        self._told: list[str] = []
        session.jobs.happened.connect(self._on_event)
        session.jobs.ended.connect(self._on_ended)

    def offer(self, folder: Path, error: WorkbenchError) -> None:
        """Say why a project cannot be opened, and offer what there is to come back to."""
        folder = folder_of(folder)
        hopeless = isinstance(error, ProjectBusyError | ProjectTooNewError) or not recovery.possible(folder)
        if hopeless:
            self._messages.show_error(error)
            return
        ways: dict[str, Callable[[], object]] = {"Recover": lambda: self.recover(folder)}
        if backups.listed(folder):
            ways["Restore a backup..."] = lambda: self._restoring.show(folder)
        self._messages.offer(error, ways)

    def ask(self) -> None:
        """Recover the open project, or ask for the folder of one that cannot be opened."""
        project = self._session.project
        chosen = project.folder if project else choose_folder(self._window, "Recover which project?", "project")
        if chosen:
            self.recover(chosen)

    def recover(self, folder: Path) -> None:
        """Bring back what there is. Nothing is overwritten: the damaged file is kept under another name."""
        if not self._may_leave():
            return
        try:
            self._session.close_project()
            self._session.jobs.start(JOB, recovery.run(folder), Control())
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        self._folder, self._told = folder, []

    def _on_event(self, event: Event) -> None:
        if self._session.jobs.name != JOB:
            return
        if isinstance(event, Notice):
            self._told.append(event.text)

    def _on_ended(self, name: str) -> None:
        if name != JOB or self._folder is None:
            return
        try:
            self._session.open(self._folder)
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        if self._told:
            self._messages.show_list(f"{self._folder.name} is open again.", "\n".join(self._told))
