"""What a viewer shows and how far its layers are up to date. Counts in device pixels; knows no widget."""

import time
from collections.abc import Iterator
from dataclasses import replace

from workbench.core.geometry import EMPTY, Rect
from workbench.ui.canvas.frame import Frame
from workbench.ui.canvas.look import OverlayStyle
from workbench.ui.canvas.overlay import Layers, Overlay
from workbench.ui.canvas.pyramid import Pyramid
from workbench.ui.canvas.sampling import visible
from workbench.ui.canvas.tone import NEUTRAL, Tone, Toner, white_of
from workbench.ui.canvas.view import View, carried_over, filled, fitted
from workbench.ui.document import Document

BUILD_BUDGET = 0.004
"""Seconds that the pyramid takes at once."""

NO_PYRAMID = Pyramid(1, 1, None)


class Stage:
    """A document, the view on it, and the layers that show it.

    Attributes:
        document: what is shown, or None.
        view: where the image lies; set it with `look_from`.
        fits: whether the whole image is kept in sight.
        keeps_zoom: whether the scale stays when an image of another size comes.
        covered: the share of the viewport at its right that something else covers.
        frame: the layers, of the viewport's size.
        background: 0xFFRRGGBB, round the image.
        pyramid: of the image.
        tone: how bright the image is shown.
        white: the highest value that the image can have.
    """

    def __init__(self, background: int) -> None:
        self.document: Document | None = None
        self.view = View()
        self.fits = True
        self.keeps_zoom = False
        self.covered = 0.0
        self.frame = Frame(1, 1)
        self.background = background
        self.pyramid = NO_PYRAMID
        self.tone, self.white = NEUTRAL, 255
        self._toner = Toner(NEUTRAL)
        self._overlay = Overlay(OverlayStyle())
        self._building: Iterator[None] = iter(())
        self._fitted_to: tuple[Rect, Rect] | None = None  # image and viewport of the view, while it fits
        self._image_stale: list[Rect] = []  # device boxes that show something else than they should
        self._overlay_stale: list[Rect] = []

    def show(self, document: Document | None) -> None:
        """Take another document; the view stays when the images are of the same size."""
        old, self.document = self.document, document
        if document is not None and (old is None or old.mask.rect != document.mask.rect):
            if self.keeps_zoom and old is not None and not self.fits:
                self.view = carried_over(self.view, old.mask.rect, document.mask.rect, self.frame.rect)
            else:
                self.fits = True
        self.take_pixels()

    def take_pixels(self) -> None:
        """Show as much of the picture as the document has by now."""
        document = self.document
        self.pyramid, self.white = NO_PYRAMID, 255
        if document is not None:
            pixels = document.rgb if document.deep is None else document.deep
            self.white = 255 if document.deep is None else white_of(document.deep)
            self.pyramid = Pyramid(document.mask.height, document.mask.width, pixels, document.reduced)
        self._building = self.pyramid.build()
        self.set_tone(self.tone)
        self.spoil()

    @property
    def free(self) -> Rect:
        """The part of the viewport that nothing covers."""
        return replace(self.frame.rect, right=self.frame.rect.right - round(self.covered * self.frame.rect.width))

    @property
    def look(self) -> OverlayStyle:
        """How the overlays look."""
        return self._overlay.style

    def set_look(self, look: OverlayStyle) -> None:
        """Let the overlays look another way."""
        self._overlay = Overlay(look)
        self.spoil_overlay()

    def set_tone(self, tone: Tone) -> None:
        """Show the image brighter or darker."""
        self.tone = tone
        self._toner = Toner(tone, self.white)
        self.spoil_image()

    def look_from(self, view: View, strict: bool = False) -> None:
        """Take another view, moved so that the image does not leave the viewport, or, if `strict`, that very one."""
        if self.document is None:
            return
        rect, old = self.frame.rect, self.view
        self.view = view if strict else view.kept_in_sight(self.document.mask.rect, rect.height, rect.width)
        self.fits = False
        shift = self.view.shift_from(old)
        if shift is None:
            self.view = self._evened(self.view, self.document)
            self.spoil()
            return
        exposed = self.frame.scroll(*shift)
        self._image_stale = self._carried(self._image_stale, shift) + exposed
        self._overlay_stale = self._carried(self._overlay_stale, shift) + exposed

    def _evened(self, view: View, document: Document) -> View:
        """Zoomed out: moved by less than an image pixel, so that the device pixels show even steps of the image."""
        part, rows, columns = visible(view, self.frame.rect, document.mask.height, document.mask.width)
        if view.scale >= 1.0 or part.empty:
            return view
        top, left = (part.top + 0.5) / view.scale, (part.left + 0.5) / view.scale
        return replace(view, top=int(rows[0]) - top, left=int(columns[0]) - left)

    def _carried(self, stale: list[Rect], shift: tuple[int, int]) -> list[Rect]:
        """Where boxes lie after a scroll; all is one box when they cover much."""
        moved = [box.moved(*shift).common(self.frame.rect) for box in stale]
        return [self.frame.rect] if 2 * sum(box.area for box in moved) > self.frame.rect.area else moved

    def spoil(self) -> None:
        """Both layers are out of date."""
        self.spoil_image()
        self.spoil_overlay()

    def spoil_image(self) -> None:
        """The image is out of date."""
        self._image_stale = [self.frame.rect]

    def spoil_overlay(self) -> None:
        """The overlay is out of date."""
        self._overlay_stale = [self.frame.rect]

    def settle(self, height: int, width: int) -> None:
        """Bring the frame to the viewport's size, and the view with it while it fits."""
        if self.frame.rect != Rect(0, 0, height, width):
            self.frame = Frame(height, width)
            self.spoil()
        if not self.fits or self.document is None:
            self._fitted_to = None
        elif self._fitted_to != (self.document.mask.rect, self.free):
            self._fitted_to = self.document.mask.rect, self.free
            self.view = self._evened(fitted(self.document.mask.rect, height, self.free.width), self.document)
            self.spoil()

    def render(self) -> None:
        """Renew the layers where they are out of date."""
        document = self.document
        if document is None:
            return
        for box in self._image_stale:
            image = document.mask.rect
            self.frame.render_image(self.pyramid, self._toner, self.view, image, self.background, box)
        for box in self._overlay_stale:
            self._render_overlay(document, box)
        self._image_stale, self._overlay_stale = [], []

    def draw_into(self, frame: Frame, overlay_only: bool, view: View | None = None) -> None:
        """Draw the image with its overlays, or these alone, into a frame: the whole of it, or as a view has it."""
        document = self.document
        if document is None:
            return
        image = document.mask.rect
        view = view or filled(image, frame.rect.height, frame.rect.width)
        if not overlay_only:
            frame.render_image(self.pyramid, self._toner, view, image, self.background, frame.rect)
        frame.render_overlay(self._overlay, view, _layers(document), frame.rect)

    def renew(self, rect: Rect) -> Rect:
        """Renew what shows a box of the mask, and return the device box; empty when it is out of sight."""
        if self.document is None:
            return EMPTY
        box = self.view.device_rect(rect, self.frame.rect.height, self.frame.rect.width)
        if self._overlay_stale:
            self._overlay_stale.append(box)
        elif not box.empty:
            self._render_overlay(self.document, box)
        return box

    def build(self) -> tuple[bool, bool]:
        """Go on making the pyramid for a moment: whether there is more to do, and whether the picture gets better."""
        until, ready, more = time.perf_counter() + BUILD_BUDGET, self.pyramid.levels, True
        while more and time.perf_counter() < until:
            more = next(self._building, self) is not self
        better = ready <= self.pyramid.wanted(self.view.scale) < self.pyramid.levels
        if better:
            self.spoil_image()
        return more, better

    def _render_overlay(self, document: Document, box: Rect) -> None:
        self.frame.render_overlay(self._overlay, self.view, _layers(document), box)


def _layers(document: Document) -> Layers:
    return Layers(document.mask, document.prediction, document.refused)
