"""What lies beside the canvas: the ink, the size and the rule of the next gesture, one setter each."""

from dataclasses import replace

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from workbench.core.offer import Offer
from workbench.paint.cleanup import CleanupWish
from workbench.paint.ink import InkRule
from workbench.ui.canvas.gestures.words import SMALLEST_BRUSH, Palette
from workbench.ui.canvas.viewer import Viewer

LARGEST_BRUSH = 1000.0
BRUSH_STEP = 1.15


class Tray(Viewer):
    """A viewer with a palette; nothing paints yet.

    Signals:
        brush_resized: the new diameter in image pixels.
    """

    brush_resized = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = Palette()
        self._on_screen: float | None = None  # the diameter in device pixels, where it is kept
        self.zoomed.connect(self._rescale)

    @property
    def ink_palette(self) -> Palette:
        """Ink, size and rule of the next gesture."""
        return self._palette

    def set_class(self, index: int) -> None:
        """Paint this class from the next gesture on; 255 is unlabelled."""
        self._palette = replace(self._palette, class_index=index)
        self.update(self._ring_box())

    def set_rule(self, rule: InkRule) -> None:
        """Which pixels gestures may change, from the next one on."""
        self._palette = replace(self._palette, rule=rule)

    def set_offer(self, offer: Offer) -> None:
        """What of the prediction is shown, and can be accepted."""
        self._palette = replace(self._palette, offer=offer)
        self.change_look(offer=offer)

    def set_tolerance(self, tolerance: int) -> None:
        """The wand's tolerance where it is pressed, 0..255."""
        self._palette = replace(self._palette, tolerance=tolerance)

    def set_holes(self, largest: int) -> None:
        """The largest hole, in pixels, that is filled with the region round it; 0 fills none."""
        self._palette = replace(self._palette, holes=largest)

    def set_cleanup(self, wish: CleanupWish) -> None:
        """What the clean-up brush does."""
        self._palette = replace(self._palette, cleanup=wish)

    def set_square(self, square: bool) -> None:
        """Whether the brush is square."""
        self._palette = replace(self._palette, square=square)
        self.update(self._ring_box())

    def set_encircle(self, encircle: bool) -> None:
        """Whether a stroke that comes back to its start fills what it goes round."""
        self._palette = replace(self._palette, encircle=encircle)

    def set_pressure(self, used: bool) -> None:
        """Whether the pressure of a pen changes the size of the brush."""
        self._palette = replace(self._palette, pressure=used)

    def keep_on_screen(self, kept: bool) -> None:
        """Whether the brush keeps its size on the screen, so that zooming in makes it finer, or in image pixels."""
        self._on_screen = self._palette.diameter * self.view.scale if kept else None

    def set_brush(self, diameter: float) -> None:
        """The diameter in image pixels, from the next gesture on."""
        self._resize(diameter)
        if self._on_screen is not None:
            self._on_screen = self._palette.diameter * self.view.scale

    def _rescale(self, scale: float) -> None:
        if self._on_screen is not None:
            self._resize(self._on_screen / scale)

    def _resize(self, diameter: float) -> None:
        clean = min(max(diameter, SMALLEST_BRUSH), LARGEST_BRUSH)
        if clean != self._palette.diameter:
            before = self._ring_box()
            self._palette = replace(self._palette, diameter=clean)
            self.update(before.united(self._ring_box()))
            self.brush_resized.emit(clean)

    def grow_brush(self, steps: float) -> None:
        """Make the brush larger (or smaller, below 0): 15 % a step, one pixel at least."""
        if steps == 0:
            return
        old = self._palette.diameter
        new = round(old * BRUSH_STEP**steps)
        self.set_brush(new if abs(new - old) >= 1 else old + (1 if steps > 0 else -1))

    def _ring_box(self) -> QRect:
        """The logical box that shows the size of the brush."""
        return QRect()
