"""Everything that goes on for a while, in one list: what it is, how far it is, how it can be ended."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

SHOWN_AFTER = 400
"""Milliseconds until something that goes on is shown: what is over by then would only flicker."""


class Activity(QObject):
    """One thing that goes on. Whoever does it tells how far it is, and ends it.

    Attributes:
        title: what it is, in a word or two.
        words: what it does now.
        done: of `total` are done.
        total: 0 while nobody knows how much there is.
        seconds_left: None while nobody can tell.
        stop: ends it early and keeps what it has; None where it cannot.
        cancel: ends it and discards; None where it cannot.
        minor: nobody waits for it: anything else is shown before it.
        shown: whether it has gone on for long enough to be shown.

    Signals:
        changed: it has something new to say.
        ended: it is over.
    """

    changed = Signal()
    ended = Signal()

    def __init__(
        self,
        title: str,
        parent: QObject,
        stop: Callable[[], object] | None = None,
        cancel: Callable[[], object] | None = None,
        minor: bool = False,
    ) -> None:
        super().__init__(parent)
        self.title, self.stop, self.cancel, self.minor = title, stop, cancel, minor
        self.words, self.done, self.total = "", 0, 0
        self.seconds_left: float | None = None
        self.shown = False
        self._wait = QTimer(self, singleShot=True, interval=SHOWN_AFTER)
        self._wait.timeout.connect(self._appear)
        self._wait.start()

    def tell(self, words: str, done: int = 0, total: int = 0, seconds_left: float | None = None) -> None:
        """Say what is done now, and how far it is."""
        self.words, self.done, self.total, self.seconds_left = words, done, total, seconds_left
        self.changed.emit()

    def end(self) -> None:
        """It is over. To end it twice does nothing."""
        self._wait.stop()
        self.ended.emit()

    def _appear(self) -> None:
        self.shown = True
        self.changed.emit()


class Activities(QObject):
    """All that goes on, the most important first.

    Signals:
        changed: something began, ended, or has something new to say.
        tended: what is done for the project beside the person's work, in words, told on any thread; "" when it is done.
    """

    changed = Signal()
    tended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: list[Activity] = []

    def begin(
        self,
        title: str,
        *,
        stop: Callable[[], object] | None = None,
        cancel: Callable[[], object] | None = None,
        minor: bool = False,
    ) -> Activity:
        """Put something that begins now on the list."""
        made = Activity(title, self, stop, cancel, minor)
        self._running.append(made)
        made.changed.connect(self.changed)
        made.ended.connect(lambda: self._remove(made))
        return made

    @property
    def shown(self) -> list[Activity]:
        """What a person should see: what others wait for first, then by age."""
        return sorted((one for one in self._running if one.shown), key=lambda one: one.minor)

    def _remove(self, activity: Activity) -> None:
        if activity in self._running:
            self._running.remove(activity)
            activity.deleteLater()
            self.changed.emit()
