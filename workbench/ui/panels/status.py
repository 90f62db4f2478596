"""The line at the bottom: tool, what is under the cursor, zoom, what goes on, saved."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStatusBar, QToolButton, QWidget

from workbench.core.classes import ClassSet
from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.offer import FIRST_MARK
from workbench.ui.actions import tips
from workbench.ui.document import Document
from workbench.ui.panels.activity.line import ActivityLine
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.panels.news_line import NewsLine
from workbench.ui.panels.steady_label import SteadyLabel
from workbench.ui.style import fix_width

_ORIGINS = {Origin.NONE: "", Origin.HAND: "hand", Origin.ACCEPTED: "accepted", Origin.IMPORTED: "imported"}


NAME_WIDTH = 150
"""Of the open image's name, which is shortened to it."""


class StatusBar(QStatusBar):
    """Short facts, each in a place of its own.

    Attributes:
        activity: what goes on.

    Signals:
        tone_wanted: the words about the brightness were clicked.
    """

    tone_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._tool, self._work, self._saved = (SteadyLabel() for _ in range(3))
        self.activity = ActivityLine()
        self._under, self._zoom = SteadyLabel(260), SteadyLabel(64)
        self._work.setToolTip("Your time on this image; pauses of more than 20 seconds are left out")
        self._image = ElidedLabel("")
        self._image.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        fix_width(self._image, NAME_WIDTH)
        self._advice = ElidedLabel("")
        facts = QWidget()
        row = QHBoxLayout(facts)
        row.setContentsMargins(0, 0, 0, 0)
        for label in (self._image, self._tool, self._under, self._zoom):
            row.addWidget(label)
        row.addWidget(self._advice, 1)
        self._news = NewsLine(facts)
        self.addWidget(self._news, 3)
        self._tone = QToolButton()
        self._tone.setAccessibleName("Brightness and contrast")
        self._tone.setAutoRaise(True)
        self._tone.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tips.tell(self._tone, "tone", "The image is not shown as it is, for viewing only. A click opens the sliders")
        self._tone.clicked.connect(self.tone_wanted)
        self._tone.hide()
        self.addPermanentWidget(self._tone)
        self.addPermanentWidget(self.activity, 2)  # long sentences: it takes its part of the room that is there
        for place in (self._work, self._saved):
            self.addPermanentWidget(place)

    def say(self, news: str) -> None:
        """Show news in place of the facts for a while; "" ends them."""
        self._news.say(news)

    def fade(self) -> None:
        """Something else is done now: news that it has not brought end."""
        self._news.fade()

    @property
    def news(self) -> str:
        """The news that are shown; "" when there are none."""
        return self._news.words

    def show_image(self, name: str) -> None:
        """Which image is open; "" for none."""
        self._image.set_text(name)
        self._image.setToolTip(name)

    @property
    def image_words(self) -> str:
        """What the line says of the image."""
        return self._image.whole

    def show_tool(self, name: str, diameter: float | None, advice: str = "") -> None:
        """The tool, its size (image pixels) if it has one, and how it is used."""
        if advice != self._advice.whole:
            self._advice.set_text(advice)
            self._advice.setToolTip(advice)
        self._tool.setText(name if diameter is None else f"{name} {diameter:.0f} px")

    @property
    def advice(self) -> str:
        """What the line says of the use of the tool."""
        return self._advice.whole

    def show_under(self, document: Document | None, point: Point | None, classes: ClassSet) -> None:
        """What the pixel under the cursor is, and what the model says of it."""
        inside = document is not None and point is not None
        if not inside or document is None or point is None:
            self._under.setText("")
            return
        row, column = int(point.y), int(point.x)
        if not (0 <= row < document.mask.height and 0 <= column < document.mask.width):
            self._under.setText("")
            return
        index = int(document.mask.classes[row, column])
        set_by = int(document.mask.origin[row, column])
        origin = "refused" if set_by >= FIRST_MARK else _ORIGINS.get(Origin(set_by), "")
        name = "unlabelled" if index == UNLABELLED else classes.name_of(index)
        text = f"x {column}  y {row}: {name}" + (f" ({origin})" if origin else "")
        if document.prediction is not None:
            guess = classes.name_of(int(document.prediction.classes[row, column]))
            text += f"   model: {guess} {int(document.prediction.confidence[row, column]) / 2.55:.0f} %"
        self._under.setText(text)

    @property
    def under_words(self) -> str:
        """What the line says of the pixel under the cursor."""
        return self._under.text()

    def show_zoom(self, zoom: float | None) -> None:
        """Screen pixels for each image pixel; None without an image."""
        self._zoom.setText("" if zoom is None else f"{zoom:.0%}".replace("%", " %"))

    @property
    def zoom_words(self) -> str:
        """What the line says of the zoom."""
        return self._zoom.text()

    def show_tone(self, words: str) -> None:
        """Say that the image is not shown as it is; "" while it is."""
        self._tone.setText(words)
        self._tone.setVisible(bool(words))

    @property
    def tone_words(self) -> str:
        """What the line says of the brightness."""
        return self._tone.text()

    def show_work(self, seconds: float | None) -> None:
        """The person's time on the open image; None when there is none."""
        self._work.setText("" if seconds is None else f"work {_duration(int(seconds))}")

    @property
    def work_words(self) -> str:
        """What the line says of the person's time."""
        return self._work.text()

    def show_pending(self, pending: int | None) -> None:
        """Whether everything is on disk; None when there is nothing to keep."""
        self._saved.setText("" if pending is None else "saved" if pending == 0 else f"saving {pending}")

    @property
    def saved_words(self) -> str:
        """What the line says of the disk."""
        return self._saved.text()


def _duration(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
