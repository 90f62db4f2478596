"""Random crops that hold painted pixels: chosen, magnified, turned, mirrored; the same for the same seed."""

import numpy as np

from workbench.core.recipe import TrainingRecipe
from workbench.learn.data.cutting import Crop, cut_out
from workbench.learn.data.plans import Plan, View, drawn_tint
from workbench.learn.data.samples import Sample


class CropMaker:
    """Plans and makes crop number 0, 1, 2, ... of a run; any thread may ask for any number.

    Attributes:
        size: (height, width) of every crop: the recipe's, or less where no image is that large.
    """

    def __init__(self, samples: tuple[Sample, ...], recipe: TrainingRecipe) -> None:
        self._samples = samples
        self._recipe = recipe
        self._by_class: dict[int, list[Sample]] = {}
        for sample in samples:
            for channel in sample.places:
                self._by_class.setdefault(channel, []).append(sample)
        tallest = max(sample.labels.shape[0] for sample in samples)
        widest = max(sample.labels.shape[1] for sample in samples)
        self.size = min(tallest, recipe.crop_size), min(widest, recipe.crop_size)

    def make(self, number: int) -> Crop:
        """The crop of that number; it holds at least one painted pixel."""
        return cut_out(self.plan(number), self.size)

    def plan(self, number: int) -> Plan:
        """What the crop of that number shows; the same for the same seed."""
        recipe, draw = self._recipe, np.random.default_rng((self._recipe.seed, number))
        view = self._view(draw, *self._centre(draw), turned=bool(recipe.rotation))
        pasted = None
        if recipe.copy_paste and draw.random() < recipe.copy_paste:
            # Source: G. Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method", CVPR 2021.
            pasted = self._view(draw, *self._place_of_class(draw), turned=False)
        mirrored = recipe.flip and draw.random() < 0.5
        flipped = recipe.flip_vertical and draw.random() < 0.5
        return Plan(view, pasted, mirrored, flipped)

    def _view(self, draw: np.random.Generator, sample: Sample, row: int, column: int, *, turned: bool) -> View:
        """A look at a painted place, randomly magnified, turned and recoloured."""
        scale = float(np.exp(draw.uniform(np.log(self._recipe.scale_min), np.log(self._recipe.scale_max))))
        top, height = _span(draw, row, self.size[0], sample.labels.shape[0], scale)
        left, width = _span(draw, column, self.size[1], sample.labels.shape[1], scale)
        degrees = draw.uniform(-self._recipe.rotation, self._recipe.rotation) if turned else 0.0
        tint = drawn_tint(self._recipe, draw)
        straight = View(sample, (top, left, height, width), 0.0, (row, column), tint)
        return straight.turned(degrees, self.size) if degrees else straight

    def _centre(self, draw: np.random.Generator) -> tuple[Sample, int, int]:
        """A painted place: of a class drawn evenly (as often as class_balance says), or of an image drawn evenly."""
        if draw.random() < self._recipe.class_balance:
            return self._place_of_class(draw)
        sample = self._samples[draw.integers(len(self._samples))]
        present = list(sample.places)
        shares = sample.counts[present] / sample.counts[present].sum()
        return self._place(draw, sample, present[draw.choice(len(present), p=shares)])

    def _place_of_class(self, draw: np.random.Generator) -> tuple[Sample, int, int]:
        channel = list(self._by_class)[draw.integers(len(self._by_class))]
        having = self._by_class[channel]
        return self._place(draw, having[draw.integers(len(having))], channel)

    def _place(self, draw: np.random.Generator, sample: Sample, channel: int) -> tuple[Sample, int, int]:
        row, column = sample.places[channel][draw.integers(len(sample.places[channel]))]
        return sample, int(row), int(column)


def _span(draw: np.random.Generator, place: int, size: int, whole: int, scale: float) -> tuple[int, int]:
    """(start, length) along one axis of the source pixels that a crop shows; `place` lies inside.

    The span stays inside the image where it can; where it is longer than the image, the image lies inside it.
    """
    length = max(1, round(size / scale))
    low, high = place - length + 1, place
    inside_low, inside_high = sorted((0, whole - length))
    low, high = max(low, inside_low), min(high, inside_high)
    return int(draw.integers(low, high + 1)), length
