"""Where things lie in a PASCAL VOC folder: pictures, masks, and the lists of the splits."""

from dataclasses import dataclass
from pathlib import Path

from workbench.core.errors import BadInputError
from workbench.core.records import Split
from workbench.exchange.text_file import read_lines
from workbench.pixels.decoder import file_errors
from workbench.pixels.image_folder import find_images

PICTURES = "JPEGImages"
MASKS = ("SegmentationClass", "SegmentationClassPNG", "SegmentationClassRaw", "SegmentationClassAug")
LISTS = ("ImageSets/Segmentation", "ImageSets/Main")

_DEPTH = 3
"""A VOC folder may lie this deep: download/TrainVal/VOCdevkit/VOC2011."""

_SPLITS = (("test", Split.TEST), ("val", Split.VAL), ("train", Split.TRAIN))
"""Later lists win, so that an image of two lists is never measured on after it was trained on."""

_FURTHER = ("trainval", "default")
"""Lists that name images without telling a split."""


@dataclass(frozen=True, slots=True)
class VocFolder:
    """A folder with pictures and masks in VOC's places."""

    root: Path
    masks: Path


@dataclass(frozen=True, slots=True)
class VocSplits:
    """What the lists tell: the split of each listed id, and what a person should know about them."""

    by_id: dict[str, Split]
    notices: tuple[str, ...]


def find_voc(source: Path) -> VocFolder | None:
    """The VOC folder at or below the source; None when there is none, BadInputError when there are several."""
    level = [source]
    for _ in range(_DEPTH + 1):
        found = [folder for folder in map(_voc_at, level) if folder is not None]
        if len(found) > 1:
            names = ", ".join(str(folder.root.relative_to(source)) for folder in found)
            raise BadInputError(f"{source} holds several VOC folders: {names}.", "Import them one after the other.")
        if found:
            return found[0]
        level = [child for folder in level for child in _subfolders(folder)]
    return None


def pictures_by_id(folder: VocFolder) -> tuple[dict[str, Path], tuple[str, ...]]:
    """The pictures by id (the name without its ending, "/" for folders) in natural order, and notices."""
    home = folder.root / PICTURES
    pictures: dict[str, Path] = {}
    notices: list[str] = []
    for path in find_images(home):
        identity = path.relative_to(home).with_suffix("").as_posix()
        first = pictures.setdefault(identity, path)
        if first is not path:
            notices.append(f"{path.name} was left out: {first.name} has the same id.")
    return pictures, tuple(notices)


def masks_by_id(folder: VocFolder) -> dict[str, Path]:
    """The mask files (PNG) by id."""
    files = (p for p in find_images(folder.masks) if p.suffix.lower() == ".png")
    return {p.relative_to(folder.masks).with_suffix("").as_posix(): p for p in files}


def read_splits(folder: VocFolder, known: dict[str, Path]) -> VocSplits:
    """The lists of ImageSets/Segmentation, or of ImageSets/Main when there are none; missing lists are no error."""
    home = next((p for name in LISTS if (p := folder.root / name).is_dir() and any(p.glob("*.txt"))), None)
    by_id: dict[str, Split] = {}
    notices: list[str] = []
    if home is None:
        return VocSplits(by_id, ())
    twice: set[str] = set()
    for name, split in (*((name, Split.NONE) for name in _FURTHER), *_SPLITS):
        path = home / f"{name}.txt"
        if not path.is_file():
            continue
        ids = [_identity(line, known) for line in read_lines(path) if line]
        missing = sum(identity not in known for identity in ids)
        if missing:
            notices.append(f"{path.name} names {len(ids)} images; {missing} of them have no picture in {PICTURES}.")
        for identity in ids:
            if split is not Split.NONE and by_id.get(identity, Split.NONE) not in {Split.NONE, split}:
                twice.add(identity)
            by_id[identity] = split
    if twice:
        notices.append(f"{len(twice)} images are in two lists; train goes before val, and val before test.")
    return VocSplits({i: split for i, split in by_id.items() if i in known}, tuple(notices))


def _subfolders(folder: Path) -> list[Path]:
    with file_errors(folder):
        return sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))


def _voc_at(folder: Path) -> VocFolder | None:
    if not (folder / PICTURES).is_dir():
        return None
    masks = next((p for name in MASKS if (p := folder / name).is_dir()), None)
    return None if masks is None else VocFolder(folder, masks)


def _identity(line: str, known: dict[str, Path]) -> str:
    """The id on a line of a list; VOC's lists of one class add a number behind it, others an ending, or its folder."""
    if line in known:
        return line
    first = line.split()[0].replace("\\", "/")
    inside = first.rpartition(f"{PICTURES}/")[2]
    return next((name for name in (first, inside) if name in known), inside.rpartition(".")[0] or inside)
