"""Random crops that hold painted pixels: chosen, magnified, mirrored, recoloured; the same for the same seed."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from workbench.core.arrays import U8
from workbench.core.mask import UNLABELLED
from workbench.core.recipe import TrainingRecipe
from workbench.learn.inputs import MEAN_COLOR
from workbench.learn.samples import Sample

_GREY = np.array([0.299, 0.587, 0.114], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Crop:
    """One training example: image uint8 (h, w, 3) RGB and labels uint8 (h, w), 255 where nothing counts."""

    image: U8
    labels: U8


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
        draw = np.random.default_rng((self._recipe.seed, number))
        sample, row, column = self._centre(draw)
        scale = float(np.exp(draw.uniform(np.log(self._recipe.scale_min), np.log(self._recipe.scale_max))))
        top, height = _span(draw, row, self.size[0], sample.labels.shape[0], scale)
        left, width = _span(draw, column, self.size[1], sample.labels.shape[1], scale)
        recolour = _colour_map(draw, self._recipe.color_jitter)
        mirror = self._recipe.flip and draw.random() < 0.5
        image, labels = _cut(sample, (top, left, height, width), self.size, recolour)
        if labels[labels != UNLABELLED].size == 0:
            # Shrinking can skip a thin stroke; the painted place itself is then put where it falls.
            at = (int((row - top) * self.size[0] / height), int((column - left) * self.size[1] / width))
            labels[at] = sample.labels[row, column]
        if mirror:
            image, labels = image[:, ::-1], labels[:, ::-1]
        return Crop(image, labels)

    def _centre(self, draw: np.random.Generator) -> tuple[Sample, int, int]:
        """A painted place: of a class drawn evenly (as often as class_balance says), or of an image drawn evenly."""
        if draw.random() < self._recipe.class_balance:
            channel = list(self._by_class)[draw.integers(len(self._by_class))]
            having = self._by_class[channel]
            sample = having[draw.integers(len(having))]
        else:
            sample = self._samples[draw.integers(len(self._samples))]
            present = list(sample.places)
            shares = sample.counts[present] / sample.counts[present].sum()
            channel = present[draw.choice(len(present), p=shares)]
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


def _cut(
    sample: Sample, box: tuple[int, int, int, int], size: tuple[int, int], recolour: npt.NDArray[np.float32]
) -> tuple[U8, U8]:
    """Image and labels inside a box (top, left, height, width) brought to `size`; outside the image mean and void."""
    top, left, height, width = box
    whole = sample.image()
    up, down = max(0, top), min(whole.shape[0], top + height)
    near, far = max(0, left), min(whole.shape[1], left + width)
    to_row, to_column = size[0] / height, size[1] / width
    into = np.s_[
        round((up - top) * to_row) : max(round((down - top) * to_row), round((up - top) * to_row) + 1),
        round((near - left) * to_column) : max(round((far - left) * to_column), round((near - left) * to_column) + 1),
    ]
    image = np.full((*size, 3), MEAN_COLOR, dtype=np.uint8)
    labels = np.full(size, UNLABELLED, dtype=np.uint8)
    room = labels[into].shape[::-1]
    smaller = to_row < 1
    part = cv2.resize(whole[up:down, near:far], room, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
    image[into] = cv2.transform(part, recolour)
    labels[into] = cv2.resize(sample.labels[up:down, near:far], room, interpolation=cv2.INTER_NEAREST_EXACT)
    return image, labels


def _colour_map(draw: np.random.Generator, strength: float) -> npt.NDArray[np.float32]:
    """float32 (3, 4): one affine map of RGB 0..255 that changes brightness, contrast and saturation at random."""
    brightness, contrast, saturation = 1.0 + strength * draw.uniform(-1.0, 1.0, 3)
    keep = np.eye(3, dtype=np.float32) * saturation + (1.0 - saturation) * _GREY[None, :]
    turned = (brightness * contrast * keep).astype(np.float32)
    offset = np.full((3, 1), 128.0 * brightness * (1.0 - contrast), dtype=np.float32)
    return np.concatenate([turned, offset], axis=1)
