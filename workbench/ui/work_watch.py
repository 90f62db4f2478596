"""Sees that the person is at work: every input counts, but those to a dialog that bars the window."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication

from workbench.ui.panels.status import StatusBar
from workbench.ui.session import Session

SHOWN_EVERY = 1000
"""Milliseconds between two changes of the number in the status bar."""

_INPUTS = frozenset(
    {
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,  # a key that is a shortcut comes to the window as nothing else
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletRelease,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.NativeGesture,
    }
)


_PRESSES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TabletPress})


class WorkWatch(QObject):
    """Tells the clock of the open image of every input, and shows its time.

    It listens to the windows of the program as they get the keyboard: there each input comes by once, before it is
    handed to a widget, and nothing else of what happens inside passes through here.
    """

    def __init__(self, session: Session, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._status = session, status
        self._soon = QTimer(self, singleShot=True, interval=SHOWN_EVERY)
        self._soon.timeout.connect(self.show_time)
        session.document_changed.connect(self.show_time)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._listen_to)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt's own: let everything pass, and count what a person does."""
        document = self._session.document
        if document is not None and event.type() in _INPUTS:
            if QApplication.activeModalWidget() is not None:
                document.work.rest()
                return False
            document.work.touch(pressed=event.type() in _PRESSES)
            if not self._soon.isActive():
                self._soon.start()
        return False

    def show_time(self) -> None:
        """Show the time of the open image, or none."""
        document = self._session.document
        self._status.show_work(None if document is None else document.work.total)

    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # once, however often it is asked for
