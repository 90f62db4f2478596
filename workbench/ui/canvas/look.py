"""How the overlays look: which colour stands for what a pixel is."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from workbench.core.classes import ClassSet, is_background, voc_palette
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.offer import EVERYTHING, Offer

U32 = npt.NDArray[np.uint32]

# A code says what a pixel shows: a class of the mask, or a class of the prediction and how sure it is (eight
# steps), or how doubtful it is, or who set it; one bit more puts a hatching line there. A table gives the colour
# of each code.
STEPS = 8
PREDICTED = 256
DOUBT = PREDICTED + 256 * STEPS
ORIGINS = DOUBT + 256
HATCHED = 4096

_FAINTEST = 0.2
"""Share of its strength that the least sure prediction keeps."""

_QUIET = 0.2
"""Share of its strength that predicted background keeps: it covers most of an image, and hides what one looks for."""

_UNNAMED = voc_palette().astype(np.float64)
"""Colours of numbers that have no class."""

ORIGIN_COLORS = {Origin.HAND: (86, 180, 233), Origin.ACCEPTED: (0, 158, 115), Origin.IMPORTED: (230, 159, 0)}
"""Who set a pixel. Three colours that all eyes can tell apart (M. Okabe, K. Ito: Color Universal Design, 2008)."""


@dataclass(frozen=True, slots=True)
class OverlayStyle:
    """How the overlays look.

    Attributes:
        classes: names and colours.
        opacity: of the mask, 0..1; prediction and doubt follow it.
        mask: whether the mask is shown.
        prediction: whether the prediction is shown.
        doubt: whether doubt is shown as heat, in place of the prediction's classes.
        over_mask: show prediction or doubt over painted and refused pixels too, the refused ones as faint as it gets.
        hidden: classes that are not shown, neither painted nor predicted.
        alone: the only class that is shown, or None.
        outlines: show only the borders of regions, not their insides.
        origins: show who set each pixel in place of its class.
        offer: what of the prediction is shown: what can be accepted.
        errors: show only where the prediction is of another class than is painted, in the prediction's colour.
    """

    classes: ClassSet = field(default_factory=ClassSet)
    opacity: float = 0.55
    mask: bool = True
    prediction: bool = True
    doubt: bool = False
    over_mask: bool = False
    hidden: frozenset[int] = frozenset()
    alone: int | None = None
    outlines: bool = False
    origins: bool = False
    offer: Offer = EVERYTHING
    errors: bool = False

    def table(self) -> U32:
        """The colour of each code: uint32 (8192,), premultiplied 0xAARRGGBB."""
        colors, quiet, shown = _UNNAMED.copy(), np.ones(256), self._shown()
        for known in self.classes:
            colors[known.index] = known.color
            quiet[known.index] = _QUIET if is_background(known.name) and not (self.outlines or self.errors) else 1.0
        strength = 1.0 if self.outlines else self.opacity
        table = np.zeros((2, HATCHED, 4))
        table[:, :256, :3] = colors
        table[:, :256, 3] = strength * shown
        sure = _FAINTEST + (1 - _FAINTEST) * np.linspace(0, 1, STEPS)[:, None] ** 1.5
        predicted = table[:, PREDICTED:DOUBT].reshape(2, STEPS, 256, 4)
        predicted[..., :3] = colors
        offered = shown.copy()
        offered[list(self.offer.withheld)] = 0.0
        predicted[0, ..., 3] = 0.45 * strength * sure * offered * quiet
        predicted[1, ..., 3] = min(1.0, 1.25 * strength) * sure * offered * quiet
        doubt = 1 - np.arange(256) / 255
        heat = table[:, DOUBT : DOUBT + 256]
        heat[..., 0], heat[..., 2] = 255, 30
        heat[..., 1] = 235 * (1 - np.minimum(1.0, 1.6 * doubt))
        heat[..., 3] = min(1.0, 1.3 * self.opacity) * np.minimum(1.0, 2.0 * doubt)
        for origin, color in ORIGIN_COLORS.items():
            table[:, ORIGINS + origin] = (*color, strength)
        table[..., :3] *= table[..., 3:]
        table[..., 3] *= 255
        packed = np.rint(table).astype(np.uint32) << np.array([16, 8, 0, 24], dtype=np.uint32)
        result: U32 = packed.sum(axis=-1, dtype=np.uint32).ravel()
        return result

    def _shown(self) -> npt.NDArray[np.float64]:
        """1 for each number whose pixels are shown, else 0: float64 (256,)."""
        shown = np.ones(256) if self.alone is None else np.zeros(256)
        if self.alone is not None:
            shown[self.alone] = 1.0
        shown[[*self.hidden, UNLABELLED]] = 0.0
        return shown
