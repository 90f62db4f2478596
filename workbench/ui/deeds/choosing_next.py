"""Choosing by which strategy the next image comes."""

from concurrent.futures import Future

from PySide6.QtCore import QObject

from workbench.core.errors import WorkbenchError
from workbench.services import queueing
from workbench.ui.messages import Messages
from workbench.ui.panels.queue_choice import QueueChoice
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands


class ChoosingNext(QObject):
    """Ties the choice to the project; the queue of many images is made off the window's thread."""

    def __init__(self, session: Session, choice: QueueChoice, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._choice, self._messages = session, choice, messages
        self._errands = Errands()
        choice.chosen.connect(self._choose)
        session.project_changed.connect(self._show)
        session.about_to_close.connect(self._errands.wait)
        self._show()

    def _show(self) -> None:
        project = self._session.project
        self._choice.setEnabled(project is not None)
        if project is not None:
            self._choice.show_strategy(queueing.chosen(project))

    def _choose(self, name: str) -> None:
        project = self._session.project
        if project is not None:
            self._errands.ask(lambda: queueing.choose(project, name), self._on_chosen)

    def _on_chosen(self, outcome: Future[None]) -> None:
        try:
            outcome.result()
        except WorkbenchError as error:
            self._messages.show_error(error)
        self._show()
        if self._session.document is not None:  # why it is open is another now
            self._session.image_changed.emit(self._session.document.image_id)
