"""The images that a query lists as rows that Qt can show: their numbers whole, their records by page."""

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from workbench.core.records import ImageRecord
from workbench.services.image_list import Wanted
from workbench.store.project import Project
from workbench.ui.work.errands import Errands

RECORD = int(Qt.ItemDataRole.UserRole)

PAGE = 64
"""Rows whose records are read together, when the first of them is drawn: 2 ms."""

KEPT_PAGES = 32
"""Pages in memory: 2,048 records, however many images there are."""

QUICK = 5000
"""A project of at most so many images is asked on the window's thread: a few milliseconds."""

QUIET_MILLISECONDS = 400
"""Between news of an image and the list's new order: predictions come by the hundred."""

CLOSING_SECONDS = 5.0
"""How long a project that closes waits for the query that runs."""

Ids = NDArray[np.int64]
_Index = QModelIndex | QPersistentModelIndex


class GalleryModel(QAbstractListModel):
    """Rows are images; `RECORD` gives the record. A query that takes long runs off the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._wanted = Wanted()
        self._ids: Ids = np.empty(0, np.int64)
        self._pages: OrderedDict[int, list[ImageRecord]] = OrderedDict()
        self._asking = Errands()
        self._small = True
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)

    @property
    def ids(self) -> Ids:
        """The numbers of the images that are shown, in order: int64 (n,), not to be written."""
        return self._ids

    @property
    def wanted(self) -> Wanted:
        """What is listed."""
        return self._wanted

    @property
    def waiting(self) -> bool:
        """Whether a query runs whose answer is not shown yet."""
        return self._asking.busy

    def rowCount(self, parent: _Index | None = None) -> int:
        """Number of images that are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The record, its name, or its tool tip."""
        if not index.isValid() or role not in {RECORD, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        image = self._record(index.row())
        if role == RECORD or image is None:
            return image
        return image.name if role == Qt.ItemDataRole.DisplayRole else _tip(image)

    def show_project(self, project: Project | None) -> None:
        """List the images of another project, or none; a query that runs is waited for, its project closes."""
        self._asking.wait(CLOSING_SECONDS)
        self._asking.drop()
        self._timer.stop()
        self._project = project
        self._take(np.empty(0, np.int64))
        self.refresh()

    def ask(self, wanted: Wanted) -> None:
        """List these images, as soon as they are known."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.refresh()

    def refresh(self) -> None:
        """Ask again: images came or went, or many changed."""
        project, wanted = self._project, self._wanted
        self._timer.stop()
        if project is None:
            return
        if self._small and not wanted.looks_at_files:
            self._asking.drop()
            self._take(wanted.read(project))
            self._small = self._project is not None and project.newest_image() <= QUICK
        else:
            self._asking.ask(lambda: wanted.read(project), lambda answer: self._take(answer.result()))

    def renew(self, image_id: int) -> None:
        """An image has changed: its row is drawn anew, and soon it stands where the query says."""
        row = self.row_of(image_id)
        if row is not None:
            self._pages.pop(row // PAGE, None)
            self.repaint(image_id)
        if not self._wanted.query.fixed and not self._timer.isActive():
            self._timer.start()

    def repaint(self, image_id: int) -> None:
        """Draw the row of an image again."""
        row = self.row_of(image_id)
        if row is not None:
            changed = self.index(row, 0)
            self.dataChanged.emit(changed, changed)

    def row_of(self, image_id: int) -> int | None:
        """The row of an image; None when it is not shown."""
        found = np.flatnonzero(self._ids == image_id)
        return int(found[0]) if found.size else None

    def index_of(self, image_id: int) -> QModelIndex:
        """The row of an image; invalid when it is not shown."""
        row = self.row_of(image_id)
        return QModelIndex() if row is None else self.index(row, 0)

    def row_named(self, beginning: str, first: int) -> int | None:
        """The row of an image whose name begins so: the first from that row on, then from the top; None without any."""
        if self._project is None:
            return None
        rows = np.flatnonzero(np.isin(self._ids, self._project.images_named(beginning)))
        later = rows[rows >= first]
        return int(later[0]) if later.size else int(rows[0]) if rows.size else None

    def _record(self, row: int) -> ImageRecord | None:
        """The record of a row; None where the image is gone since the query was asked."""
        page = self._pages.get(row // PAGE)
        if page is None:
            assert self._project is not None
            first = row // PAGE * PAGE
            page = self._pages[row // PAGE] = self._project.records(self._ids[first : first + PAGE])
            while len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(row // PAGE)
        place = row % PAGE
        return page[place] if place < len(page) else None

    def _take(self, ids: Ids) -> None:
        self._pages.clear()
        if np.array_equal(ids, self._ids):
            if len(ids):
                self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, 0))
            return
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()


def _tip(image: ImageRecord) -> str:
    lines = [f"{image.name}  ({image.width} x {image.height})", f"{image.status}, {image.split or 'no split yet'}"]
    if image.labelled:
        lines.append(f"{image.labelled / (image.width * image.height):.1%} painted")
    if image.doubt is not None:
        lines.append(f"doubt {image.doubt:.0%} (the orange bar): {image.reason}")
    if image.tags:
        lines.append(f"tags: {', '.join(image.tags)}")
    if image.note:
        lines.append(image.note)
    return "\n".join(lines)
