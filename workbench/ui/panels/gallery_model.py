"""The images of the project as a list that Qt can show: filtered, sorted, one record a row."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.core.records import ImageRecord, Split, Status

RECORD = int(Qt.ItemDataRole.UserRole)

_Index = QModelIndex | QPersistentModelIndex


class Order(Enum):
    """How the gallery is sorted."""

    PROJECT = "Project order"
    DOUBT = "Most doubtful first"
    NAME = "Name"
    LABELLED = "Least painted first"


class Filter(Enum):
    """Which images the gallery shows."""

    ALL = "All images"
    UNFINISHED = "Not done"
    LABELLED = "Painted"
    PREDICTED = "Predicted"
    DONE = "Done"
    TRAIN = "Split: train"
    VAL = "Split: val"


_KEYS: dict[Order, Callable[[ImageRecord], tuple[float, ...] | tuple[str, ...]]] = {
    Order.PROJECT: lambda i: (float(i.id),),
    Order.DOUBT: lambda i: (-(i.doubt if i.doubt is not None else -1.0), float(i.id)),
    Order.NAME: lambda i: (i.name.casefold(),),
    Order.LABELLED: lambda i: (i.labelled / (i.width * i.height), float(i.id)),
}
_TESTS: dict[Filter, Callable[[ImageRecord], bool]] = {
    Filter.ALL: lambda _i: True,
    Filter.UNFINISHED: lambda i: i.status not in {Status.DONE, Status.SKIPPED},
    Filter.LABELLED: lambda i: i.labelled > 0,
    Filter.PREDICTED: lambda i: i.doubt is not None,
    Filter.DONE: lambda i: i.status == Status.DONE,
    Filter.TRAIN: lambda i: i.split == Split.TRAIN,
    Filter.VAL: lambda i: i.split == Split.VAL,
}


class GalleryModel(QAbstractListModel):
    """Rows are images; `RECORD` gives the record."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[int, ImageRecord] = {}
        self._rows: list[int] = []
        self._place: dict[int, int] = {}
        self._text = ""
        self._filter = Filter.ALL
        self._order = Order.PROJECT

    def rowCount(self, parent: _Index | None = None) -> int:
        """Number of images that are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The record, its name, or its tool tip."""
        if not index.isValid():
            return None
        image = self._all[self._rows[index.row()]]
        if role == RECORD:
            return image
        if role == Qt.ItemDataRole.DisplayRole:
            return image.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(image)
        return None

    def set_images(self, images: list[ImageRecord]) -> None:
        """Show these images from now on."""
        self._all = {image.id: image for image in images}
        self._arrange()

    def replace(self, image: ImageRecord) -> None:
        """Show a newer record of an image; it moves when the order or the filter says so."""
        self._all[image.id] = image
        row = self._place.get(image.id)
        moves = self._order in {Order.DOUBT, Order.LABELLED} or self._filter != Filter.ALL
        if row is None or moves:
            self._arrange()
        else:
            changed = self.index(row, 0)
            self.dataChanged.emit(changed, changed)

    def repaint(self, image_id: int) -> None:
        """Draw the row of an image again."""
        row = self._place.get(image_id)
        if row is not None:
            changed = self.index(row, 0)
            self.dataChanged.emit(changed, changed)

    def arrange(self, text: str, chosen: Filter, order: Order) -> None:
        """Show the images whose name holds `text` and that pass the filter, in that order."""
        if (text, chosen, order) != (self._text, self._filter, self._order):
            self._text, self._filter, self._order = text.casefold(), chosen, order
            self._arrange()

    def index_of(self, image_id: int) -> QModelIndex:
        """The row of an image; invalid when it is not shown."""
        row = self._place.get(image_id)
        return QModelIndex() if row is None else self.index(row, 0)

    def _arrange(self) -> None:
        passes, key = _TESTS[self._filter], _KEYS[self._order]
        shown = [i for i in self._all.values() if passes(i) and self._text in i.name.casefold()]
        rows = [i.id for i in sorted(shown, key=key)]
        if rows == self._rows:
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self._rows = rows
        self._place = {image_id: row for row, image_id in enumerate(rows)}
        self.endResetModel()


def _tip(image: ImageRecord) -> str:
    lines = [f"{image.name}  ({image.width} x {image.height})", f"{image.status}, {image.split or 'no split yet'}"]
    if image.labelled:
        lines.append(f"{image.labelled / (image.width * image.height):.1%} painted")
    if image.doubt is not None:
        lines.append(f"doubt {image.doubt:.2f}: {image.reason}")
    return "\n".join(lines)
