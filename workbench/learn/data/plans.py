"""What a training example shows and how it is changed: every random choice, made before a pixel is touched.

One who cuts by a plan draws nothing himself: the same plan gives the same crop, on the host (learn.data.cutting) and
on a device (learn.data.atlas).
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from workbench.core.recipe import TrainingRecipe
from workbench.learn.data.samples import Sample

Box = tuple[int, int, int, int]
"""Top, left, height and width in pixels of an image; it may reach beyond its edges."""

NOISE = 25.0
"""Grey levels of spread of the strongest noise."""

BLUR = (0.5, 1.5)
"""Least and largest sigma of a blur, in pixels of the crop."""

_GREY = np.array([0.299, 0.587, 0.114], dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Tint:
    """A change of the colours of what lies inside an image.

    Attributes:
        colours: float32 (3, 4), an affine map of RGB 0..255; None changes nothing.
        blur: sigma in pixels of the crop; 0 blurs nothing.
        noise: spread in grey levels; 0 adds nothing.
        grain: seed of the noise.
    """

    colours: npt.NDArray[np.float32] | None = None
    blur: float = 0.0
    noise: float = 0.0
    grain: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One look at one image.

    Attributes:
        sample: the image.
        box: what is seen of it.
        degrees: by which the box is turned about its middle, anticlockwise.
        place: row and column of a painted pixel inside the box; its label is never lost.
        tint: what is done to its colours.
    """

    sample: Sample
    box: Box
    degrees: float
    place: tuple[int, int]
    tint: Tint

    def matrix(self, size: tuple[int, int]) -> npt.NDArray[np.float64]:
        """float64 (2, 3): from (row, column, 1) of a pixel of the crop to row and column in the image.

        Whole numbers are the middles of pixels.
        """
        top, left, height, width = self.box
        down, right = height / size[0], width / size[1]
        cosine, sine = 1.0, 0.0
        if self.degrees:
            right = down
            cosine, sine = math.cos(math.radians(self.degrees)), math.sin(math.radians(self.degrees))
        turn = np.array([[down * cosine, down * sine], [-right * sine, right * cosine]])
        middle = np.array([top + height / 2, left + width / 2]) - 0.5
        return np.column_stack([turn, middle - turn @ ((np.array(size) - 1) / 2)])

    def at(self, size: tuple[int, int]) -> tuple[int, int]:
        """Row and column of the crop at which the painted place falls; it may be outside when turned."""
        matrix = self.matrix(size)
        row, column = np.linalg.solve(matrix[:, :2], np.array(self.place) - matrix[:, 2])
        return math.floor(row + 0.5), math.floor(column + 0.5)

    def turned(self, degrees: float, size: tuple[int, int]) -> "View":
        """The same place seen turned; the box is moved as little as the place needs to stay in the crop."""
        view = replace(self, degrees=degrees)
        at = view.at(size)
        inside = tuple(min(max(a, 1), s - 2) for a, s in zip(at, size, strict=True))
        if inside == at:
            return view
        if min(size) < 3:
            return self
        matrix = view.matrix(size)
        missed = np.array(self.place) - matrix @ np.array([*inside, 1.0])
        top, left, height, width = self.box
        return replace(view, box=(top + round(missed[0]), left + round(missed[1]), height, width))


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One training example.

    Attributes:
        view: what it shows.
        pasted: a second look, of which what has the label of its painted place is pasted onto the first; or None.
        mirrored: left to right, at the end.
        flipped: top to bottom, likewise.
    """

    view: View
    pasted: View | None
    mirrored: bool
    flipped: bool


def drawn_tint(recipe: TrainingRecipe, draw: np.random.Generator) -> Tint:
    """Random colour, blur and noise, as strong as a recipe says."""
    colours = _colour_map(draw, recipe.color_jitter) if recipe.color_jitter else None
    blur = draw.uniform(*BLUR) if recipe.blur and draw.random() < recipe.blur else 0.0
    if not recipe.noise:
        return Tint(colours, blur)
    return Tint(colours, blur, NOISE * recipe.noise * draw.random(), int(draw.integers(1 << 62)))


def _colour_map(draw: np.random.Generator, strength: float) -> npt.NDArray[np.float32]:
    """float32 (3, 4): one affine map of RGB 0..255 that changes brightness, contrast and saturation at random."""
    brightness, contrast, saturation = 1.0 + strength * draw.uniform(-1.0, 1.0, 3)
    keep = np.eye(3, dtype=np.float32) * saturation + (1.0 - saturation) * _GREY[None, :]
    turned = (brightness * contrast * keep).astype(np.float32)
    offset = np.full((3, 1), 128.0 * brightness * (1.0 - contrast), dtype=np.float32)
    return np.concatenate([turned, offset], axis=1)
