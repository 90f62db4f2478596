"""The part of a proof that formats with a reader of our own share: the dataset that was read, against the items."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from workbench.core.classes import ClassSet
from workbench.exchange.dataset import FoundDataset, FoundImage
from workbench.exchange.writing.writer import DifferenceError, Item


def images_by_id(
    found: FoundDataset, classes: ClassSet, items: Sequence[Item], splits: bool = True
) -> dict[str, FoundImage]:
    """The images that were read, by id.

    DifferenceError unless classes, images and, where the format has them, splits are those that were to be written.
    """
    if found.classes != classes:
        raise DifferenceError("its classes are others")
    by_id = {PurePosixPath(image.name).stem: image for image in found.images}
    if by_id.keys() != {item.id for item in items}:
        raise DifferenceError(f"it holds {len(by_id)} pictures, not {len(items)}")
    for item in items:
        if splits and by_id[item.id].split is not item.split:
            raise DifferenceError(f"{item.name} is of another split")
    return by_id
