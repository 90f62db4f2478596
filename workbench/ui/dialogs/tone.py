"""Brightness, contrast, gamma and the window of grey values: beside the canvas, which shows them at once."""

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from workbench.ui.canvas.tone import NEUTRAL, Tone
from workbench.ui.style import GRID

STEPS = 1000
GAMMA_DOUBLES = 300
"""Steps of the slider that double gamma."""


class ToneDialog(QDialog):
    """Stays open beside the canvas; not modal.

    Signals:
        changed: the Tone that is wanted; its black and white are for this image alone.
        automatic: whether black and white are to be taken from the values of each image.
        as_it_is: the image should be shown as it is.
    """

    changed = Signal(object)
    automatic = Signal(bool)
    as_it_is = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Brightness and contrast")
        self._white_value = 255
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        self.black, self._black_words = self._row(form, "Black", 0, 255)
        self.white, self._white_words = self._row(form, "White", 0, 255)
        self.brightness, self._brightness_words = self._row(form, "Brightness", -STEPS, STEPS)
        self.contrast, self._contrast_words = self._row(form, "Contrast", -STEPS, STEPS)
        self.gamma, self._gamma_words = self._row(form, "Gamma", -STEPS, STEPS)
        note = QLabel(
            "Black and White belong to the image, the others stay for all images. This is for viewing only: tools, "
            "training and export see the image as it is."
        )
        note.setProperty("role", "faint")
        note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close | QDialogButtonBox.StandardButton.Reset)
        self.auto = buttons.addButton("Auto", QDialogButtonBox.ButtonRole.ActionRole)
        self.auto.setCheckable(True)
        self.auto.setToolTip("Take black and white from the values of each image that is opened")
        self.auto.clicked.connect(self.automatic)
        self.reset = buttons.button(QDialogButtonBox.StandardButton.Reset)
        self.reset.setToolTip("Show the image as it is")
        self.reset.clicked.connect(self.as_it_is)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addWidget(note)
        column.addWidget(buttons)
        self.show_tone(NEUTRAL, 255, False)

    @property
    def tone(self) -> Tone:
        """What the sliders say."""
        black, white = self.black.value() / self._white_value, self.white.value() / self._white_value
        return Tone(
            black=min(black, white),
            white=max(black, white),
            brightness=self.brightness.value() / STEPS,
            contrast=self.contrast.value() / STEPS,
            gamma=2.0 ** (self.gamma.value() / GAMMA_DOUBLES),
        )

    def show_tone(self, tone: Tone, white_value: int, auto: bool) -> None:
        """Put the sliders there; `white_value` is the highest value of the image, 255..65535."""
        self.auto.setChecked(auto)
        self._white_value = white_value
        for slider, value in (
            (self.black, white_value * tone.black),
            (self.white, white_value * tone.white),
            (self.brightness, STEPS * tone.brightness),
            (self.contrast, STEPS * tone.contrast),
            (self.gamma, GAMMA_DOUBLES * math.log2(tone.gamma)),
        ):
            slider.blockSignals(True)
            if slider in (self.black, self.white):
                slider.setRange(0, white_value)
            slider.setValue(round(value))
            slider.blockSignals(False)
        self._tell()

    def _on_slider(self) -> None:
        self._tell()
        self.changed.emit(self.tone)

    def _tell(self) -> None:
        tone = self.tone
        self._black_words.setText(f"{tone.black * self._white_value:.0f}")
        self._white_words.setText(f"{tone.white * self._white_value:.0f}")
        self._brightness_words.setText(f"{100 * tone.brightness:+.0f} %")
        self._contrast_words.setText(f"{100 * tone.contrast:+.0f} %")
        self._gamma_words.setText(f"{tone.gamma:.2f}")

    def _row(self, form: QFormLayout, name: str, lowest: int, highest: int) -> tuple[QSlider, QLabel]:
        slider, words = QSlider(Qt.Orientation.Horizontal), QLabel()
        slider.setRange(lowest, highest)
        slider.setMinimumWidth(220)
        slider.setAccessibleName(name)
        slider.valueChanged.connect(self._on_slider)
        words.setMinimumWidth(words.fontMetrics().horizontalAdvance("+100 %  "))
        words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(slider, 1)
        row.addWidget(words)
        form.addRow(name, row)
        return slider, words
