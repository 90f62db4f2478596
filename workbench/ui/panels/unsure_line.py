"""The line that says that nothing of a prediction is sure enough to be seen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget


def unsure_words(asked: int, surest: int) -> str:
    """Both in whole percent."""
    return f"Nothing here is {asked} % sure; the surest is {surest} %"


class UnsureLine(QLabel):
    """Not to be seen while something is on offer.

    Signals:
        lowered: the person wants to see the surest half, which is from this percentage on.
    """

    lowered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "warn")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.setToolTip("Shows the surest half of the prediction")
        self._asked = 0
        self._surest = 100, 100
        self.linkActivated.connect(lambda _link: self.lowered.emit(self._surest[1]))
        self._show()

    def show_asked(self, percent: int) -> None:
        """So sure the model has to be."""
        self._asked = percent
        self._show()

    def show_surest(self, surest: tuple[int, int] | None) -> None:
        """How sure it is where it is surest, and at least in half of the image; None while that is not known."""
        self._surest = surest or (100, 100)
        self._show()

    def _show(self) -> None:
        highest = self._surest[0]
        self.setText(f'{unsure_words(self._asked, highest)}: <a href="lower">lower Accept</a>')
        self.setVisible(highest < self._asked)
