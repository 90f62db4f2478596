"""Random crops that hold painted pixels: chosen, magnified, turned, mirrored; the same for the same seed."""

import numpy as np

from workbench.core.mask import UNLABELLED
from workbench.core.recipe import TrainingRecipe
from workbench.learn.cutting import Box, Crop, cut, cut_turned, recolouring
from workbench.learn.samples import Sample


class CropMaker:
    """Makes crop number 0, 1, 2, ... of a run; any thread may ask for any number.

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
        recipe, draw = self._recipe, np.random.default_rng((self._recipe.seed, number))
        sample, row, column = self._centre(draw)
        box = self._box(draw, sample, row, column)
        degrees = draw.uniform(-recipe.rotation, recipe.rotation) if recipe.rotation else 0.0
        picture, recolour = sample.image(), recolouring(recipe, draw)
        crop = cut_turned(picture, sample.labels, box, self.size, recolour, degrees) if degrees else None
        if crop is None or (crop.labels == UNLABELLED).all():
            # Turning can move the painted place out of the crop.
            crop = cut(picture, sample.labels, box, self.size, recolour)
        image, labels = crop.image, crop.labels
        if (labels == UNLABELLED).all():
            # Shrinking can skip a thin stroke; the painted place itself is then put where it falls.
            at = (int((row - box[0]) * self.size[0] / box[2]), int((column - box[1]) * self.size[1] / box[3]))
            labels[at] = sample.labels[row, column]
        if recipe.copy_paste and draw.random() < recipe.copy_paste:
            self._paste(draw, crop)
        if recipe.flip and draw.random() < 0.5:
            image, labels = image[:, ::-1], labels[:, ::-1]
        if recipe.flip_vertical and draw.random() < 0.5:
            image, labels = image[::-1], labels[::-1]
        return Crop(image, labels)

    def _box(self, draw: np.random.Generator, sample: Sample, row: int, column: int) -> Box:
        """A box round a painted place, randomly magnified."""
        scale = float(np.exp(draw.uniform(np.log(self._recipe.scale_min), np.log(self._recipe.scale_max))))
        top, height = _span(draw, row, self.size[0], sample.labels.shape[0], scale)
        left, width = _span(draw, column, self.size[1], sample.labels.shape[1], scale)
        return top, left, height, width

    def _paste(self, draw: np.random.Generator, onto: Crop) -> None:
        """Paste what is painted with one class, drawn evenly, from a crop of another place; in place.

        Source: G. Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method", CVPR 2021.
        """
        sample, row, column = self._place_of_class(draw)
        channel = sample.labels[row, column]
        box = self._box(draw, sample, row, column)
        given = cut(sample.image(), sample.labels, box, self.size, recolouring(self._recipe, draw))
        pasted = given.labels == channel
        onto.image[pasted], onto.labels[pasted] = given.image[pasted], channel

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
