"""What lies over the image, and taking the model's word: overlay, doubt, threshold, accept, next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from workbench.core.offer import SURE, Offer
from workbench.ui.actions import tips
from workbench.ui.panels.offered_classes import OfferedClasses
from workbench.ui.panels.queue_choice import QueueChoice
from workbench.ui.panels.unsure_line import UnsureLine
from workbench.ui.preferences import OPACITY
from workbench.ui.style import GRID


class ReviewPanel(QWidget):
    """The switches of the layers and the buttons of the fast lane.

    Signals:
        opacity_changed: of mask and prediction, 0..1.
        offer_changed: what of the prediction is shown and can be accepted (an `Offer`).
        accept: take what is on offer.
        accept_and_next: take what is on offer, mark done and go on to the first image of the queue.
    """

    opacity_changed = Signal(float)
    offer_changed = Signal(object)
    accept = Signal()
    accept_and_next = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.mask_switch = _switch("Mask", "show_mask", "Show what is painted", True)
        self.prediction_switch = _switch("Prediction", "show_prediction", "Show what the model says", True)
        self.doubt_switch = _switch("Doubt", "show_doubt", "Show where the model is unsure", False)
        switches = QHBoxLayout()
        switches.setSpacing(2 * GRID)
        for switch in (self.mask_switch, self.prediction_switch, self.doubt_switch):
            switches.addWidget(switch)
        switches.addStretch(1)
        self._opacity = _slider(OPACITY)
        self._opacity.setToolTip("How strong mask and prediction are drawn over the image")
        self._opacity.valueChanged.connect(lambda v: self.opacity_changed.emit(v / 100))
        self.classes = OfferedClasses()
        self.classes.changed.connect(lambda _withheld: self.offer_changed.emit(self.offer))
        self._threshold = _slider(round(100 * SURE))
        self._threshold.setAccessibleName("Accept from this sureness on")
        self._threshold.setToolTip("Only pixels of which the model is at least this sure are shown and accepted")
        self._threshold_words = QLabel()
        self._threshold_words.setProperty("role", "faint")
        self._threshold.valueChanged.connect(self._on_threshold)
        self.unsure = UnsureLine(self)
        self.unsure.lowered.connect(self._threshold.setValue)
        above = QHBoxLayout()
        above.setSpacing(GRID)
        above.addWidget(self._threshold, 1)
        above.addWidget(self._threshold_words)
        sliders = QFormLayout()
        sliders.setHorizontalSpacing(GRID)
        sliders.setVerticalSpacing(4)
        sliders.addRow("Opacity", self._opacity)
        sliders.addRow("Accept", above)
        of = QLabel("of")
        of.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)  # beside the button's middle
        sliders.addRow(of, self.classes)
        self._accept = QPushButton("Accept where nothing is painted")
        tips.tell(self._accept, "accept", "Take the prediction into the mask; hand-painted pixels stay")
        self._accept.clicked.connect(self.accept)
        self._next = QPushButton("Accept, done, next in the queue")
        self._next.setProperty("primary", "true")
        words = "Take the prediction as far as it is shown, mark this image done, and open the first of the queue"
        tips.tell(self._next, "accept_and_next", words)
        self._next.clicked.connect(self.accept_and_next)
        for button in (self._accept, self._next):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click must not take Space from the canvas
        self.queue = QueueChoice()
        self._reason = QLabel("")
        self._reason.setWordWrap(True)
        self._reason.setProperty("role", "faint")
        self._reason.setMinimumHeight(2 * self._reason.fontMetrics().lineSpacing())
        self._reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(switches)
        layout.addLayout(sliders)
        layout.addWidget(self.unsure)
        layout.addWidget(self._reason)
        layout.addWidget(self._accept)
        layout.addWidget(self._next)
        layout.addWidget(self.queue)
        layout.addStretch(1)
        self._on_threshold(self._threshold.value())
        self.show_state(False, False, "")
        self.show_finishable(False)

    @property
    def opacity(self) -> float:
        """How strong mask and prediction are drawn, 0..1."""
        return self._opacity.value() / 100

    def set_opacity(self, percent: int) -> None:
        """Draw mask and prediction so strong."""
        self._opacity.setValue(percent)

    @property
    def offer(self) -> Offer:
        """What of the prediction is shown and can be accepted."""
        return Offer(self._threshold.value() / 100, self.classes.withheld)

    def show_state(self, has_image: bool, has_prediction: bool, reason: str) -> None:
        """Fit the buttons and the reason to the open image."""
        self._accept.setEnabled(has_prediction)
        hint = "No prediction yet: train, then overlays appear here." if has_image else ""
        self._reason.setText(reason or hint)

    def show_finishable(self, finishable: bool) -> None:
        """Whether there is anything in the open image to be done with: something painted, or something to accept."""
        self._next.setEnabled(finishable)

    def _on_threshold(self, value: int) -> None:
        self._threshold_words.setText("however unsure" if value == 0 else f"{value} % sure or more")
        self.unsure.show_asked(value)
        self.offer_changed.emit(self.offer)


def _switch(text: str, action: str, tip: str, on: bool) -> QCheckBox:
    box = QCheckBox(text)
    tips.tell(box, action, tip)
    box.setChecked(on)
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return box


def _slider(value: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, 100)
    slider.setValue(value)
    slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return slider
