"""Read PASCAL VOC folders as VOC itself, CVAT, Datumaro, labelme and this program write them."""

from functools import partial
from pathlib import Path

from workbench.core.errors import BadInputError
from workbench.core.records import Split
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Sure, check_same_size
from workbench.exchange.mask_meaning import MaskMeaning
from workbench.exchange.source import Source
from workbench.exchange.voc_classes import read_meaning
from workbench.exchange.voc_layout import MASKS, PICTURES, find_voc, masks_by_id, pictures_by_id, read_splits
from workbench.pixels.image_file import probe
from workbench.pixels.mask_file import mask_size


def recognise_voc(source: Source) -> Recognised | None:
    """Whether the source is a VOC folder, or has one not far below."""
    folder = find_voc(source.path) if source.path.is_dir() else None
    return None if folder is None else Recognised(Sure.CERTAIN, f"{PICTURES} and {folder.masks.name}")


def read_voc(source: Source) -> FoundDataset:
    """The VOC folder at or below the source: all but the masks is read now, they when they are asked for."""
    folder = find_voc(source.path) if source.path.is_dir() else None
    if folder is None:
        raise BadInputError(
            f"{source.path} is no VOC folder.",
            f"It must hold {PICTURES} with pictures and {MASKS[0]} with masks.",
        )
    pictures, notices = pictures_by_id(folder)
    if not pictures:
        raise BadInputError(f"There is no picture in {folder.root / PICTURES}.", "Put the pictures there.")
    masks = masks_by_id(folder)
    matched = {identity: mask for identity, mask in masks.items() if identity in pictures}
    meaning, source_of_classes = read_meaning(folder.root, matched.values())
    splits = read_splits(folder, pictures)
    notices += splits.notices
    if len(masks) > len(matched):
        notices += (f"{len(masks) - len(matched)} masks in {folder.masks.name} have no picture; they were left out.",)
    images = tuple(
        FoundImage(
            path.relative_to(folder.root / PICTURES).as_posix(),
            path,
            splits.by_id.get(identity, Split.NONE),
            matched.get(identity),
            partial(_load, meaning, path, matched[identity]) if identity in matched else None,
        )
        for identity, path in pictures.items()
    )
    why = f"{PICTURES} and {folder.masks.name}; classes from {source_of_classes}"
    return FoundDataset("voc", why, meaning.classes, images, notices)


def _load(meaning: MaskMeaning, picture: Path, mask: Path) -> FoundMask:
    info = probe(picture)
    check_same_size(picture, (info.width, info.height), mask, mask_size(mask))  # before its pixels take memory
    return meaning.read(mask)
