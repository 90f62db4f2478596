"""The few settings of one project: shares of val and test, sequences, where predictions are accepted, undo."""

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.services.project_settings import LARGEST_SHARE, ProjectSettings
from workbench.services.sequences import Telling
from workbench.ui.style import GRID

MEGABYTE = 1_000_000

WAYS = {
    Telling.AUTO: "By folders, else by names (automatic)",
    Telling.FOLDERS: "By folders",
    Telling.NAMES: "By names: what stands in front of the number",
    Telling.NONE: "Not at all: every image stands alone",
}


class ProjectSettingsDialog(QDialog):
    """Asks for the settings; `answer` is what is chosen now.

    Args:
        settings: those that hold.
        summary: how the images are divided now, in words.
        parent: the owner.
    """

    def __init__(self, settings: ProjectSettings, summary: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Project settings")
        self._before = settings
        self.val, self.test = _percent(settings.val), _percent(settings.test)
        self.sequences = QComboBox()
        for way, words in WAYS.items():
            self.sequences.addItem(words, way)
        self.sequences.setCurrentIndex(self.sequences.findData(settings.sequences))
        self.journal = QSpinBox()
        self.journal.setRange(0, 1_000_000)
        self.journal.setSuffix(" MB")
        self.journal.setGroupSeparatorShown(True)
        self._shown = round(settings.journal / MEGABYTE)
        self.journal.setValue(self._shown)
        self.journal.setToolTip(
            "Room for steps that can be undone: when a project is opened, the oldest beyond this go; the masks stay"
        )
        self.accepting = QCheckBox("also in images of val and test")
        self.accepting.setChecked(settings.accept_in_val is True)
        self.accepting.setToolTip("Models are then measured against what a model said: mIoU looks better than it is")
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("role", "faint")
        self._note.setMinimumHeight(3 * self._note.fontMetrics().lineSpacing())
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.addRow("Share of val", self.val)
        form.addRow("Share of test", self.test)
        form.addRow("Sequences", self.sequences)
        form.addRow("Accept predictions", self.accepting)
        form.addRow("Steps kept, at most", self.journal)
        form.addRow("Now", QLabel(summary))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addWidget(self._note)
        column.addWidget(buttons)
        self.sequences.currentIndexChanged.connect(self._tell)
        self.setMinimumWidth(460)
        self._tell()

    @property
    def answer(self) -> ProjectSettings:
        """The settings that are chosen now."""
        shares = self.val.value() / 100, self.test.value() / 100
        # A size that is not whole megabytes stays as it is until another one is chosen.
        chosen = self.journal.value()
        journal = self._before.journal if chosen == self._shown else chosen * MEGABYTE
        unasked = self._before.accept_in_val is None and not self.accepting.isChecked()
        accepting = None if unasked else self.accepting.isChecked()
        return ProjectSettings(*shares, self.sequences.currentData(), journal, accepting)

    def _tell(self) -> None:
        told = "Images of one sequence are used for the same. A split that an image has stays."
        if self.sequences.currentData() != self._before.sequences:
            told += " The sequences of all images are told anew, also those that were changed by hand."
        self._note.setText(told)


def _percent(share: float) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, round(100 * LARGEST_SHARE))
    box.setSuffix(" %")
    box.setValue(round(100 * share))
    return box
