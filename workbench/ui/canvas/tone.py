"""How bright the image is shown. For the eyes alone: tools, training and export see the pixels as they are."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from workbench.core.arrays import U8, U16, AnyArray

_WHITES = (255, 4095, 65535)
"""Highest values of 8, 12 and 16 bits."""


@dataclass(frozen=True, slots=True)
class Tone:
    """A curve from values to brightness.

    Attributes:
        black: what is shown black, as a share of the image's white, 0..1.
        white: what is shown white, above `black`.
        brightness: -1..1, added.
        contrast: -1..1; steepness round the middle: tan(pi / 4 * (1 + contrast)), so that 0 changes nothing.
        gamma: above 0; more than 1 lifts the shadows.
    """

    black: float = 0.0
    white: float = 1.0
    brightness: float = 0.0
    contrast: float = 0.0
    gamma: float = 1.0

    def curve(self, size: int, highest: int) -> npt.NDArray[np.float64]:
        """Brightness 0..1 of the values 0..size-1, where `highest` is the image's white: float64 (size,)."""
        value = np.arange(size) / highest
        value = (value - self.black) / max(1e-6, self.white - self.black)
        steepness = math.tan(math.pi / 4 * (1 + min(self.contrast, 0.98)))
        value = (np.clip(value, 0, 1) - 0.5) * steepness + 0.5 + self.brightness
        return np.asarray(np.clip(value, 0, 1) ** (1 / self.gamma))


NEUTRAL = Tone()


def white_of(deep: U16) -> int:
    """White of a deep grey image (uint16 (H, W)): the full range of 8, 12 or 16 bits, whichever holds its values."""
    highest = int(deep.max(initial=0))
    return next(white for white in _WHITES if highest <= white)


def range_of(pixels: AnyArray, highest: int) -> tuple[float, float]:
    """The shares of white between which all but a hundredth of the values lie, for an automatic window.

    Args:
        pixels: uint8 (H, W, 3) or uint16 (H, W); at most about a million values of it are looked at.
        highest: the image's white.
    """
    step = max(1, math.isqrt(pixels.shape[0] * pixels.shape[1] // 1_000_000))
    low, high = np.quantile(pixels[::step, ::step], (0.005, 0.995)) / highest
    return (float(low), float(high)) if high - low >= 1 / highest else (0.0, 1.0)


class Toner:
    """Applies a tone to pixels on their way to the screen.

    Args:
        tone: the curve.
        highest: white of deep images, 255..65535.
    """

    def __init__(self, tone: Tone, highest: int = 255) -> None:
        self._bytes: U8 | None = None
        if tone != NEUTRAL:
            self._bytes = np.rint(255 * tone.curve(256, 255)).astype(np.uint8)
        grey = np.rint(255 * tone.curve(65536, highest)).astype(np.uint32)
        self._grey = (grey * np.uint32(0x010101) + np.uint32(0xFF000000)).view(np.int32).reshape(1, -1)

    def color(self, pixels: U8) -> None:
        """Change BGR and an idle byte, uint8 (h, w, 4), in place."""
        if self._bytes is not None:
            cv2.LUT(pixels, self._bytes, pixels)

    def grey(self, values: U16, out: AnyArray) -> None:
        """Write grey values, uint16 (h, w), as uint32 0xFFRRGGBB into `out`."""
        cv2.LUT(values, self._grey, out.view(np.int32))
