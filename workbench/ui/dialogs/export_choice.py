"""What is exported, and how: the fields of an `ExportChoice`."""

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.core.classes import ClassSet
from workbench.core.records import Split, Status
from workbench.exchange.registry import formats_out, output_format
from workbench.exchange.writing.choice import SMALLEST_TILE, WIDEST_BORDER, ExportChoice
from workbench.ui.dialogs.fold import Fold
from workbench.ui.panels.swatch import swatch
from workbench.ui.style import GRID

_SPLITS = {Split.TRAIN: "train", Split.VAL: "val", Split.TEST: "test", Split.NONE: "none yet"}
_STATUSES = {Status.TODO: "to do", Status.STARTED: "started", Status.DONE: "done", Status.SKIPPED: "skipped"}
_VOID = "Leave them unlabelled (void)"
_ROWS_OF_CLASSES = 4
LARGEST_TILE = 16384

Key = TypeVar("Key", Split, Status)


class ExportChoiceForm(QWidget):
    """Fields for the format and the choice; the usual ones first, the others folded.

    Signals:
        changed: something else is chosen.
    """

    changed = Signal()

    def __init__(self, classes: ClassSet, format_name: str, choice: ExportChoice) -> None:
        super().__init__()
        self.formats = QComboBox()
        for known in formats_out():
            self.formats.addItem(known.title, known.name)
        self.splits = {split: QCheckBox(words) for split, words in _SPLITS.items()}
        self.statuses = {status: QCheckBox(words) for status, words in _STATUSES.items()}
        self.classes = _class_list(classes)
        self.unlabelled = QComboBox()
        self.unlabelled.setEditable(True)
        self.unlabelled.addItems([_VOID, *(c.name for c in classes.shown)])
        self.unlabelled.setToolTip("A class of the project, or the name of a new one that only the export has")
        self.border = _pixels("Width of the void border", 0, WIDEST_BORDER, "none")
        self.tile = _pixels("Size of tiles", SMALLEST_TILE - 1, LARGEST_TILE, "whole images")
        self.overlap = _pixels("Overlap of tiles", 0, LARGEST_TILE // 2, "none")
        self.share = _faint("")
        self.extras: dict[str, QCheckBox] = {}
        self._extras = QVBoxLayout()
        self._extras.setSpacing(GRID // 2)
        self.more = Fold("More", self._further())
        self._lay_out()
        self._show(format_name, choice)
        self._connect()

    @property
    def format_name(self) -> str:
        """The registry's name of the chosen format."""
        return str(self.formats.currentData())

    @property
    def choice(self) -> ExportChoice:
        """What is chosen now; BadInputError where it makes no sense."""
        rows = [self.classes.item(row) for row in range(self.classes.count())]
        classes = [int(r.data(Qt.ItemDataRole.UserRole)) for r in rows if r.checkState() == Qt.CheckState.Checked]
        unlabelled = self.unlabelled.currentText().strip()
        tile = self.tile.value() if self.tile.value() >= SMALLEST_TILE else 0
        return ExportChoice(
            _chosen(self.splits),
            _chosen(self.statuses),
            None if len(classes) == len(rows) else frozenset(classes),
            "" if unlabelled == _VOID else unlabelled,
            self.border.value(),
            tile,
            self.overlap.value() if tile else 0,
            frozenset(name for name, box in self.extras.items() if box.isChecked()),
            self._images,
        )

    def add_row(self, words: str, part: QLayout | QWidget) -> None:
        """Put a row of the dialog's own in front of what is folded."""
        self._rows.insertRow(self._rows.rowCount() - 1, words, part)

    def _show(self, format_name: str, choice: ExportChoice) -> None:
        self._images = choice.images
        self.formats.setCurrentIndex(max(0, self.formats.findData(format_name)))
        for split, box in self.splits.items():
            box.setChecked(choice.splits is None or split in choice.splits)
        for status, box in self.statuses.items():
            box.setChecked(choice.statuses is None or status in choice.statuses)
        for row in range(self.classes.count()):
            item = self.classes.item(row)
            wanted = choice.classes is None or item.data(Qt.ItemDataRole.UserRole) in choice.classes
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        self.unlabelled.setCurrentText(choice.unlabelled_as or _VOID)
        self.border.setValue(choice.void_border)
        self.tile.setValue(choice.tile)
        self.overlap.setValue(choice.overlap)
        self._offer_extras(choice.extras)
        self._bound_overlap()
        plain = ExportChoice(choice.splits, images=choice.images)
        self.more.open(choice != plain)

    def _connect(self) -> None:
        self.formats.currentIndexChanged.connect(self._on_format)
        for box in (*self.splits.values(), *self.statuses.values()):
            box.toggled.connect(self.changed)
        self.classes.itemChanged.connect(self.changed)
        self.unlabelled.currentTextChanged.connect(self.changed)
        self.tile.valueChanged.connect(self._bound_overlap)
        for field in (self.border, self.tile, self.overlap):
            field.valueChanged.connect(self.changed)

    def _on_format(self) -> None:
        self._offer_extras(frozenset(name for name, box in self.extras.items() if box.isChecked()))
        self.changed.emit()

    def _offer_extras(self, wanted: frozenset[str]) -> None:
        """Show what the format writes on wish."""
        for box in self.extras.values():
            self._extras.removeWidget(box)
            box.deleteLater()
        self.extras = {}
        for extra in output_format(self.format_name).extras:
            box = QCheckBox(extra.title)
            box.setChecked(extra.name in wanted)
            box.toggled.connect(self.changed)
            self._extras.addWidget(box)
            self.extras[extra.name] = box

    def _bound_overlap(self) -> None:
        """Tiles share at most half of a tile, and what was more than that is told; whole images share nothing."""
        cut = self.tile.value() >= SMALLEST_TILE
        most, before = self.tile.value() // 2 if cut else 0, self.overlap.value()
        with QSignalBlocker(self.overlap):
            self.overlap.setEnabled(cut)
            self.overlap.setMaximum(most)
        lowered = f", not {before} as before" if before > most else ""
        self.share.setText(f"of which neighbours share{f' at most {most} px{lowered}:' if cut else ''}")

    def _lay_out(self) -> None:
        self._rows = _form(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addRow("Format", self.formats)
        self._rows.addRow("Splits", _row(self.splits.values()))
        self._rows.addRow(self.more)

    def _further(self) -> QWidget:
        content = QWidget()
        form = _form(content)
        form.setContentsMargins(2 * GRID, 0, 0, 0)
        form.addRow("Status", _row(self.statuses.values()))
        form.addRow("Classes", self.classes)
        form.addRow("", _faint("Pixels of the others count as unlabelled."))
        form.addRow("Unlabelled pixels", self.unlabelled)
        form.addRow("Void border", _row((self.border, _faint("unlabelled pixels on both sides of where classes meet"))))
        form.addRow("Tiles", _row((self.tile, self.share, self.overlap)))
        form.addRow("Also write", self._extras)
        return content


def _class_list(classes: ClassSet) -> QListWidget:
    found = QListWidget()
    found.setSpacing(GRID // 4)
    for known in classes:
        words = f"{known.name} (hidden)" if known.hidden else known.name
        item = QListWidgetItem(swatch(known.color), words, found)
        item.setData(Qt.ItemDataRole.UserRole, known.index)
        item.setCheckState(Qt.CheckState.Checked)
    rows = min(max(len(classes), 1), _ROWS_OF_CLASSES)
    found.setFixedHeight(rows * (found.sizeHintForRow(0) + 2 * found.spacing()) + 2 * found.frameWidth())
    found.setAccessibleName("Classes")
    return found


def _chosen(boxes: dict[Key, QCheckBox]) -> frozenset[Key] | None:
    """Those that are on; None when all are."""
    on = frozenset(key for key, box in boxes.items() if box.isChecked())
    return None if len(on) == len(boxes) else on


def _pixels(name: str, least: int, most: int, words: str) -> QSpinBox:
    """A number of pixels; its least value shows words."""
    box = QSpinBox()
    box.setAccessibleName(name)
    box.setRange(least, most)
    box.setSuffix(" px")
    box.setSpecialValueText(words)
    return box


def _faint(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "faint")
    return label


def _form(owner: QWidget) -> QFormLayout:
    form = QFormLayout(owner)
    form.setHorizontalSpacing(2 * GRID)
    form.setVerticalSpacing(GRID)
    return form


def _row(widgets: Iterable[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GRID)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
