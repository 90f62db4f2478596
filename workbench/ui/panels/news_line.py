"""News in place of the standing facts of the status line, for as long as they are news."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from workbench.ui.panels.elided_label import ElidedLabel

NEWS_MILLISECONDS = 8000
"""How long news are read, when nothing happens that makes them old."""


class NewsLine(QStackedWidget):
    """Shows the facts, or for a while news. Neither ever stands on what is beside it: both have the same place.

    Qt's own `QStatusBar.showMessage` paints under the widgets of the bar, and where one of them comes or goes
    meanwhile, over them.

    Args:
        facts: what is shown when there are no news.
    """

    def __init__(self, facts: QWidget) -> None:
        super().__init__()
        self._news = ElidedLabel("")
        self.addWidget(_Sill(facts))
        self.addWidget(self._news)
        self._over = QTimer(self, singleShot=True, interval=NEWS_MILLISECONDS)
        self._over.timeout.connect(self._end)
        self._fresh = QTimer(self, singleShot=True, interval=0)

    def say(self, text: str) -> None:
        """Show news; "" ends them."""
        if not text:
            self._end()
            return
        self._news.set_text(text)
        self._news.setToolTip(text)
        self.setCurrentWidget(self._news)
        self._over.start()
        self._fresh.start()

    def fade(self) -> None:
        """Something else is done now: news end, except those that this very deed has brought."""
        if not self._fresh.isActive():
            self._end()

    @property
    def words(self) -> str:
        """The news that are shown; "" when there are none."""
        return self._news.whole

    def _end(self) -> None:
        self._over.stop()
        self._news.set_text("")
        self.setCurrentIndex(0)


class _Sill(QScrollArea):
    """Holds the facts; their end is out of sight where there is no room: they must not make the window wider."""

    def __init__(self, facts: QWidget) -> None:
        super().__init__()
        self._facts = facts
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setWidget(facts)

    def sizeHint(self) -> QSize:
        """As the facts."""
        return self._facts.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As high as the facts, whatever the size of text."""
        return QSize(0, self._facts.sizeHint().height())
