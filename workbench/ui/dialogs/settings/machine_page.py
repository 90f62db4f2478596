"""How much of the machine training and prediction may take, and where fetched weights are kept."""

import os
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from workbench.ui.dialogs.settings.page import Page
from workbench.ui.preferences import Share
from workbench.ui.style import GRID

MEMORY_STEP, MOST_MEMORY = 256, 1 << 20


class MachinePage(Page):
    """What the worker takes.

    Args:
        share: of the machine, as it is.
        weights: the folder where weights are kept now.

    Signals:
        share_changed: another share is granted (`Share`).
        weights_wanted: weights are to be kept below that folder (Path), or in the usual one (None).
        opened: a folder is to be shown in the system's file manager (Path).
    """

    share_changed = Signal(object)
    weights_wanted = Signal(object)
    opened = Signal(object)

    def __init__(self, share: Share, weights: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cores = _number(os.cpu_count() or 1, " cores", "all but one", share.cores)
        self.memory = _number(MOST_MEMORY, " MB", "what is free", share.memory)
        self.memory.setSingleStep(MEMORY_STEP)
        self.weights = QLineEdit()
        self.weights.setReadOnly(True)
        self.choose, self.usual, self.show_folder = QPushButton("Change..."), QPushButton("Usual"), QPushButton("Show")
        self.usual.setToolTip("Keep weights where PyTorch keeps them")
        self.show_folder.setToolTip("Open this folder in the file manager")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        for button in (self.choose, self.usual, self.show_folder):
            row.addWidget(button)
        self.form.addRow("Worker takes at &most", self.cores)
        self.form.addRow("&Pictures in memory take", self.memory)
        self.explain("They hold for the next training or prediction. Learning while you paint has numbers of its own.")
        place = QVBoxLayout()  # the path has a line of its own: beside the buttons only its end was seen
        place.setSpacing(GRID)
        place.addWidget(self.weights)
        place.addLayout(row)
        label = QLabel("&Weights are kept in")
        self.form.addRow(label)
        self.form.addRow(place)
        label.setBuddy(self.weights)
        self.explain("Pretrained weights are fetched once. Those that are in the old folder are not moved.")
        self.show_weights(weights)
        for box in (self.cores, self.memory):
            box.editingFinished.connect(self._on_share)
        self.choose.clicked.connect(self._ask)
        self.usual.clicked.connect(lambda: self.weights_wanted.emit(None))
        self.show_folder.clicked.connect(lambda: self.opened.emit(Path(self.weights.text())))

    def show_weights(self, folder: Path) -> None:
        """Weights are kept there now."""
        self.weights.setText(str(folder))
        self.weights.setCursorPosition(0)
        self.weights.setToolTip(str(folder))

    def _ask(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Where fetched weights are kept")
        if chosen:
            self.weights_wanted.emit(Path(chosen))

    def _on_share(self) -> None:
        self.share_changed.emit(Share(self.cores.value(), self.memory.value()))


def _number(most: int, suffix: str, none: str, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, most)
    box.setSuffix(suffix)
    box.setSpecialValueText(none)
    box.setValue(value)
    return box
