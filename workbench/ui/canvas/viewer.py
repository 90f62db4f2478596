"""Shows a document: image, mask, prediction and doubt; zooms and pans. Paints nothing into the mask."""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.core.classes import ClassSet
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.ui.canvas.decor import GRID_FROM, draw_grid, draw_hint, draw_notice
from workbench.ui.canvas.frame import Frame
from workbench.ui.canvas.look import OverlayStyle
from workbench.ui.canvas.screen import device_box, logical_box
from workbench.ui.canvas.stage import Stage
from workbench.ui.canvas.tone import Tone
from workbench.ui.canvas.view import MIDDLE, View, limited
from workbench.ui.document import Document

ZOOM_STEP = 2**0.25


class Viewer(QWidget):
    """A document on the screen.

    Signals:
        hovered: the image Point under the pointer, or None when it is not over the image.
        zoomed: the scale in device pixels an image pixel; 1.0 is 100 %.
        looked: another part of the image is in sight.
        redrawn: the image looks different (True), or its overlays alone (False); strokes under way left out.
    """

    hovered = Signal(object)
    zoomed = Signal(float)
    looked = Signal()
    redrawn = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self._hint = ""
        self._background, self._hint_color = QColor("#16181b"), QColor("#8b929c")
        self._stage = Stage(self._background.rgba())
        self._builder = QTimer(self, interval=0)
        self._builder.timeout.connect(self._build)
        self._pointer: QPointF | None = None
        self._told_scale = 0.0
        self._told_view: tuple[View, Rect] | None = None

    def sizeHint(self) -> QSize:
        """Room for work."""
        return QSize(960, 720)

    # What is shown

    @property
    def document(self) -> Document | None:
        """What is shown."""
        return self._stage.document

    def set_document(self, document: Document | None) -> None:
        """Show another document, or none; the view stays when the images are of the same size."""
        if self.document is not None:
            self.document.changed.disconnect(self._mask_changed)
            self.document.prediction_changed.disconnect(self._prediction_changed)
            self.document.pixels_changed.disconnect(self._pixels_changed)
            self.document.areas_changed.disconnect(self._on_areas)
        self._stage.show(document)
        self._builder.stop()
        if document is not None:
            document.changed.connect(self._mask_changed)
            document.prediction_changed.connect(self._prediction_changed)
            document.pixels_changed.connect(self._pixels_changed)
            document.areas_changed.connect(self._on_areas)
            self._builder.start()
        self._told_scale = 0.0  # told anew: nothing is said of the zoom where there is no image
        self._settle()
        self._hover()
        self._redraw()

    @property
    def look(self) -> OverlayStyle:
        """How the overlays look."""
        return self._stage.look

    def change_look(self, **changes: Any) -> None:
        """Let the overlays look another way; `changes` are attributes of `OverlayStyle`, e.g. ``mask=False``."""
        look = replace(self.look, **changes)
        if look != self.look:
            self._stage.set_look(look)
            self._redraw(image=False)

    @property
    def tone(self) -> Tone:
        """How bright the image is shown."""
        return self._stage.tone

    @property
    def white(self) -> int:
        """The highest value that the image can have: 255, or that of deep grey."""
        return self._stage.white

    def set_tone(self, tone: Tone) -> None:
        """Show the image brighter or darker; its pixels stay as they are."""
        if tone != self.tone:
            self._stage.set_tone(tone)
            self._redraw()

    def set_classes(self, classes: ClassSet) -> None:
        """Take the colours from these classes."""
        self.change_look(classes=classes)

    @property
    def hint(self) -> str:
        """What an empty canvas says."""
        return self._hint

    @hint.setter
    def hint(self, text: str) -> None:
        self._hint = text
        self.update()

    def set_colors(self, background: QColor, hint: QColor) -> None:
        """Colours round the image, and of the hint."""
        self._background, self._hint_color = background, hint
        self._stage.background = background.rgba()
        self._stage.spoil()
        self.update()

    # Zoom and pan

    @property
    def view(self) -> View:
        """Where the image lies, in device pixels."""
        self._settle()
        return self._stage.view

    def fit(self) -> None:
        """Show the whole image, and go on doing so when the window changes its size."""
        self._stage.fits = True
        self._settle()
        self._hover()
        self.update()

    def keep_zoom(self, kept: bool) -> None:
        """Whether the zoom stays when an image of another size comes; it always does when they are alike."""
        self._stage.keeps_zoom = kept

    def cover(self, share: float) -> None:
        """Something else covers that share of the viewport, at its right, from the next view on."""
        self._stage.covered = share

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Set the scale (1.0 is 100 %), keeping the image under `at`, else under the pointer, else the middle."""
        if self.document is not None:
            x, y = self._to_device(at or self._pointer or QPointF(self.rect().center()))
            self._move_to(self.view.scaled_at(x, y, limited(scale, self.document.mask.rect)))

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in (or out, below 0) by so many steps; four double the size."""
        self.zoom_to(self.view.scale * ZOOM_STEP**steps, at)

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the image by logical pixels."""
        self._move_to(self._panned(self.view, QPointF(dx, dy)))

    def _panned(self, view: View, by: QPointF) -> View:
        """That view moved by logical pixels, to the nearest device pixel: so only what comes into sight is drawn."""
        ratio = self.devicePixelRatioF()
        return view.panned(round(by.x() * ratio), round(by.y() * ratio))

    def show_point(self, point: Point, scale: float | None = None) -> None:
        """Bring an image point to the middle, at that scale or the present one."""
        if self.document is not None:
            wanted = limited(scale or self.view.scale, self.document.mask.rect)
            size = self._stage.free
            self._move_to(View(wanted, point.y - size.height / 2 / wanted, point.x - size.width / 2 / wanted))

    def image_point(self, position: QPointF) -> Point:
        """The image point at a logical position: the middle of the device pixel there."""
        return self.view.to_image(*self._to_device(position))

    @property
    def visible(self) -> Rect:
        """The box of the image that is in sight, in image pixels; empty without a document."""
        if self.document is None:
            return EMPTY
        size, image = self._stage.free, self.document.mask.rect
        first, last = self.view.to_image(0, 0), self.view.to_image(size.width, size.height)
        box = Rect(math.floor(first.y), math.floor(first.x), math.ceil(last.y), math.ceil(last.x))
        return box.clip(image.height, image.width)

    def _to_device(self, position: QPointF) -> tuple[float, float]:
        ratio = self.devicePixelRatioF()
        return position.x() * ratio + MIDDLE, position.y() * ratio + MIDDLE

    def _move_to(self, view: View) -> None:
        self._stage.look_from(view)
        self._settle()
        self._hover()
        self.update()

    def _settle(self) -> None:
        """Bring the stage to the widget's size; tell when that, or anything before, has changed the scale."""
        ratio = self.devicePixelRatioF()
        self._stage.settle(math.ceil(self.height() * ratio), math.ceil(self.width() * ratio))
        view, room = self._stage.view, self._stage.frame.rect
        if self.document is not None and view.scale != self._told_scale:
            self._told_scale = view.scale
            self.zoomed.emit(view.scale)
        if (view, room) != self._told_view:
            self._told_view = view, room
            self.looked.emit()

    # Pixels

    def _mask_changed(self, rect: Rect) -> None:
        """Renew what shows a box of the mask, and nothing else."""
        box = self._stage.renew(rect)
        if not box.empty:
            self.update(self._logical(box))

    def _prediction_changed(self) -> None:
        self._stage.spoil_overlay()
        self._redraw(image=False)

    def _pixels_changed(self) -> None:
        self._stage.take_pixels()
        self._builder.start()
        self._redraw()

    def _redraw(self, image: bool = True) -> None:
        self.update()
        self.redrawn.emit(image)

    def _on_areas(self) -> None:
        self.redrawn.emit(False)

    def draw_into(self, frame: Frame, overlay_only: bool = False, view: View | None = None) -> None:
        """Draw the image with its overlays, or these alone, into a frame: the whole of it, or as a view has it."""
        self._stage.draw_into(frame, overlay_only, view)

    def _build(self) -> None:
        more, better = self._stage.build()
        if not more:
            self._builder.stop()
        if better:
            self.update()
        if better or not more:  # smaller copies may do for others what the canvas has no need of
            self.redrawn.emit(True)

    def _logical(self, box: Rect) -> QRect:
        """The smallest logical box round a device box."""
        return logical_box(box, self.devicePixelRatioF())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of the image is in sight."""
        super().resizeEvent(event)
        self._settle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the layers, then draw what lies over them."""
        self._settle()
        self._stage.render()
        with QPainter(self) as painter:  # ended whatever happens: Qt aborts over one that is left open
            if self.document is None:
                painter.fillRect(self.rect(), self._background)
                draw_hint(painter, QRectF(self.rect()), self._hint, self._hint_color)
            else:
                self._draw(painter, event, self.document.mask.rect)

    def _draw(self, painter: QPainter, event: QPaintEvent, image: Rect) -> None:
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        for exposed in cast(Iterable[QRect], event.region()):  # iterable, though its stub does not say so
            box = device_box(exposed, ratio).common(self._stage.frame.rect)
            self._stage.frame.draw(painter, box)
            if self._stage.view.scale >= GRID_FROM:
                draw_grid(painter, self._stage.view, image, box)
        self._draw_over(painter, ratio)
        if self.document is not None and self.document.trouble:
            painter.resetTransform()
            draw_notice(painter, QRectF(self.rect()), self.document.trouble, self._hint_color, self._background)

    def _draw_over(self, painter: QPainter, ratio: float) -> None:
        """Draw what lies over the layers, in device pixels; `ratio` of them are a logical pixel."""

    def _hover(self) -> None:
        point = None
        if self.document is not None and self._pointer is not None:
            there = self.image_point(self._pointer)
            inside = 0 <= there.y < self.document.mask.height and 0 <= there.x < self.document.mask.width
            point = there if inside else None
        self.hovered.emit(point)
