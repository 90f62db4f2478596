"""Asks what comes into the open project, and shows on wish what that would be."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.core.control import Control
from workbench.core.errors import WorkbenchError
from workbench.services import importing
from workbench.services.importing import Wishes
from workbench.ui.dialogs.import_images import ImportDialog
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.work.jobs import LOOK


class BringingIn(QObject):
    """One dialog for the source, the wishes and the look at it.

    Args:
        session: whose project things come into.
        messages: told what goes wrong.
        window: the owner.
        bring_in: imports a source with wishes.
    """

    def __init__(
        self, session: Session, messages: Messages, window: QWidget, bring_in: Callable[[Path, Wishes, str], None]
    ) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window
        self._bring_in = bring_in

    def ask(self) -> None:
        """Show the dialog."""
        project, jobs = self._session.project, self._session.jobs
        if project is None:
            return
        if jobs.busy:
            self._messages.news.emit(f"Importing waits for the {jobs.name}: stop it, or wait until it has finished.")
            return
        dialog = ImportDialog(project.classes, project.folder, self._window)
        dialog.looked.connect(self._look)
        dialog.wanted.connect(self._on_wanted)
        dialog.cancelled.connect(jobs.cancel)
        # Methods of the dialog, not lambdas: Qt lets go of them when the dialog is deleted.
        jobs.started.connect(dialog.on_started)
        jobs.happened.connect(dialog.show_event)
        jobs.ended.connect(dialog.on_ended)
        dialog.open()

    def _look(self, source: Path, format_name: str, wishes: Wishes) -> None:
        """Find out what an import would bring."""
        project = self._session.project
        if project is None:
            return
        try:
            flow = importing.preview(project, source, format_name, wishes)
            self._session.start_job(LOOK, flow, Control())
        except WorkbenchError as error:
            self._messages.show_error(error)

    def _on_wanted(self, source: Path, format_name: str, wishes: Wishes) -> None:
        """Import; a look that still runs ends first."""
        if self._session.jobs.name == LOOK:
            self._session.jobs.finish()
        self._bring_in(source, wishes, format_name)
