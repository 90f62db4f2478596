"""The format "images": pictures without masks, a folder of them or a single file."""

from pathlib import Path

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.records import Split
from workbench.exchange.dataset import FoundDataset, FoundImage
from workbench.pixels.image_file import SUFFIXES
from workbench.pixels.image_folder import find_images


def recognise_images(source: Path) -> str | None:
    """Why the source is a picture or holds some; None when it does not."""
    if source.is_file():
        return "it is one picture" if source.suffix.lower() in SUFFIXES else None
    return "it holds pictures" if find_images(source) else None


def read_images(source: Path) -> FoundDataset:
    """The pictures of the source, all of them without masks and without a split."""
    why = recognise_images(source)
    if why is None:
        raise BadInputError(f"There is no picture in {source}.", f"Pictures end in {', '.join(sorted(SUFFIXES))}.")
    if source.is_file():
        paths, folder = [source], source.parent
    else:
        paths, folder = find_images(source), source
    found = tuple(FoundImage(p.relative_to(folder).as_posix(), p, Split.NONE) for p in paths)
    return FoundDataset("images", why, ClassSet(), found)
