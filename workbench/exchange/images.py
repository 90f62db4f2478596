"""The format "images": pictures without masks, a folder of them or a single file; each page of a TIFF is one."""

from functools import partial
from pathlib import Path

from workbench.core.classes import ClassSet
from workbench.core.counting import counted
from workbench.core.errors import BadInputError
from workbench.core.records import Split
from workbench.exchange.dataset import FoundDataset, FoundImage, Recognised, Sure
from workbench.exchange.source import Source
from workbench.pixels.image_file import SUFFIXES
from workbench.pixels.pages import count_pages, page_png

_DOCUMENTS = (".json", ".xml", ".yaml", ".yml", ".txt", ".csv")


def recognise_images(source: Source) -> Recognised | None:
    """Whether the source is a picture or holds some."""
    if source.path.is_file():
        return Recognised(Sure.PERHAPS, "one picture") if source.path.suffix.lower() in SUFFIXES else None
    return Recognised(Sure.PERHAPS, "pictures") if source.pictures else None


def read_images(source: Source) -> FoundDataset:
    """The pictures of the source, all of them without masks and without a split."""
    recognised = recognise_images(source)
    if recognised is None:
        raise BadInputError(f"There is no picture in {source.path}.", f"Pictures end in {', '.join(sorted(SUFFIXES))}.")
    paths = [source.path] if source.path.is_file() else source.pictures
    found = tuple(image for path in paths for image in _pictures(source, path))
    several = len(found) - len(paths)
    notices = (
        (f"Files of several pages have {several} pages more than the first; each is an image.",) if several else ()
    )
    return FoundDataset("images", recognised.why, ClassSet(), found, notices + _unread(source))


def _unread(source: Source) -> tuple[str, ...]:
    """What is to be told of documents beside the pictures, in which somebody may expect masks."""
    unread = [] if source.path.is_file() else list(source.ending(*_DOCUMENTS))
    if not unread:
        return ()
    some = ", ".join(source.relative(path) for path in unread[:3]) + (" ..." if len(unread) > 3 else "")
    return (f"Not read, for they hold no masks of a known kind: {counted(len(unread), 'document')} ({some}).",)


def _pictures(source: Source, path: Path) -> list[FoundImage]:
    """One image a page; a file of one page is the image itself."""
    name = source.relative(path)
    pages = count_pages(path)
    if pages == 1:
        return [FoundImage(name, path, Split.NONE)]
    stem, digits = name.rpartition(".")[0], len(str(pages))
    return [
        FoundImage(f"{stem}-page-{page + 1:0{digits}}.png", path, Split.NONE, data=partial(page_png, path, page))
        for page in range(pages)
    ]
