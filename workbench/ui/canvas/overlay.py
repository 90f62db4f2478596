"""The colours over the image: mask, prediction and doubt as one premultiplied layer of device pixels."""

from dataclasses import dataclass

import cv2
import numpy as np

from workbench.core.arrays import I64, U16, AnyArray
from workbench.core.mask import UNLABELLED, LabelMask
from workbench.core.offer import FIRST_MARK
from workbench.core.prediction import Prediction
from workbench.ui.canvas.look import DOUBT, HATCHED, ORIGINS, PREDICTED, STEPS, OverlayStyle
from workbench.ui.canvas.sampling import nearest

_HATCH_PERIOD = 10
_HATCH_WIDTH = 3


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """What is shown of one image.

    Attributes:
        mask: what is painted.
        prediction: what the model says, or None.
        refused: whether anything of it may have been refused: that is looked for only then.
    """

    mask: LabelMask
    prediction: Prediction | None
    refused: bool = False


class Overlay:
    """Turns mask and prediction into device pixels.

    Args:
        style: how they look.
    """

    def __init__(self, style: OverlayStyle) -> None:
        self.style = style
        table = style.table()
        painted = table[ORIGINS:] if style.origins else table
        # OpenCV looks numbers up several times as quickly as NumPy, in tables of every number, with a sign.
        self._painted_colors = painted[:256].view(np.int32).reshape(1, -1)
        self._colors = np.resize(table, 65536).view(np.int32).reshape(1, -1)
        self._scale = 1.0
        self._scratch: list[AnyArray] = []

    def render(
        self,
        layers: Layers,
        scale: float,
        rows: I64,
        columns: I64,
        phase: int,
        out: AnyArray,
    ) -> None:
        """Write premultiplied uint32 0xAARRGGBB into `out`, a device pixel for each row and column of the image given.

        `phase` says where the hatching begins: the device row and column of the first pixel, added.
        """
        self._scale = scale
        style = self.style
        wanted = style.prediction or style.doubt or style.errors
        shown = layers if layers.prediction is not None and wanted else None
        painted = layers.mask.origin if style.origins and not style.errors else layers.mask.classes
        if shown is None and (style.errors or not style.mask):
            out[:] = 0
            return
        if shown is None and not style.outlines:
            self._render_painted(painted, rows, columns, out)
            return
        codes = self._find_codes(painted, shown, rows, columns)
        if style.outlines and (style.errors or not style.doubt):
            codes = _outlined(codes)
        if shown is not None:
            codes |= _hatching(codes.shape, phase)
        cv2.LUT(codes, self._colors, out.view(np.int32))

    def _render_painted(self, painted: AnyArray, rows: I64, columns: I64, out: AnyArray) -> None:
        # Zoomed in there are fewer image pixels than device pixels: colour first, then enlarge.
        if _zoomed_in(rows):
            colors = cv2.LUT(painted[_box(rows, columns)], self._painted_colors)
            nearest(colors.view(np.uint32), rows - rows[0], columns - columns[0], out)
        else:
            cv2.LUT(self._sampled(0, painted, rows, columns), self._painted_colors, out.view(np.int32))

    def _find_codes(self, painted: AnyArray, shown: Layers | None, rows: I64, columns: I64) -> U16:
        """uint16 codes of the device pixels; the caller may change them."""
        planes, mark = [painted], 0
        if shown is not None and shown.prediction is not None:
            planes += [shown.prediction.classes, shown.prediction.confidence]
            if shown.refused:
                planes, mark = [*planes, shown.mask.origin], shown.prediction.mark
        if _zoomed_in(rows):
            cut = _box(rows, columns)
            codes = self._codes(mark, *(plane[cut] for plane in planes))
            enlarged = nearest(codes, rows - rows[0], columns - columns[0])
            return enlarged if enlarged.flags.writeable and enlarged.base is None else enlarged.copy()
        return self._codes(mark, *(self._sampled(n, plane, rows, columns) for n, plane in enumerate(planes)))

    def _codes(
        self,
        mark: int,
        painted: AnyArray,
        said: AnyArray | None = None,
        confidence: AnyArray | None = None,
        origin: AnyArray | None = None,
    ) -> U16:
        """uint16 codes of a cut-out of the planes; where `origin` has the mark, the prediction was refused."""
        style = self.style
        if style.errors:
            return _errors(painted, said)
        if said is None or confidence is None:
            codes = np.full(painted.shape, UNLABELLED, dtype=np.uint16)
        elif style.doubt:
            codes = confidence.astype(np.uint16)
            codes += DOUBT
        else:
            sure = (confidence >> 5).astype(np.uint16) if not style.outlines else np.uint16(STEPS - 1)
            codes = np.asarray((sure << np.uint16(8)) | said, dtype=np.uint16)
            codes += PREDICTED
            if style.offer.least:
                np.copyto(codes, np.uint16(UNLABELLED), where=confidence < style.offer.least)
            if origin is not None and style.over_mask:  # beside the mask it is still to be seen what was refused
                np.copyto(codes, said + np.uint16(PREDICTED), where=origin == mark, casting="unsafe")
            elif origin is not None:
                np.copyto(codes, np.uint16(UNLABELLED), where=origin == mark)
        if style.over_mask and said is not None:
            return codes
        nobody = 0 if style.origins else UNLABELLED
        own = painted + np.uint16(ORIGINS) if style.origins else painted
        there = (painted != nobody) & (painted < FIRST_MARK) if style.origins else painted != nobody
        np.copyto(codes, own if style.mask else np.uint16(UNLABELLED), where=there, casting="unsafe")
        return codes

    def _sampled(self, number: int, plane: AnyArray, rows: I64, columns: I64) -> AnyArray:
        """The plane's pixels of these rows and columns, in memory that is used again: fresh memory costs as much."""
        size = rows.size * columns.size
        while len(self._scratch) <= number:
            self._scratch.append(np.empty(0, dtype=np.uint8))
        if self._scratch[number].size < size:
            self._scratch[number] = np.empty(size, dtype=np.uint8)
        out = self._scratch[number][:size].reshape(rows.size, columns.size)
        return nearest(plane, rows, columns, out, self._scale)


def _zoomed_in(rows: I64) -> bool:
    return rows.size > int(rows[-1]) - int(rows[0])


def _box(rows: I64, columns: I64) -> tuple[slice, slice]:
    return np.s_[int(rows[0]) : int(rows[-1]) + 1, int(columns[0]) : int(columns[-1]) + 1]


def _errors(painted: AnyArray, said: AnyArray | None) -> U16:
    """uint16 codes of what is said otherwise than painted; nothing where one of the two is not there."""
    codes = np.full(painted.shape, UNLABELLED, dtype=np.uint16)
    if said is not None:
        wrong = (painted != said) & (painted != UNLABELLED)
        np.copyto(codes, said + np.uint16(PREDICTED + (STEPS - 1) * 256), where=wrong)
    return codes


def _outlined(codes: U16) -> U16:
    """The codes with every pixel emptied whose four neighbours have its class or code."""
    same = np.ones(codes.shape, dtype=np.bool_)
    down, across = codes[1:] == codes[:-1], codes[:, 1:] == codes[:, :-1]
    same[1:] &= down
    same[:-1] &= down
    same[:, 1:] &= across
    same[:, :-1] &= across
    codes[same] = UNLABELLED
    return codes


def _hatching(shape: tuple[int, ...], phase: int) -> U16:
    """uint16 of that shape: the hatching bit on slanting lines."""
    height, width = shape
    line = (np.arange(phase, phase + height + width) % _HATCH_PERIOD < _HATCH_WIDTH) * HATCHED
    strip = line.astype(np.uint16)
    return np.lib.stride_tricks.as_strided(strip, (height, width), (2, 2), writeable=False)
