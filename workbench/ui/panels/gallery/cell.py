"""How one image of the gallery is drawn."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.core.records import ImageRecord, Split, Status
from workbench.services.presence import MISSING
from workbench.ui.panels.gallery.mask_thumbnails import MaskThumbnails
from workbench.ui.panels.gallery.model import RECORD
from workbench.ui.panels.gallery.thumbnails import Thumbnails
from workbench.ui.style import DARK, GRID, theme

CELL = QSize(136, 128)
PICTURE = QSize(120, 90)
LEAST = QSize(3, 3)
"""Of a thumbnail: a picture of one row of pixels is still to be seen."""

QUARTER = 90 * 16
"""Of a circle, as QPainter counts; the top, where an arc begins."""

FULL_DOUBT = 0.5
"""From this doubt of the whole image on the bar is full: a model that guesses between two classes has it."""

LEAST_ARC = 0.08
"""Of the ring of an image that was begun: a single stroke is seen, too."""

FAINT = 0.35
"""How strong a picture is drawn whose file is gone."""

_BADGE = QColor(0, 0, 0, 170)


class GalleryCell(QStyledItemDelegate):
    """Draws one image: the open one has the frame, those that are chosen have a ground.

    Attributes:
        open_image: its number; 0 for none.
        masked: whether masks are drawn over the pictures.
    """

    def __init__(self, thumbnails: Thumbnails, masks: MaskThumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails, self._masks = thumbnails, masks
        self.open_image = 0
        self.masked = True

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Every cell has the same size."""
        return CELL

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Picture, mask, frame, split badge, doubt bar, status ring, name."""
        image: ImageRecord | None = index.data(RECORD)
        if image is None:
            return
        now = theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        frame = QRect(cell.left() + GRID, cell.top() + 6, PICTURE.width(), PICTURE.height())
        if state & QStyle.StateFlag.State_Selected:
            self._draw_ground(painter, cell)
        painter.fillRect(frame, QColor(now.canvas))
        trouble = self._thumbnails.trouble(image.id)
        painter.setOpacity(FAINT if trouble == MISSING else 1.0)
        self._draw_picture(painter, frame, image)
        painter.setOpacity(1.0)
        if image.doubt is not None:
            self._draw_doubt(painter, frame, image.doubt)
        if image.split != Split.NONE:
            self._draw_badge(painter, frame, image.split.value, right=True)
        if image.tags or image.note:
            more = f" +{len(image.tags) - 1}" if len(image.tags) > 1 else ""
            self._draw_badge(painter, frame, image.tags[0] + more if image.tags else "note", right=False)
        if trouble:
            self._draw_trouble(painter, frame, trouble)
        is_open = image.id == self.open_image
        painter.setPen(QPen(QColor(now.accent if is_open else now.line), 3 if is_open else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame.adjusted(-1, -1, 0, 0))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(now.text), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(cell.adjusted(2, 1, -3, -3), 4, 4)
        self._draw_name(painter, frame, image)
        painter.restore()

    def _draw_ground(self, painter: QPainter, cell: QRect) -> None:
        ground = QColor(theme().accent)
        ground.setAlpha(70)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(cell.adjusted(2, 0, -2, -2), 4, 4)

    def _draw_picture(self, painter: QPainter, frame: QRect, image: ImageRecord) -> None:
        picture = self._thumbnails.get(image)
        if picture is None:
            return
        if picture.isNull():
            painter.setPen(QColor(theme().bad))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, "cannot be read")
            return
        scaled = picture.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(LEAST)
        place = QRect(frame.topLeft(), scaled)
        place.moveCenter(frame.center())
        painter.drawImage(place, picture)
        mask = self._masks.get(image) if self.masked and image.labelled else None
        if mask is not None:
            painter.drawImage(place, mask)

    def _draw_doubt(self, painter: QPainter, frame: QRect, doubt: float) -> None:
        """A bar along the lower edge, full from a doubt of a half on: bright on dark, whatever the picture."""
        bar = QRect(frame.left(), frame.bottom() - 4, frame.width(), 5)
        painter.fillRect(bar, _BADGE)
        bar.setWidth(round(frame.width() * min(1.0, doubt / FULL_DOUBT)))
        painter.fillRect(bar, QColor(DARK.warn))

    def _draw_trouble(self, painter: QPainter, frame: QRect, words: str) -> None:
        """A band over the lower part: the picture that is shown is not the file's."""
        band = QRect(frame.left(), frame.bottom() - 23, frame.width(), 18)
        painter.fillRect(band, _BADGE)
        painter.setPen(QColor("#ff9c8f"))
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_badge(self, painter: QPainter, frame: QRect, text: str, right: bool) -> None:
        font = painter.font()
        font.setPixelSize(10)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, frame.width() // 2 - 14)
        width = metrics.horizontalAdvance(text) + 10
        badge = QRect(frame.right() - width - 3 if right else frame.left() + 4, frame.top() + 4, width, 15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_BADGE)
        painter.drawRoundedRect(badge, 4, 4)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_name(self, painter: QPainter, frame: QRect, image: ImageRecord) -> None:
        now = theme()
        ring = QRect(frame.left() + 1, frame.bottom() + 8, 10, 10)
        self._draw_ring(painter, ring, image)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(now.text))
        line = QRect(ring.right() + 6, frame.bottom() + 4, frame.right() - ring.right() - 6, 18)
        text = painter.fontMetrics().elidedText(image.name, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _draw_ring(self, painter: QPainter, ring: QRect, image: ImageRecord) -> None:
        """How far the image is: empty, as much of it as is painted, full when done, crossed out when skipped."""
        now = theme()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(now.faint), 1.5))
        match image.status:
            case Status.DONE:
                painter.setPen(QPen(QColor(now.good), 1.5))
                painter.setBrush(QColor(now.good))
                painter.drawEllipse(ring)
            case Status.SKIPPED:
                painter.drawEllipse(ring)
                painter.drawLine(ring.bottomLeft() + QPoint(2, -1), ring.topRight() + QPoint(-1, 2))
            case _:
                painter.drawEllipse(ring)
                share = image.labelled / (image.width * image.height)
                if image.status == Status.STARTED:
                    painter.setPen(QPen(QColor(now.accent), 2.5))
                    painter.drawArc(ring, QUARTER, -round(4 * QUARTER * max(LEAST_ARC, min(1.0, share))))
