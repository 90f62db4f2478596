"""Keeps what the start page shows of a project: soon after it was opened, and when it is closed."""

import logging

from PySide6.QtCore import QObject, QTimer

from workbench.core.errors import WorkbenchError
from workbench.services import cards
from workbench.ui.session import Session

SOON_MILLISECONDS = 5000
"""After the opening: a window that is killed has told at least when the project was open."""

log = logging.getLogger(__name__)


class KeepingCards(QObject):
    """Listens to the session. To be made after what keeps the desk, whose open image is the card's picture."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._soon = QTimer(self, singleShot=True, interval=SOON_MILLISECONDS)
        self._soon.timeout.connect(self._keep)
        session.project_changed.connect(self._soon.start)
        session.about_to_close.connect(self._keep)

    def _keep(self) -> None:
        self._soon.stop()
        if self._session.project is None:
            return
        try:
            cards.write(self._session.project)
        except (WorkbenchError, OSError) as error:  # a convenience: nothing painted depends on it
            log.warning("the card was not kept: %s", error)
