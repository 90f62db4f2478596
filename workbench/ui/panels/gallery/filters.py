"""What the gallery lists: words to find, filters, and the order."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from workbench.core.classes import ClassSet
from workbench.core.listing import ImageQuery, Order
from workbench.core.records import Split, Status
from workbench.services.image_list import Wanted
from workbench.ui.panels.choice import Choice, Rows
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.panels.gallery.saved_filters import SavedFilters
from workbench.ui.panels.typed_line import TypedLine
from workbench.ui.style import GRID

FIND_WIDTHS = 90, 200
"""Logical pixels that the words to find have at least, and at most."""

_ORDERS: Rows = {
    "Project order": {"order": Order.POSITION},
    "Most doubtful first": {"order": Order.DOUBT},
    "Name": {"order": Order.NAME},
    "Least painted first": {"order": Order.PAINTED},
    "Last worked on first": {"order": Order.RECENT},
    "Last added first": {"order": Order.ADDED},
    "Newest file first": {"newest_file": True},
    "Model disagrees most first": {"order": Order.DISAGREEMENT},
}
_STATES: Rows = {
    "All images": {},
    "Not done": {"statuses": frozenset({Status.TODO, Status.STARTED})},
    "To do": {"statuses": frozenset({Status.TODO})},
    "Started": {"statuses": frozenset({Status.STARTED})},
    "Done": {"statuses": frozenset({Status.DONE})},
    "Skipped": {"statuses": frozenset({Status.SKIPPED})},
    "Painted": {"painted": True},
    "Not painted": {"painted": False},
    "Picture missing": {"missing": True},
    "Removed from the project": {"removed": True},
}
_OF_FILES = frozenset({"missing", "newest_file"})
"""Fields that are not the query's, but of `Wanted` itself."""

_DOUBTS: Rows = {
    "Any doubt": {},
    "Predicted": {"predicted": True},
    "Not predicted": {"predicted": False},
    "Doubt 0.05 and more": {"least_doubt": 0.05},
    "Doubt 0.10 and more": {"least_doubt": 0.1},
    "Doubt 0.20 and more": {"least_doubt": 0.2},
    "Doubt below 0.05": {"most_doubt": 0.05},
}
_SPLITS: Rows = {"Any split": {}} | {
    f"Split: {split.value or 'none yet'}": {"splits": frozenset({split})}
    for split in (Split.TRAIN, Split.VAL, Split.TEST, Split.NONE)
}


class FindField(TypedLine):
    """Words to find.

    Signals:
        left: the person has had enough of it: Escape, which clears it, or Enter.
    """

    left = Signal()

    def sizeHint(self) -> QSize:
        """The least: the choices beside it need their room first; it takes what they leave."""
        return QSize(FIND_WIDTHS[0], super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape shows all images again; it and Enter give the keyboard back."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        self.left.emit()


class GalleryFilters(QWidget):
    """A row of choices.

    Signals:
        changed: another query is wanted.
        left: the keyboard is wanted elsewhere.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = FindField()
        self.text.setAccessibleName("Find images")
        self.text.left.connect(self.left)
        self.text.setPlaceholderText("Find")
        self.text.setToolTip("Words in names and notes; Escape shows all images again")
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(FIND_WIDTHS[0])
        self.text.setMaximumWidth(FIND_WIDTHS[1])
        self.states, self.splits = Choice("Status", _STATES), Choice("Split", _SPLITS)
        self.tags, self.classes = Choice("Tag", {"Any tag": {}}), Choice("Class", {"Any class": {}})
        self.sequences = Choice("Sequence", {"Any sequence": {}})
        self.sequences.hide()
        self.doubts, self.orders = Choice("Doubt", _DOUBTS), Choice("Order", _ORDERS)
        self.saved = SavedFilters(self)
        self._count = ElidedLabel("")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._count.setProperty("role", "faint")
        bar = QHBoxLayout(self)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(GRID // 2)
        self._narrowing = (self.states, self.splits, self.tags, self.sequences, self.classes, self.doubts)
        self._choices = (*self._narrowing, self.orders)
        bar.addWidget(self.text, 2)
        for widget in self._choices:
            bar.addWidget(widget)
        bar.addWidget(self.saved)
        bar.addWidget(self._count, 1)
        self._bar = bar
        self.text.textChanged.connect(self.changed)
        for box in self._choices:
            box.currentIndexChanged.connect(self.changed)

    @property
    def wanted(self) -> Wanted:
        """What is wanted now."""
        asked: dict[str, Any] = {}
        for box in self._choices:
            asked |= box.value
        of_files = {name: asked.pop(name) for name in _OF_FILES & asked.keys()}
        return Wanted(ImageQuery(text=self.text.text().strip(), **asked), **of_files)

    @property
    def narrows(self) -> bool:
        """Whether only some of the images are wanted."""
        return bool(self.text.text().strip()) or any(box.currentIndex() for box in self._narrowing)

    def show_all(self) -> None:
        """Want all images; their order stays."""
        if self.narrows:
            self._choose(lambda box: 0 if box in self._narrowing else box.currentIndex(), "")

    def take(self, wanted: Wanted) -> None:
        """Want these; of what no choice offers any more, such as a tag that is gone, all."""
        asked = {field.name: getattr(wanted.query, field.name) for field in fields(wanted.query)}
        asked |= {name: getattr(wanted, name) for name in _OF_FILES}
        self._choose(lambda box: box.row_of(asked), wanted.query.text)

    def _choose(self, row: Callable[[Choice], int], text: str) -> None:
        """Take a row of every choice, and words to find; told once."""
        for box in self._choices:
            with QSignalBlocker(box):
                box.setCurrentIndex(row(box))
            box.show_words()
        with QSignalBlocker(self):  # not the field itself: its x hears of the text too
            self.text.setText(text)
        self.changed.emit()

    def take_actions(self, *actions: QAction) -> None:
        """Show switches of the window at the end of the row; made once."""
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._bar.addWidget(button)

    def show_tags(self, tags: Iterable[str]) -> None:
        """Offer these tags; one that is chosen and still there stays chosen."""
        self.tags.offer({"Any tag": {}} | {f"Tag: {tag}": {"tag": tag} for tag in tags})

    def show_sequences(self, names: Iterable[str]) -> None:
        """Offer these sequences; there is no choice where there are none."""
        self.sequences.offer({"Any sequence": {}} | {f"In {name}": {"sequence": name} for name in names})
        self.sequences.setVisible(self.sequences.count() > 1)

    def show_classes(self, classes: ClassSet) -> None:
        """Offer these classes; one that is chosen and still there stays chosen."""
        named: Rows = {"Any class": {}}
        self.classes.offer(named | {f"Has {c.name}": {"class_index": c.index} for c in classes.shown})
        largest = {f"Most {c.name} first": {"order": Order.AREA, "area_of": c.index} for c in classes.shown}
        self.orders.offer(_ORDERS | largest)

    def show_count(self, words: str) -> None:
        """Say how many images are listed."""
        self._count.set_text(words)
