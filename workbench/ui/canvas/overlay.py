"""The colours over the image: mask, prediction and doubt as one premultiplied layer of device pixels."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from workbench.core.arrays import I64, AnyArray
from workbench.core.classes import ClassSet, is_background, voc_palette
from workbench.core.geometry import Rect
from workbench.core.mask import UNLABELLED, LabelMask
from workbench.core.prediction import Prediction
from workbench.ui.canvas.sampling import nearest

_U16 = npt.NDArray[np.uint16]
_U32 = npt.NDArray[np.uint32]

# A code says what a pixel shows: a class of the mask, or a class of the prediction and how sure it is (eight
# steps), or how doubtful it is; one bit more puts a hatching line there. A table gives the colour of each code.
_STEPS = 8
_PREDICTED = 256
_DOUBT = _PREDICTED + 256 * _STEPS
_HATCHED = 4096
_CODES = 2 * _HATCHED

_HATCH_PERIOD = 10
_HATCH_WIDTH = 3
_FAINTEST = 0.2
"""Share of its strength that the least sure prediction keeps."""

_QUIET = 0.2
"""Share of its strength that predicted background keeps: it covers most of an image, and hides what one looks for."""


_UNNAMED = voc_palette().astype(np.float64)
"""Colours of numbers that have no class."""


@dataclass(frozen=True, slots=True)
class OverlayStyle:
    """How the overlays look.

    Attributes:
        classes: names and colours.
        opacity: of the mask, 0..1; prediction and doubt follow it.
        mask: whether the mask is shown.
        prediction: whether the prediction is shown.
        doubt: whether doubt is shown as heat, in place of the prediction's classes.
        over_mask: show prediction or doubt over painted pixels too.
        hidden: classes that are not shown, neither painted nor predicted.
    """

    classes: ClassSet = field(default_factory=ClassSet)
    opacity: float = 0.55
    mask: bool = True
    prediction: bool = True
    doubt: bool = False
    over_mask: bool = False
    hidden: frozenset[int] = frozenset()

    def table(self) -> _U32:
        """The colour of each code: uint32 (8192,), premultiplied 0xAARRGGBB."""
        colors, shown, quiet = _UNNAMED.copy(), np.ones(256), np.ones(256)
        for known in self.classes:
            colors[known.index] = known.color
            quiet[known.index] = _QUIET if is_background(known.name) else 1.0
        shown[[*self.hidden, UNLABELLED]] = 0.0
        table = np.zeros((2, _HATCHED, 4))
        table[:, :256, :3] = colors
        table[:, :256, 3] = self.opacity * shown
        sure = _FAINTEST + (1 - _FAINTEST) * np.linspace(0, 1, _STEPS)[:, None] ** 1.5
        predicted = table[:, _PREDICTED:_DOUBT].reshape(2, _STEPS, 256, 4)
        predicted[..., :3] = colors
        predicted[0, ..., 3] = 0.45 * self.opacity * sure * shown * quiet
        predicted[1, ..., 3] = min(1.0, 1.25 * self.opacity) * sure * shown * quiet
        doubt = 1 - np.arange(256) / 255
        heat = table[:, _DOUBT : _DOUBT + 256]
        heat[..., 0], heat[..., 2] = 255, 30
        heat[..., 1] = 235 * (1 - np.minimum(1.0, 1.6 * doubt))
        heat[..., 3] = min(1.0, 1.3 * self.opacity) * np.minimum(1.0, 2.0 * doubt)
        table[..., :3] *= table[..., 3:]
        table[..., 3] *= 255
        packed = np.rint(table).astype(np.uint32) << np.array([16, 8, 0, 24], dtype=np.uint32)
        result: _U32 = packed.sum(axis=-1, dtype=np.uint32).ravel()
        return result


class Overlay:
    """Turns mask and prediction into device pixels.

    Args:
        style: how they look.
    """

    def __init__(self, style: OverlayStyle) -> None:
        self.style = style
        self._table = style.table()

    def render(
        self, mask: LabelMask, prediction: Prediction | None, part: Rect, rows: I64, columns: I64, out: AnyArray
    ) -> None:
        """Write premultiplied uint32 0xAARRGGBB into `out`, of the shape of the device box `part` (see `visible`)."""
        style = self.style
        shown = prediction if style.prediction or style.doubt else None
        if shown is None and not style.mask:
            out[:] = 0
            return
        zoomed_in = rows.size > int(rows[-1]) - int(rows[0])
        cut = np.s_[int(rows[0]) : int(rows[-1]) + 1, int(columns[0]) : int(columns[-1]) + 1]
        # Zoomed in there are fewer image pixels than device pixels: combine first, then enlarge.
        if shown is None and zoomed_in:
            nearest(self._table.take(mask.classes[cut], mode="clip"), rows - rows[0], columns - columns[0], out)
            return
        if shown is None:
            self._table.take(nearest(mask.classes, rows, columns), out=out, mode="clip")
            return
        if zoomed_in:
            codes = self._codes(mask.classes[cut], shown.classes[cut], shown.confidence[cut])
            codes = nearest(codes, rows - rows[0], columns - columns[0])
        else:
            planes = (nearest(plane, rows, columns) for plane in (mask.classes, shown.classes, shown.confidence))
            codes = self._codes(*planes)
        codes |= _hatching(part)
        self._table.take(codes, out=out, mode="clip")

    def _codes(self, painted: AnyArray, said: AnyArray, confidence: AnyArray) -> _U16:
        """uint16 codes of a cut-out of the three planes."""
        if self.style.doubt:
            codes = confidence.astype(np.uint16)
            codes += _DOUBT
        else:
            codes = (confidence >> 5).astype(np.uint16)
            codes <<= 8
            codes |= said
            codes += _PREDICTED
        labelled = painted != UNLABELLED
        if self.style.over_mask:
            return codes
        np.copyto(codes, painted if self.style.mask else np.uint16(UNLABELLED), where=labelled, casting="unsafe")
        return codes


def _hatching(part: Rect) -> _U16:
    """uint16 of the box's shape: the hatching bit on slanting lines that keep their place on the screen."""
    line = (np.arange(part.top + part.left, part.bottom + part.right) % _HATCH_PERIOD < _HATCH_WIDTH) * _HATCHED
    strip = line.astype(np.uint16)
    return np.lib.stride_tricks.as_strided(strip, (part.height, part.width), (2, 2), writeable=False)
