"""A file that appears complete or not at all: written beside its place, flushed, renamed, and its folder flushed.

Source: T. Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, section 4: the order that survives a
power cut on every file system that they looked at.
"""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from workbench.core.errors import StorageError

SUFFIX = ".partial"
"""Of the hidden file that is written beside the place. One that lies about is what a killed program left."""


@contextlib.contextmanager
def whole_file(path: Path, what: str, cure: str, *, durable: bool = True) -> Iterator[BinaryIO]:
    """Give a file to fill; it takes the place of `path` when the block ends, and leaves nothing when that fails.

    A link at `path` is replaced and never followed.

    Args:
        path: where the file is to be; its folder must be there. What lies there stays until the new file is whole.
        what: the file in words, for the error: "The mask".
        cure: what the person can do when the disk refuses.
        durable: flush the bytes and the name to the disk, so that they survive a power cut.

    Raises:
        StorageError: the disk refused. What was at `path` is kept; only when the message says that the file is written
            and not yet safe has the new one taken its place.
    """
    with told(path, what, cure):
        partial = partial_of(path)
        try:
            partial.unlink(missing_ok=True)
            with open(partial, "xb") as file:  # a link in its place would lead elsewhere
                yield file
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(partial, path)
        except BaseException:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise
    if durable:
        with unsure(f"{what} {path} is written"):
            flush_folder(path.parent)


@contextlib.contextmanager
def unsure(done: str) -> Iterator[None]:
    """While inside, a refusal of the disk is told as a StorageError: the deed is done, but a power cut may undo it."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{done}, but the disk does not say that it is safe: {error.strerror or error}. A power cut could undo it.",
            "Check the disk and its connection, then do it once more.",
        ) from error


@contextlib.contextmanager
def told(path: Path, what: str, cure: str) -> Iterator[None]:
    """While inside, a refusal of the disk is told as a StorageError that names the file and the cure."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"{what} {path} could not be written: {error.strerror or error}.", cure) from error


def partial_of(path: Path) -> Path:
    """Where a file is written until it is whole: beside its place, and for this thread alone."""
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}{SUFFIX}")


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system has a call for it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
