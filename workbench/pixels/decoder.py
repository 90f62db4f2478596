"""The one way into Pillow: which formats are opened, how large a picture may be, and how its failures are told."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from workbench.core.errors import BadInputError, MissingError
from workbench.core.largest import LIMIT_VARIABLE, max_pixels

FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF", "PPM")
"""Pillow's names of what is opened; the rest of its plug-ins never see a stranger's file."""

DECODE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    AttributeError,
    struct.error,
    zlib.error,
)
"""What Pillow's decoders raise on damaged files."""

# Our own limit is checked on every open, for all threads; Pillow's would warn at an eighth of it.
Image.MAX_IMAGE_PIXELS = None
# Remarks on odd metadata are of no use to a person: a file either decodes or is refused by name.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Tell failures of the file system as errors of the user's world that name the file or folder."""
    try:
        yield
    except FileNotFoundError as error:
        raise MissingError(f"{path} is not there.", "Put it back, or show where it lies now.") from error
    except IsADirectoryError as error:
        raise BadInputError(f"{path} is a folder, not a file.", "Name a file.") from error
    except PermissionError as error:
        raise BadInputError(f"{path} may not be read.", "Give yourself the right to read it.") from error
    except OSError as error:
        raise BadInputError(
            f"{path} cannot be read: {error.strerror or error}.", "Check the disk, or copy it again."
        ) from error


def read_bytes(path: Path) -> bytes:
    """All bytes of a file; non-ASCII paths are Python's business, not the decoder's."""
    with file_errors(path):
        return path.read_bytes()


@contextmanager
def opened(path: Path, stream: BinaryIO) -> Iterator[Image.Image]:
    """Pillow's image of an open stream of that file, its size checked, its pixels not decoded yet.

    Whatever fails inside the block while decoding is told as a BadInputError that names the file.
    """
    try:
        with Image.open(stream, formats=FORMATS) as image:
            check_size(path, image.width, image.height)
            yield image
    except DECODE_ERRORS as error:
        raise damaged(path, error) from error
    except MemoryError as error:
        raise BadInputError(
            f"The picture {path} does not fit into this machine's memory.", "Shrink it, or close other programs."
        ) from error


def check_size(path: Path, width: int, height: int) -> None:
    """Refuse a picture without pixels or with more of them than the limit."""
    if width < 1 or height < 1:
        raise BadInputError(f"The picture {path} is {width} x {height} pixels.", "Save it again from its source.")
    limit = max_pixels()
    if width * height > limit:
        raise BadInputError(
            f"The picture {path} is {width} x {height} pixels, above the limit of {limit:,} pixels.",
            f"Cut it into pieces, or raise the limit with the environment variable {LIMIT_VARIABLE}.",
        )


def damaged(path: Path, why: object) -> BadInputError:
    """The error for a file that is no picture, or a picture of which a part is missing."""
    text = " ".join(str(why).split()).rstrip(".")
    text = "it is none of the known formats" if "cannot identify" in text else text
    return BadInputError(
        f"{path} is not a picture that can be read whole: {text or type(why).__name__}.",
        "Copy it again from its source, or convert it to PNG or JPEG.",
    )
