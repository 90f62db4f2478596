"""Which mask belongs to which picture, where only names and folders tell: sibling folders, or endings of names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from workbench.exchange.source import Source

_MASK_FOLDER = re.compile(
    r"(.*?)[_-]?(masks?|labels?|annot|annotations?|ann|gt|ground_?truth|semantic|seg|segmentations?|targets?|manual)"
    r"(?:[_-]?(?:png|images?|class))?",
    re.IGNORECASE,
)
"""Folders of masks: "masks", "label", "trainannot"; what stands before the word belongs to the picture's folder."""

_PICTURE_FOLDER = re.compile(r"(images?|imgs?|jpegimages|pictures|photos|inputs?|rgb|data)", re.IGNORECASE)

_MASK_ENDING = re.compile(
    r"[_-](?:color|colour|class|rgb|index)?[_-]?"
    r"(?:masks?|labels?|target|gt|annot|seg|segmentation|L|(?:label|instance|train)_?(?:train)?_?ids?)",
    re.IGNORECASE,
)
_PICTURE_ENDING = re.compile(r"[_-](?:image|img|sat|photo|input)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MaskFile:
    """A mask, and the class that its name or folder tells; "" when it tells none."""

    path: Path
    label: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pictures of a source, each with its masks (often none or one), and how many masks have no picture."""

    masks: dict[Path, tuple[MaskFile, ...]]
    lonely: int


def find_pairs(source: Source) -> Pairs:
    """Tell masks from pictures by their folders ("masks", "label") or by the ends of their names ("x_mask.png")."""
    in_folders = {path for path in source.pictures if _is_mask_folder(source, path)}
    stems = {(p.parent, _cut(p.stem, _PICTURE_ENDING)) for p in source.pictures if p not in in_folders}
    masks = in_folders | {
        path
        for path in source.ending(".png", ".bmp", ".tif", ".tiff", ".gif")
        if (base := _cut(path.stem, _MASK_ENDING)) != path.stem and (path.parent, base) in stems
    }
    pictures = {
        _key(source, path, _PICTURE_FOLDER, _PICTURE_ENDING): path for path in source.pictures if path not in masks
    }
    found: dict[Path, list[MaskFile]] = {path: [] for path in pictures.values()}
    lonely = 0
    for path in (path for path in source.pictures if path in masks):
        for key, label in _guesses(_key(source, path, _MASK_FOLDER, _MASK_ENDING)):
            if key in pictures:
                found[pictures[key]].append(MaskFile(path, label))
                break
        else:
            lonely += 1
    return Pairs({path: tuple(masks) for path, masks in found.items()}, lonely)


def _is_mask_folder(source: Source, path: Path) -> bool:
    return any(_MASK_FOLDER.fullmatch(part) for part in path.relative_to(source.root).parts[:-1])


def _cut(stem: str, ending: re.Pattern[str]) -> str:
    """The stem without such an ending."""
    for start in range(1, len(stem)):
        if stem[start] in "_-" and ending.fullmatch(stem, start):
            return stem[:start]
    return stem


def _key(source: Source, path: Path, folder: re.Pattern[str], ending: re.Pattern[str]) -> str:
    """What a picture and its mask share: their folders without the tell-tale words, and their stem."""
    parts = []
    for part in PurePosixPath(source.relative(path)).parts[:-1]:
        known = folder.fullmatch(part)
        rest = known[1] if known and folder is _MASK_FOLDER else "" if known else part
        parts += [rest.casefold()] if rest else []
    return "/".join([*parts, _cut(path.stem, ending)])


def _guesses(key: str) -> Iterator[tuple[str, str]]:
    """The key itself; then, for one file a class, the key without a folder or an end of the name that is the class."""
    yield key, ""
    *folders, stem = key.split("/")
    for place in range(len(folders) - 1, -1, -1):
        yield "/".join([*folders[:place], *folders[place + 1 :], stem]), folders[place]
    for mark in re.finditer(r"[_\-.]", stem):
        yield "/".join([*folders, stem[: mark.start()]]), stem[mark.end() :]
