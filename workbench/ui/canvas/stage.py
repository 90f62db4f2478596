"""What a viewer shows and how far its layers are up to date. Counts in device pixels; knows no widget."""

import time
from collections.abc import Iterator

from workbench.core.geometry import EMPTY, Rect
from workbench.ui.canvas.frame import Frame
from workbench.ui.canvas.overlay import Overlay, OverlayStyle
from workbench.ui.canvas.pyramid import Pyramid
from workbench.ui.canvas.view import View, fitted
from workbench.ui.document import Document

BUILD_BUDGET = 0.004
"""Seconds that the pyramid takes at once."""


class Stage:
    """A document, the view on it, and the layers that show it.

    Attributes:
        document: what is shown, or None.
        view: where the image lies; set it with `look_from`.
        fits: whether the whole image is kept in sight.
        frame: the layers, of the viewport's size.
        background: 0xFFRRGGBB, round the image.
    """

    def __init__(self, background: int) -> None:
        self.document: Document | None = None
        self.view = View()
        self.fits = True
        self.frame = Frame(1, 1)
        self.background = background
        self._overlay = Overlay(OverlayStyle())
        self._pyramid: Pyramid | None = None
        self._building: Iterator[None] = iter(())
        self._image_stale = self._overlay_stale = True

    def show(self, document: Document | None) -> None:
        """Take another document; the view stays when the images are of the same size."""
        old, self.document = self.document, document
        if document is not None:
            self.fits = self.fits or old is None or old.mask.rect != document.mask.rect
        self.take_pixels()

    def take_pixels(self) -> None:
        """Show as much of the picture as the document has by now."""
        rgb = None if self.document is None else self.document.rgb
        self._pyramid = None if rgb is None else Pyramid(rgb)
        self._building = iter(()) if self._pyramid is None else self._pyramid.build()
        self.spoil()

    @property
    def look(self) -> OverlayStyle:
        """How the overlays look."""
        return self._overlay.style

    def set_look(self, look: OverlayStyle) -> None:
        """Let the overlays look another way."""
        self._overlay = Overlay(look)
        self._overlay_stale = True

    def look_from(self, view: View) -> None:
        """Take another view, moved so that the image does not leave the viewport."""
        if self.document is not None:
            self.view = view.kept_in_sight(self.document.mask.rect, self.frame.rect.height, self.frame.rect.width)
            self.fits = False
            self.spoil()

    def spoil(self) -> None:
        """Both layers are out of date."""
        self._image_stale = self._overlay_stale = True

    def spoil_overlay(self) -> None:
        """The overlay is out of date."""
        self._overlay_stale = True

    def settle(self, height: int, width: int) -> None:
        """Bring the frame to the viewport's size, and the view with it while it fits."""
        if self.frame.rect != Rect(0, 0, height, width):
            self.frame = Frame(height, width)
            self.spoil()
        if self.fits and self.document is not None:
            view = fitted(self.document.mask.rect, height, width)
            if view != self.view:
                self.view = view
                self.spoil()

    def render(self) -> None:
        """Renew the layers that are out of date."""
        if self.document is None:
            return
        if self._image_stale and self._pyramid is None:
            self.frame.clear_image(self.background)
        elif self._image_stale and self._pyramid is not None:
            self.frame.render_image(self._pyramid, self.view, self.background)
        if self._overlay_stale:
            self._render_overlay(self.document, self.frame.rect)
        self._image_stale = self._overlay_stale = False

    def renew(self, rect: Rect) -> Rect:
        """Renew what shows a box of the mask, and return the device box; empty when it is out of sight or date."""
        if self.document is None or self._overlay_stale:
            return EMPTY
        box = self.view.device_rect(rect, self.frame.rect.height, self.frame.rect.width)
        if not box.empty:
            self._render_overlay(self.document, box)
        return box

    def build(self) -> tuple[bool, bool]:
        """Go on making the pyramid for a moment: whether there is more to do, and whether the picture gets better."""
        if self._pyramid is None:
            return False, False
        until, ready, more = time.perf_counter() + BUILD_BUDGET, self._pyramid.levels, True
        while more and time.perf_counter() < until:
            more = next(self._building, self) is not self
        better = ready <= self._pyramid.level_for(self.view.scale) < self._pyramid.levels
        self._image_stale = self._image_stale or better
        return more, better

    def _render_overlay(self, document: Document, box: Rect) -> None:
        self.frame.render_overlay(self._overlay, self.view, document.mask, document.prediction, box)
