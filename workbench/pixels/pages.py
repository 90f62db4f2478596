"""TIFF files of several pages: how many there are, and each page as a picture file of its own."""

import io
from pathlib import Path

from PIL import Image

from workbench.core.errors import BadInputError, WorkbenchError
from workbench.pixels.decoder import check_size, file_errors, opened

MOST_PAGES = 10_000

_SUFFIXES = {".tif", ".tiff"}
_KEPT = {"1", "L", "LA", "RGB", "RGBA", "P", "I;16"}
"""Modes that a PNG holds as they are."""


def count_pages(path: Path) -> int:
    """How many pages a TIFF has; 1 for all other files, and for those that cannot be read (they are told later)."""
    if path.suffix.lower() not in _SUFFIXES:
        return 1
    try:
        with file_errors(path), open(path, "rb") as stream, opened(path, stream) as image:
            pages = int(getattr(image, "n_frames", 1))
    except WorkbenchError:
        return 1
    if pages > MOST_PAGES:
        raise BadInputError(f"{path} has {pages} pages; {MOST_PAGES} is the most that is read.", "Divide it.")
    return pages


def page_png(path: Path, page: int) -> bytes:
    """One page (from 0) as a PNG file without loss; the same page always gives the same bytes."""
    with file_errors(path), open(path, "rb") as stream, opened(path, stream) as image:
        image.seek(page)
        check_size(path, image.width, image.height)
        image.load()
        kept = _kept(path, image)
        file = io.BytesIO()
        kept.save(file, "PNG", compress_level=3)
    return file.getvalue()


def _kept(path: Path, image: Image.Image) -> Image.Image:
    if image.mode in _KEPT:
        return image
    if image.mode.startswith("I;16") or image.mode == "I":
        low, high = image.getextrema()
        if low < 0 or high > 65535:  # type: ignore[operator]
            raise BadInputError(f"A page of {path} has values beyond 16 bits.", "Save it with 16 bits.")
        return image.convert("I").convert("I;16")
    if image.mode == "F":
        raise BadInputError(f"A page of {path} holds fractions.", "Save it with 8 or 16 bits.")
    return image.convert("RGB")
