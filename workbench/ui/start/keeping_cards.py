"""Keeps what the start page shows of a project: soon after it was opened, while it is worked on, and when closed."""

import logging
from concurrent.futures import Future

from PySide6.QtCore import QObject, QTimer

from workbench.core.errors import WorkbenchError
from workbench.services import cards
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands

SOON_MILLISECONDS = 5000
"""After the opening: a window that is killed has told at least when the project was open."""

WORKED_MILLISECONDS = 60_000
"""After a change: what a card tells after a crash is no older."""

CLOSING_SECONDS = 3.0
"""How long a project that is closed waits for a card that is being written."""

log = logging.getLogger(__name__)


class KeepingCards(QObject):
    """Listens to the session. To be made after what keeps the desk, whose open image is the card's picture."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._soon = QTimer(self, singleShot=True, interval=SOON_MILLISECONDS)
        self._soon.timeout.connect(self._keep)
        session.project_changed.connect(self._soon.start)
        self._errands = Errands()
        self._worked = QTimer(self, singleShot=True, interval=WORKED_MILLISECONDS)
        self._worked.timeout.connect(self._keep_aside)
        session.pending_changed.connect(self._on_work)
        session.about_to_close.connect(self._keep_at_last)

    def _on_work(self) -> None:
        if not self._worked.isActive():
            self._worked.start()

    def _keep_aside(self) -> None:
        project = self._session.project
        if project is not None:
            self._errands.ask(lambda: cards.write(project), _note)

    def _keep_at_last(self) -> None:
        self._worked.stop()
        self._errands.wait(CLOSING_SECONDS)
        self._errands.drop()
        self._keep()

    def _keep(self) -> None:
        self._soon.stop()
        if self._session.project is None:
            return
        try:
            cards.write(self._session.project)
        except (WorkbenchError, OSError) as error:  # a convenience: nothing painted depends on it
            log.warning("the card was not kept: %s", error)


def _note(outcome: Future[None]) -> None:
    try:
        outcome.result()
    except (WorkbenchError, OSError) as error:  # as above
        log.warning("the card was not kept: %s", error)
