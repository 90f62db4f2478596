"""NumPy files with the arrays `image` and `mask`, one an image, as this program writes them, and classes.json."""

import io
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.mask import MAX_CLASSES, UNLABELLED
from workbench.exchange.classes_file import CLASSES_FILE, read_classes_file
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Sure, check_same_size
from workbench.exchange.mask_values import numbers_of
from workbench.exchange.parsing.npz_file import array_names, array_shape, read_array
from workbench.exchange.readers.refused import refused_image
from workbench.exchange.source import Source, plain_name, split_of_folder

IMAGE, MASK = "image", "mask"

_FEW = 3
"""Files that are looked at to tell what all are."""


def recognise(source: Source) -> Recognised | None:
    """Whether the first of the .npz files hold a picture and a mask."""
    for path in list(source.ending(".npz"))[:_FEW]:
        try:
            if {IMAGE, MASK} <= set(array_names(path)):
                return Recognised(Sure.CERTAIN, f"arrays called {IMAGE} and {MASK} in {source.relative(path)}")
        except WorkbenchError:
            continue  # Refused by name when it is read; the others tell.
    return None


def read(source: Source) -> FoundDataset:
    """The images of all .npz files; their pictures become files when they come in."""
    paths = list(source.ending(".npz"))
    if not paths:
        raise BadInputError(f"There is no .npz file in {source.path}.", f"Each holds {IMAGE} and {MASK}.")
    listed = source.called(CLASSES_FILE)
    classes = read_classes_file(listed) if listed else _by_values(source, paths)
    images = []
    for path in paths:
        try:
            with_mask = MASK in array_names(path)
            array_shape(path, IMAGE)
        except WorkbenchError as error:
            images.append(refused_image(source, path, error))
            continue
        name = source.relative(path)
        load = partial(_load, classes, path) if with_mask else None
        picture = PurePosixPath(plain_name(name)).with_suffix(".png").as_posix()
        images.append(FoundImage(picture, path, split_of_folder(name), path, load, partial(_picture, path)))
    why = f"arrays called {IMAGE} and {MASK}; classes from {CLASSES_FILE if listed else 'their values'}"
    return FoundDataset("npz", why, classes, tuple(images))


def _by_values(source: Source, paths: list[Path]) -> ClassSet:
    values: set[int] = set()
    for path in paths:
        try:
            values |= set(np.unique(read_array(path, MASK)).tolist())
        except WorkbenchError:
            continue  # Refused by name when it is loaded; the others go on.
    classes = ClassSet()
    for value in sorted(values - {UNLABELLED}):
        if value >= MAX_CLASSES:
            raise BadInputError(f"The masks of {source.path} hold {value}, which no class can have.", "Renumber them.")
        classes = classes.with_added(f"class {value}", index=value)
    return classes


def _load(classes: ClassSet, path: Path) -> FoundMask:
    height, width = array_shape(path, IMAGE)[:2]
    mask_height, mask_width = array_shape(path, MASK)[:2]
    check_same_size(path, (width, height), MASK, (mask_width, mask_height))
    values = read_array(path, MASK)
    if values.ndim != 2:
        raise BadInputError(f"The mask in {path} has {values.ndim} axes.", "It must be uint8 (H, W).")
    return FoundMask(numbers_of(values, {c.index: c.index for c in classes} | {UNLABELLED: UNLABELLED}, path))


def _picture(path: Path) -> bytes:
    """The picture as a PNG file; the same array always gives the same bytes."""
    pixels = read_array(path, IMAGE)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()
