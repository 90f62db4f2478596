"""The images of the project, as a strip or as a grid: thumbnail, mask, status, split, doubt; filter and sort."""

import numpy as np
from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from workbench.core.records import ImageRecord
from workbench.store.project import Project
from workbench.ui.panels.gallery.cell import GalleryCell
from workbench.ui.panels.gallery.filters import GalleryFilters
from workbench.ui.panels.gallery.mask_thumbnails import MaskThumbnails
from workbench.ui.panels.gallery.model import RECORD, GalleryModel
from workbench.ui.panels.gallery.thumbnails import Thumbnails
from workbench.ui.panels.gallery.view import GalleryView
from workbench.ui.session import Session
from workbench.ui.style import GRID
from workbench.ui.walk import PASSED_OVER


class GalleryPanel(QWidget):
    """All images of the project. In the strip a click opens an image; in the grid a double click or Enter.

    Signals:
        menu_wanted: a menu for the chosen images is wanted there (on the screen).
        opened: an image was opened from the grid: the canvas is wanted in its place.
    """

    menu_wanted = Signal(QPoint)
    opened = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._session = session
        self.model = GalleryModel(self)
        self.thumbnails = Thumbnails(self)
        self.thumbnails.ready.connect(self.model.repaint)
        self.masks = MaskThumbnails(self)
        self.masks.ready.connect(self.model.repaint)
        self.view = GalleryView(self.model)
        self._cells = GalleryCell(self.thumbnails, self.masks, self.view)
        self.view.setItemDelegate(self._cells)
        self.filters = GalleryFilters()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, 0)
        layout.setSpacing(4)
        layout.addWidget(self.filters)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._nothing())
        layout.addWidget(self._pages)
        self._asked = False
        self._place, self._ahead = 0, self.model.ids[:0]  # row of the open image, and what is listed before it
        self.view.clicked.connect(self._on_clicked)
        self.view.activated.connect(self._open)
        self.view.customContextMenuRequested.connect(self._ask_menu)
        self.view.selectionModel().selectionChanged.connect(self._tell_count)
        self.filters.changed.connect(self._ask)
        self.model.modelReset.connect(self._on_listed)
        session.about_to_close.connect(self._let_go)
        session.project_changed.connect(self._on_project)
        session.images_changed.connect(self._refresh)
        session.image_changed.connect(self._on_image_changed)
        session.document_changed.connect(self._mark_current)
        session.refused.connect(self._mark_current)
        session.walk.along = self.along
        session.choice.changed.connect(self._on_classes)

    def show_as_grid(self, grid: bool) -> None:
        """Many rows under each other, or one."""
        self.view.show_as_grid(grid)

    def show_masks(self, shown: bool) -> None:
        """Draw the masks over the pictures, or not."""
        self._cells.masked = shown
        self.view.viewport().update()

    def _nothing(self) -> QWidget:
        """What stands in place of the images where none passes the filters."""
        page, words, button = QWidget(), QLabel("No image passes the filters."), QPushButton("Show all images")
        words.setProperty("role", "faint")
        button.clicked.connect(self.filters.show_all)
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def along(self, image_id: int | None, forward: bool) -> list[int]:
        """The numbers of the listed images after that one, or before it, the nearest first.

        For the open image when it is not listed any more: from the place where it was.
        """
        row = None if image_id is None else self.model.row_of(image_id)
        ids = self.model.ids
        if forward:
            return [int(number) for number in ids[self._place if row is None else row + 1 :][:PASSED_OVER]]
        before = ids[: self._place if row is None else row]
        return [int(number) for number in before[-PASSED_OVER:][::-1]]

    def _on_project(self) -> None:
        project = self._session.project
        if project is not None:
            self.thumbnails.show_project(project)
            self.masks.show_project(project)
            self._offer(project)
            self.model.show_project(project)

    def _offer(self, project: Project) -> None:
        self.filters.show_tags(project.tags())
        self.filters.show_sequences(project.divisions.sequences())

    def _let_go(self) -> None:
        """The project closes: nothing reads it any more, and its filters would hide images of another one."""
        self.model.show_project(None)
        self.filters.show_all()
        self.thumbnails.show_project(None)
        self.masks.show_project(None)

    def _refresh(self) -> None:
        if self._session.project is not None:
            self._offer(self._session.project)
        self.masks.renew_all()
        self.model.refresh()
        self._on_listed()

    def _ask(self) -> None:
        """The person asked for another list: the open image comes into sight in it."""
        self._asked = True
        self.model.ask(self.filters.wanted)
        self._tell_count()

    def _on_listed(self) -> None:
        if self._asked or not self.view.chosen():
            self._mark_current()
        elif self._find_place() is None:
            self._ahead = self._ahead[np.isin(self._ahead, self.model.ids)]
            self._place = len(self._ahead)
        self._asked = False
        self._tell_count()

    def _on_image_changed(self, image_id: int) -> None:
        if self.thumbnails.trouble(image_id):  # it may be over: another picture was taken
            self.thumbnails.forget()
        self.masks.renew(image_id)
        self.model.renew(image_id)

    def _on_classes(self) -> None:
        self.filters.show_classes(self._session.choice.classes)
        self.masks.show_classes(self._session.choice.classes)
        self.view.viewport().update()

    def _on_clicked(self, index: QModelIndex) -> None:
        """A click in the strip opens; with Shift or Ctrl it only chooses, as any click in the grid."""
        if not self.view.grid and QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self._open(index)

    def open(self, image_id: int) -> None:
        """Show an image on the canvas, which takes the grid's place."""
        document = self._session.document
        if document is None or document.image_id != image_id:
            self._session.show_image(image_id)
        if self.view.grid:
            self.opened.emit()

    def _open(self, index: QModelIndex) -> None:
        image: ImageRecord | None = index.data(RECORD)
        if image is not None:
            self.open(image.id)

    def _ask_menu(self, position: QPoint) -> None:
        if self.view.chosen():
            self.menu_wanted.emit(self.view.viewport().mapToGlobal(position))

    def _mark_current(self) -> None:
        """The open image gets the frame, comes into sight, and is the only chosen one."""
        document = self._session.document
        self._cells.open_image = 0 if document is None else document.image_id
        self.view.mark(self._cells.open_image)
        self._find_place()
        self._tell_count()

    def _find_place(self) -> int | None:
        """Keep where the open image is listed; None when it is not."""
        row = self.model.row_of(self._cells.open_image)
        if row is not None:
            self._place, self._ahead = row, self.model.ids[:row]
        return row

    def _tell_count(self) -> None:
        shown = self.model.rowCount()
        hidden = shown == 0 and self.filters.narrows and not self.model.waiting and self._session.project is not None
        self._pages.setCurrentIndex(int(hidden))
        words = f"{shown:,} image{'' if shown == 1 else 's'}" if self._session.project else ""
        row, chosen = self.model.row_of(self._cells.open_image), self.view.count_chosen()
        words = words if row is None else f"{row + 1:,} of {words}"
        self.filters.show_count(f"{chosen:,} chosen, {words}" if chosen > 1 else words)
