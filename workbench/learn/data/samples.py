"""Images and masks of a job in memory, decoded once, with the places where something is painted."""

import zlib
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import I64, U8
from workbench.core.control import Control
from workbench.core.errors import BadInputError, MissingError, NotEnoughLabelsError
from workbench.core.events import Event, Notice, Progress, Refused
from workbench.core.job import JobClass, JobImage
from workbench.core.mask import UNLABELLED
from workbench.learn.memory import MOST, disk_room, picture_room
from workbench.pixels.image_file import read_rgb
from workbench.pixels.mask_file import read_indexed

STORE = "decoded"
"""Folder, inside a run's, of the pictures for which there was no room in memory; removed at the end of the run."""

PLACES = 4096
"""At most so many painted places an image and a class are remembered as centres of crops."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One image with its mask.

    Attributes:
        source: where both come from.
        scale: factor by which the image was shrunk.
        kept: uint8 (h, w, 3) RGB, shrunk: in memory, or mapped from a file; None for validation, and when there was
            room for it neither here nor there.
        labels: uint8, channel number of each pixel, 255 where it does not count; of the shrunk size (h, w) for training
            and of the mask's own size (H, W) for validation.
        places: by channel, int64 (n, 2) rows and columns of painted pixels, drawn at random when there are many.
        counts: int64 (channels,), painted pixels of each channel.
    """

    source: JobImage
    scale: float
    kept: U8 | None
    labels: U8
    places: dict[int, I64]
    counts: I64

    def image(self) -> U8:
        """uint8 (h, w, 3), RGB, shrunk."""
        return shrink(read_rgb(self.source.image), self.scale) if self.kept is None else self.kept


@dataclass(frozen=True)
class Samples:
    """What a run learns from and is measured on; no image without a painted pixel is among them."""

    train: tuple[Sample, ...]
    val: tuple[Sample, ...]

    @property
    def counts(self) -> I64:
        """int64 (channels,): painted training pixels of each channel."""
        total: I64 = np.sum([sample.counts for sample in self.train], axis=0)
        return total

    @cached_property
    def val_key(self) -> int:
        """A number that another one takes the place of when an image for validation comes, goes, or is painted on."""
        found = 0
        for sample in self.val:
            found = zlib.crc32(
                np.ascontiguousarray(sample.labels).data, zlib.crc32(str(sample.source.id).encode(), found)
            )
        return found

    @property
    def labelled_pixels(self) -> int:
        """Painted pixels, training and validation."""
        return int(sum(int(sample.counts.sum()) for sample in (*self.train, *self.val)))


def shrink(image: U8, scale: float) -> U8:
    """The image uint8 (H, W, 3) or mask uint8 (H, W) at that scale (at most 1): images by area, masks by nearest."""
    if scale == 1.0:
        return image
    size = scaled_size(image.shape[0], image.shape[1], scale)
    method = cv2.INTER_AREA if image.ndim == 3 else cv2.INTER_NEAREST_EXACT
    return np.asarray(cv2.resize(image, size[::-1], interpolation=method), dtype=np.uint8)


def scaled_size(height: int, width: int, scale: float) -> tuple[int, int]:
    """(height, width) at that scale: rounded, at least one pixel."""
    return max(1, round(height * scale)), max(1, round(width * scale))


def channel_table(classes: Sequence[JobClass]) -> U8:
    """uint8 (256,): the channel of each class index; 255 for unlabelled and for classes outside the job."""
    table = np.full(256, UNLABELLED, dtype=np.uint8)
    for channel, known in enumerate(classes):
        table[known.index] = channel
    return table


def read_samples(
    images: Sequence[JobImage],
    classes: Sequence[JobClass],
    scale: float,
    control: Control,
    store: Path | None = None,
    memory: int = 0,
) -> Generator[Event, None, Samples]:
    """Decode a training job's images, each once; yields progress and refusals, and returns the samples.

    Pictures stay in memory up to `memory` bytes (0: a share of what is free), then in files in the folder `store`, if
    there is one; those beyond are decoded again at each use. An image that cannot be read is refused and left out; a
    mask of another size than its image ends the run.
    """
    table = channel_table(classes)
    train: list[Sample] = []
    val: list[Sample] = []
    pictures = _Pictures(store, memory)
    for done, source in enumerate(images):
        control.check()
        yield Progress("reading images", done, len(images))
        try:
            sample = _read(source, table, len(classes), scale, pictures)
        except (BadInputError, MissingError) as error:
            if isinstance(error, SizeMismatchError):
                raise
            yield Refused(source.image.name, error.message, error.cure)
            continue
        if sample.counts.any():
            (val if source.split == "val" else train).append(sample)
    yield Progress("reading images", len(images), len(images))
    if pictures.words:
        yield Notice(pictures.words)
    _require_labels(len(images), train, val)
    return Samples(tuple(train), tuple(val))


class SizeMismatchError(BadInputError):
    """A mask is not of the size of its image."""


def read_labels(source: JobImage, height: int, width: int) -> U8:
    """The raw mask uint8 (H, W) of an image of that size; refused when it has another size, or there is none."""
    if source.mask is None:
        raise BadInputError(f"{source.image.name} comes without a mask.", "Give a mask file, or leave the image out.")
    raw = read_indexed(source.mask)
    if raw.shape != (height, width):
        raise SizeMismatchError(
            f"The mask {source.mask} is {raw.shape[1]}x{raw.shape[0]} pixels and its image {source.image} "
            f"{width}x{height}.",
            "Put the image back that the mask was painted on, or clear the mask.",
        )
    return raw


class _Pictures:
    """Keeps decoded pictures where there is room.

    Attributes:
        words: where they went, if not into memory alone.
    """

    def __init__(self, store: Path | None, memory: int) -> None:
        self._memory = min(memory or MOST, picture_room())
        self._store = store
        self._disk: int | None = None
        self.words = ""

    def keep(self, number: int, picture: U8) -> U8 | None:
        """The same pixels, in memory or mapped from a file; None where there is no room."""
        if picture.nbytes <= self._memory:
            self._memory -= picture.nbytes
            return picture
        if self._store is None:
            return None
        try:
            return self._mapped(self._store, number, picture)
        except OSError:
            self._disk = 0
            return None

    def _mapped(self, store: Path, number: int, picture: U8) -> U8 | None:
        if self._disk is None:
            store.mkdir(parents=True, exist_ok=True)
            self._disk = disk_room(store)
            self.words = "Not all pictures fit into the memory: the rest is kept on disk while the run lasts."
        if picture.nbytes > self._disk:
            self.words = "Neither memory nor disk holds all pictures: some are decoded at each use, which is slower."
            return None
        self._disk -= picture.nbytes
        path = store / f"{number}.npy"
        np.save(path, picture)
        found: U8 = np.asarray(np.load(path, mmap_mode="r"))
        return found


def _read(source: JobImage, table: U8, channels: int, scale: float, pictures: _Pictures) -> Sample:
    whole = read_rgb(source.image)
    labels: U8 = table[read_labels(source, whole.shape[0], whole.shape[1])]
    if source.split == "val":
        # Measured as any other image is predicted: from the file.
        return Sample(source, scale, None, labels, {}, _counts(labels, channels))
    labels, image = shrink(labels, scale), shrink(whole, scale)
    counts = _counts(labels, channels)
    kept = pictures.keep(source.id, image) if counts.any() else None
    return Sample(source, scale, kept, labels, _places(labels, channels, source.id), counts)


def _counts(labels: U8, channels: int) -> I64:
    return np.bincount(labels.ravel(), minlength=256)[:channels].astype(np.int64)


def _places(labels: U8, channels: int, seed: int) -> dict[int, I64]:
    draw = np.random.default_rng(seed)
    flat = labels.ravel()
    found: dict[int, I64] = {}
    for channel in np.unique(flat[flat < channels]):
        where = np.flatnonzero(flat == channel)
        if where.size > PLACES:
            where = draw.choice(where, PLACES, replace=False)
        found[int(channel)] = np.stack(np.unravel_index(where, labels.shape), axis=1).astype(np.int64)
    return found


def _require_labels(given: int, train: list[Sample], val: list[Sample]) -> None:
    cure = "Paint a few strokes of each class on at least two images, then train again."
    if not train and not val:
        raise NotEnoughLabelsError(f"None of the {given} images has a labelled pixel of the chosen classes.", cure)
    if not train:
        raise NotEnoughLabelsError("All labelled images are kept for validation; none is left to learn from.", cure)
    if len(train) + len(val) < 2:
        raise NotEnoughLabelsError("Only one image has labelled pixels.", cure)
