"""The strip of images: thumbnail, status, split, doubt; filter, sort; a click opens."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from workbench.core.records import ImageRecord
from workbench.ui.panels.gallery_cell import GalleryCell
from workbench.ui.panels.gallery_filters import GalleryFilters
from workbench.ui.panels.gallery_model import RECORD, GalleryModel
from workbench.ui.panels.gallery_view import GalleryView
from workbench.ui.panels.thumbnails import Thumbnails
from workbench.ui.session import Session
from workbench.ui.style import GRID


class GalleryPanel(QWidget):
    """All images of the project in a strip.

    Signals:
        menu_wanted: a menu for the chosen images is wanted there (on the screen).
    """

    menu_wanted = Signal(QPoint)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._session = session
        self.model = GalleryModel(self)
        self.thumbnails = Thumbnails(self)
        self.thumbnails.ready.connect(self.model.repaint)
        self.view = GalleryView(self.model)
        self.view.setItemDelegate(GalleryCell(self.thumbnails, self.view))
        self.filters = GalleryFilters()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, 0)
        layout.setSpacing(4)
        layout.addWidget(self.filters)
        layout.addWidget(self.view)
        self._asked = False
        self.view.clicked.connect(self._on_clicked)
        self.view.activated.connect(self._open)
        self.view.customContextMenuRequested.connect(self._ask_menu)
        self.filters.changed.connect(self._ask)
        self.model.modelReset.connect(self._on_listed)
        session.about_to_close.connect(self._let_go)
        session.project_changed.connect(self._on_project)
        session.images_changed.connect(self._refresh)
        session.image_changed.connect(self._on_image_changed)
        session.document_changed.connect(self._mark_current)
        session.choice.changed.connect(lambda: self.filters.show_classes(session.choice.classes))

    def _on_project(self) -> None:
        project = self._session.project
        if project is not None:
            self.thumbnails.show_project(project)
            self.filters.show_tags(project.tags())
            self.model.show_project(project)

    def _let_go(self) -> None:
        """The project closes: nothing reads it any more."""
        self.model.show_project(None)
        self.thumbnails.show_project(None)

    def _refresh(self) -> None:
        if self._session.project is not None:
            self.filters.show_tags(self._session.project.tags())
        self.model.refresh()
        self._on_listed()

    def _ask(self) -> None:
        """The person asked for another list: the open image comes into sight in it."""
        self._asked = True
        self.model.ask(self.filters.query)
        self._tell_count()

    def _on_listed(self) -> None:
        self._tell_count()
        if self._asked or not self.view.chosen():
            self._asked = False
            self._mark_current()

    def _on_image_changed(self, image_id: int) -> None:
        self.model.renew(image_id)

    def _on_clicked(self, index: QModelIndex) -> None:
        """A click opens; with Shift or Ctrl it only chooses."""
        if QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self._open(index)

    def _open(self, index: QModelIndex) -> None:
        image: ImageRecord | None = index.data(RECORD)
        document = self._session.document
        if image is not None and (document is None or document.image_id != image.id):
            self._session.show_image(image.id)

    def _ask_menu(self, position: QPoint) -> None:
        if self.view.chosen():
            self.menu_wanted.emit(self.view.viewport().mapToGlobal(position))

    def _mark_current(self) -> None:
        document = self._session.document
        if document is not None:
            self.view.mark(document.image_id)

    def _tell_count(self) -> None:
        shown = self.model.rowCount()
        self.filters.show_count(f"{shown:,} image{'' if shown == 1 else 's'}" if self._session.project else "")
