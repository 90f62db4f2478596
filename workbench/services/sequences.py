"""Which images belong together (frames of one video, photographs of one walk): told by folders or names, or by hand."""

import os
import re
from collections import Counter
from collections.abc import Collection, Sequence
from enum import StrEnum
from pathlib import PurePosixPath

from workbench.core.errors import BadInputError
from workbench.store.project import Project

LONGEST = 200
"""Characters of a sequence's name that was typed."""

_NUMBERED = re.compile(r"(.+?)(?:[ _.\-]+(?:frame|f)?[ _.\-]*|(?<=[^\d _.\-]))\d+", re.IGNORECASE)
"""A stem, then a number: after a separator (0001TP_006690, 0006R0_f01230) or right behind a letter (walk0012)."""


class Telling(StrEnum):
    """How the sequences of images that come in are told."""

    AUTO = "auto"
    FOLDERS = "folders"
    NAMES = "names"
    NONE = "none"


def tell(names: Sequence[str], how: Telling, known: Collection[str] = ()) -> list[str]:
    """The sequence of each image, "" for those that belong to none.

    By folders, an image's sequence is the folder that it lies in. By names, it is what stands in front of the number
    at the end of its name, with its folder. AUTO goes by folders when the images lie in several. Else it goes by
    names when they begin in several ways: each of these (or one that is known already) with at least two images is a
    sequence. Names that all begin alike (IMG_0001, IMG_0002) tell nothing.

    Args:
        names: of the files, below the folder that is brought in, with forward slashes.
        how: by what.
        known: names of sequences that there are.
    """
    match how:
        case Telling.NONE:
            return [""] * len(names)
        case Telling.FOLDERS:
            return [_folder(name) for name in names]
        case Telling.NAMES:
            return [_stem(name) for name in names]
    folders = [_folder(name) for name in names]
    if len(set(folders)) > 1:
        return folders
    stems = [_stem(name) for name in names]
    counted = Counter(stem for stem in stems if stem)
    several = {stem for stem, count in counted.items() if count > 1} if len(counted) > 1 else set()
    return [stem if stem in several or stem in known else "" for stem in stems]


def tell_again(project: Project, how: Telling) -> None:
    """Tell the sequences of all images of a project anew, also where a hand had changed them; splits stay."""
    places = project.divisions.places()
    if not places:
        return
    paths = [path.as_posix() for path in places.values()]
    top = os.path.commonpath([os.path.dirname(path) for path in paths])
    below = len(top.rstrip("/\\")) + 1
    told = tell([path[below:] for path in paths], how)
    project.divisions.set_sequences(dict(zip(places, told, strict=True)))


def set_by_hand(project: Project, image_ids: Collection[int], name: str) -> None:
    """Let these images belong to the sequence of that name, or with "" to none. Splits that are fixed stay."""
    clean = name.strip()
    if len(clean) > LONGEST or not clean.isprintable():
        raise BadInputError(
            f"A sequence cannot be called {clean[:20]!r}.", f"Use at most {LONGEST} letters, without line breaks."
        )
    project.divisions.set_sequence(image_ids, clean)


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _stem(name: str) -> str:
    path = PurePosixPath(name)
    found = _NUMBERED.fullmatch(path.stem)
    return path.with_name(found[1]).as_posix() if found else ""
