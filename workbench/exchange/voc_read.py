"""Read PASCAL VOC folders as VOC itself, CVAT, Datumaro, labelme and this program write them."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError
from workbench.core.records import Split
from workbench.exchange.dataset import FoundDataset, FoundImage, check_same_size
from workbench.exchange.voc_classes import read_meaning
from workbench.exchange.voc_layout import PICTURES, find_voc, masks_by_id, pictures_by_id, read_splits
from workbench.exchange.voc_masks import MaskMeaning
from workbench.pixels.image_file import probe
from workbench.pixels.mask_file import holds_colors


def recognise_voc(source: Path) -> str | None:
    """Why the source is a VOC folder; None when it is not."""
    folder = find_voc(source) if source.is_dir() else None
    return None if folder is None else f"it holds {PICTURES} and {folder.masks.name}"


def read_voc(source: Path) -> FoundDataset:
    """The VOC folder at or below the source: pictures, splits and classes are read now, masks when they are asked for.

    RGB masks are read once here as well, to count the pixels whose colour has no class.
    """
    folder = find_voc(source)
    if folder is None:
        raise BadInputError(
            f"{source} is no VOC folder.", f"It must hold {PICTURES} with pictures and SegmentationClass with masks."
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
    notices += _unknown_colors(meaning, list(matched.values()))
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
    why = f"it holds {PICTURES} and {folder.masks.name}; classes from {source_of_classes}"
    return FoundDataset("voc", why, meaning.classes, images, notices)


def _load(meaning: MaskMeaning, picture: Path, mask: Path) -> U8:
    classes = meaning.read(mask)
    info = probe(picture)
    check_same_size(picture, (info.width, info.height), mask, classes)
    return classes


def _unknown_colors(meaning: MaskMeaning, masks: list[Path]) -> tuple[str, ...]:
    def count(path: Path) -> int:
        try:
            return meaning.unknown_colors(path) if holds_colors(path) else 0
        except BadInputError:
            return 0  # A damaged mask is refused by name when it is loaded; the others go on.

    with ThreadPoolExecutor(4) as pool:
        counts = [n for n in pool.map(count, masks) if n]
    if not counts:
        return ()
    return (f"{sum(counts):,} pixels in {len(counts)} masks have a colour of no class; they stay unlabelled.",)
