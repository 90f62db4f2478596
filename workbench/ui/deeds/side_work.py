"""Work that nobody has asked for, on the list of what goes on: small pictures, backups, copies of masks."""

from PySide6.QtCore import QObject, Qt

from workbench.core.counting import counted
from workbench.ui.panels.gallery.thumbnails import Thumbnails
from workbench.ui.session import Session
from workbench.ui.work.activities import Activity


class SideWork(QObject):
    """Listens to what looks after the project and to the gallery's pictures."""

    def __init__(self, session: Session, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._tending: Activity | None = None
        self._drawing: Activity | None = None
        session.activities.tended.connect(self._on_tended)
        # Later: a list asks for its pictures while it is being painted, and nothing may be painted anew by that.
        thumbnails.waiting.connect(self._on_waiting, Qt.ConnectionType.QueuedConnection)

    def _on_tended(self, words: str) -> None:
        self._tending = self._told(self._tending, "Looking after the project", words)

    def _on_waiting(self, pictures: int) -> None:
        words = f"{counted(pictures, 'small picture')} to be made" if pictures else ""
        self._drawing = self._told(self._drawing, "Thumbnails", words)

    def _told(self, activity: Activity | None, title: str, words: str) -> Activity | None:
        """The activity that says so, begun if need be; without words it is over."""
        if not words:
            if activity is not None:
                activity.end()
            return None
        if activity is None:
            activity = self._session.activities.begin(title, minor=True)
        activity.tell(words)
        return activity
