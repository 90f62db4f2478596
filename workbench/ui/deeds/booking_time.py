"""A person's time belongs to the round in which it passed: where a model comes while an image is open, it is parted."""

from PySide6.QtCore import QObject

from workbench.core.events import Event, Finished
from workbench.ui.session import Session


class BookingTime(QObject):
    """Keeps what has passed on the open image whenever a round has ended.

    An edit is booked by the store when it is kept, some milliseconds after it was made. What passes between edits, and
    every press, waits in the open image: without this it would all go to the round in which the image is left.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._round = 0
        session.project_changed.connect(self._begin)
        session.jobs.happened.connect(self._on_event)
        session.jobs.ended.connect(lambda _name: self._look())

    def _begin(self) -> None:
        project = self._session.project
        self._round = 0 if project is None else project.ledger.newest_round()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Finished):
            self._look()

    def _look(self) -> None:
        project, document = self._session.project, self._session.document
        if project is None:
            return
        before, self._round = self._round, project.ledger.newest_round()
        if before != self._round and document is not None:
            document.leave(before)
