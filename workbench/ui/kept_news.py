"""Tells which images have changed on disk: once, a moment after the last of several strokes."""

from PySide6.QtCore import QObject, QTimer

from workbench.ui.session import Session

QUIET_MILLISECONDS = 300
"""After the last change is on disk. Reading a record and drawing its row would otherwise be a part of every stroke."""


class KeptNews(QObject):
    """Listens to what is written and lets the session say `image_changed`.

    Args:
        session: whose images are painted.
        parent: the owner.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._changed: set[int] = set()
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MILLISECONDS)
        self._timer.timeout.connect(self._tell)
        session.pending_changed.connect(self._on_pending)
        session.project_changed.connect(self._forget)

    def _on_pending(self, pending: int) -> None:
        document = self._session.document
        if pending and document is not None:
            self._changed.add(document.image_id)
        if not pending:
            self._timer.start()

    def _tell(self) -> None:
        if self._session.unsaved:  # a record read now would wait for the disk; the timer starts anew when it is done
            return
        changed, self._changed = self._changed, set()
        for image_id in sorted(changed):
            self._session.image_changed.emit(image_id)

    def _forget(self) -> None:
        """Image numbers are those of a project: with it they go."""
        self._timer.stop()
        self._changed.clear()
