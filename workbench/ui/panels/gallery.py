"""The strip of images: thumbnail, status, split, doubt; filter, sort; a click opens."""

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.core.records import ImageRecord, Split, Status
from workbench.ui.panels.gallery_model import RECORD, Filter, GalleryModel, Order
from workbench.ui.panels.thumbnails import Thumbnails
from workbench.ui.session import Session
from workbench.ui.style import GRID, theme

CELL = QSize(136, 128)
PICTURE = QSize(120, 90)


class _Delegate(QStyledItemDelegate):
    """Draws one image of the strip."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Every cell has the same size."""
        return CELL

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Picture, frame, split badge, doubt bar, status dot, name."""
        image: ImageRecord = index.data(RECORD)
        now = theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        frame = QRect(cell.left() + GRID, cell.top() + 6, PICTURE.width(), PICTURE.height())
        painter.fillRect(frame, QColor(now.canvas))
        self._draw_picture(painter, frame, image)
        if image.doubt is not None:
            width = round(frame.width() * min(1.0, image.doubt * 2))
            painter.fillRect(QRect(frame.left(), frame.bottom() - 3, width, 4), QColor(now.warn))
        if image.split != Split.NONE:
            self._draw_badge(painter, frame, image.split.value)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(QColor(now.accent if selected else now.line), 2 if selected else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame.adjusted(-1, -1, 0, 0))
        self._draw_name(painter, frame, image)
        painter.restore()

    def _draw_picture(self, painter: QPainter, frame: QRect, image: ImageRecord) -> None:
        picture = self._thumbnails.get(image.id, image.path)
        if picture is None:
            return
        if picture.isNull():
            painter.setPen(QColor(theme().bad))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, "cannot be read")
            return
        scaled = picture.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(frame.topLeft(), scaled)
        place.moveCenter(frame.center())
        painter.drawImage(place, picture)

    def _draw_badge(self, painter: QPainter, frame: QRect, text: str) -> None:
        font = painter.font()
        font.setPixelSize(10)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text) + 10
        badge = QRect(frame.right() - width - 3, frame.top() + 4, width, 15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(badge, 4, 4)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_name(self, painter: QPainter, frame: QRect, image: ImageRecord) -> None:
        now = theme()
        colors = {Status.STARTED: now.accent, Status.DONE: now.good, Status.SKIPPED: now.faint}
        dot = QRect(frame.left(), frame.bottom() + 9, 8, 8)
        painter.setPen(QPen(QColor(colors.get(image.status, now.faint)), 1.5))
        filled = image.status in {Status.STARTED, Status.DONE}
        painter.setBrush(QColor(colors[image.status]) if filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(dot)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(now.text))
        line = QRect(dot.right() + 6, frame.bottom() + 4, frame.right() - dot.right() - 6, 18)
        text = painter.fontMetrics().elidedText(image.name, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class GalleryPanel(QWidget):
    """All images of the project in a strip."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._session = session
        self.model = GalleryModel(self)
        self.thumbnails = Thumbnails(self)
        self.thumbnails.ready.connect(self.model.repaint)
        self.view = self._make_view()
        self._text = QLineEdit()
        self._text.setPlaceholderText("Find by name")
        self._text.setClearButtonEnabled(True)
        self._text.setMaximumWidth(240)
        self._filter, self._order = _choices(Filter), _choices(Order)
        self._count = QLabel("")
        self._count.setProperty("role", "faint")
        bar = QHBoxLayout()
        bar.setSpacing(GRID)
        for widget in (self._text, self._filter, self._order):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self.view)
        self._text.textChanged.connect(self._arrange)
        self._filter.currentIndexChanged.connect(self._arrange)
        self._order.currentIndexChanged.connect(self._arrange)
        session.project_changed.connect(self.thumbnails.clear)
        session.images_changed.connect(self._fill)
        session.image_changed.connect(self._on_image_changed)
        session.document_changed.connect(self._mark_current)

    def _make_view(self) -> QListView:
        view = QListView()
        view.setModel(self.model)
        view.setItemDelegate(_Delegate(self.thumbnails, view))
        view.setFlow(QListView.Flow.LeftToRight)
        view.setWrapping(False)
        view.setUniformItemSizes(True)
        view.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMinimumHeight(CELL.height() + 14)
        view.setMouseTracking(True)
        view.setAccessibleName("Images of the project")
        view.clicked.connect(self._open)
        view.activated.connect(self._open)
        view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show_menu)
        return view

    def _fill(self) -> None:
        project = self._session.project
        self.model.set_images(project.images() if project else [])
        self._tell_count()
        self._mark_current()

    def _arrange(self) -> None:
        self.model.arrange(self._text.text(), self._filter.currentData(), self._order.currentData())
        self._tell_count()
        self._mark_current()

    def _on_image_changed(self, image_id: int) -> None:
        if self._session.project is not None:
            self.model.replace(self._session.project.image(image_id))
            self._tell_count()
            self._mark_current()

    def _open(self, index: QModelIndex) -> None:
        image: ImageRecord = index.data(RECORD)
        document = self._session.document
        if document is None or document.image_id != image.id:
            self._session.show_image(image.id)

    def _show_menu(self, position: QPoint) -> None:
        """What the chosen images are used for."""
        chosen = [index.data(RECORD).id for index in self.view.selectedIndexes()]
        if not chosen:
            return
        menu = QMenu(self)
        for split in (Split.TRAIN, Split.VAL, Split.TEST):
            menu.addAction(f"Use for {split.value}", partial(self._session.set_split, chosen, split))
        menu.exec(self.view.viewport().mapToGlobal(position))

    def _mark_current(self) -> None:
        document = self._session.document
        if document is None:
            return
        index = self.model.index_of(document.image_id)
        if index.isValid() and index != self.view.currentIndex():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    def _tell_count(self) -> None:
        shown = self.model.rowCount()
        self._count.setText(f"{shown} image{'' if shown == 1 else 's'}" if self._session.project else "")


def _choices(kind: type[Filter] | type[Order]) -> QComboBox:
    box = QComboBox()
    for member in kind:
        box.addItem(member.value, member)
    return box
