"""Tells which images have changed on disk, once, a moment after the last of several strokes, and reads those astray."""

from PySide6.QtCore import QObject, QTimer

from workbench.ui.session import Session

QUIET_MILLISECONDS = 300
"""After the last change is on disk. Reading a record and drawing its row would otherwise be a part of every stroke."""


class KeptNews(QObject):
    """Listens to what is written; lets the session say `image_changed`, and read the open image again if it is astray.

    Args:
        session: whose images are painted.
        parent: the owner.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MILLISECONDS)
        self._timer.timeout.connect(self._tell)
        session.pending_changed.connect(self._on_pending)
        session.document_changed.connect(self._on_document)

    def _on_pending(self) -> None:
        if not self._session.unsaved:
            self._timer.start()

    def _on_document(self) -> None:
        keeper, document = self._session.keeper, self._session.document
        if keeper is not None and document is not None:
            keeper.opened(document.image_id)

    def _tell(self) -> None:
        keeper = self._session.keeper
        if keeper is None or keeper.pending:  # a record read now would wait for the disk; the timer starts anew later
            return
        for image_id in sorted(keeper.take_kept()):
            self._session.image_changed.emit(image_id)
        document = self._session.document
        if document is not None and keeper.astray(document.image_id):
            self._session.show_image(document.image_id)  # the file has another mask than the screen
