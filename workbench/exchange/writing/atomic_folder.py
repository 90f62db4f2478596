"""A folder that appears complete or not at all."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from workbench.core.errors import BadInputError, StorageError
from workbench.core.whole_file import flush_folder
from workbench.exchange.writing.leftovers import held, hidden_name, remove_leftovers


@contextmanager
def new_folder(dest: Path) -> Iterator[Path]:
    """Give a hidden folder beside `dest` to fill; it takes dest's name when the block ends.

    By then all files and the names of all folders are flushed to the disk: what has its name survives a power cut.
    Missing parents are made. When the block fails, is interrupted or its generator is closed, nothing is left. A dest
    that holds anything is refused before the block runs. What a killed process has left of dest is removed first.
    """
    dest = dest.expanduser().absolute()
    _check_free(dest)
    partial = hidden_name(dest)
    made: list[Path] = []
    try:
        _make_parents(dest.parent, made)
        remove_leftovers(dest)
        partial.mkdir()
        with held(partial):
            yield partial
            _flush(partial)
            _check_free(dest)
            if dest.exists():
                dest.rmdir()  # Windows does not rename over an empty folder.
            os.rename(partial, dest)
        partial = dest
        for parent in {folder.parent for folder in (dest, *made)}:
            flush_folder(parent)
    except OSError as error:
        _remove(partial, made)
        raise StorageError(
            f"The folder {dest} could not be written: {error.strerror or error}. Nothing was left of it.",
            "Free some space, or choose a folder that may be written.",
        ) from error
    except BaseException:
        _remove(partial, made)
        raise


@contextmanager
def passing_folder(beside: Path) -> Iterator[Path]:
    """Give a hidden folder beside `beside` that is removed when the block ends, however it does."""
    folder = hidden_name(beside.expanduser().absolute())
    try:
        remove_leftovers(beside)
        folder.mkdir()
        with held(folder):
            yield folder
    except OSError as error:
        raise StorageError(
            f"There is no room for a passing folder in {folder.parent}: {error.strerror or error}.",
            "Free some space, or make that folder writable.",
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_free(dest: Path) -> None:
    cure = "Choose a folder that does not exist yet, or an empty one."
    try:
        if dest.is_dir():
            if any(dest.iterdir()):
                raise BadInputError(f"The folder {dest} is not empty; nothing was written.", cure)
        elif dest.exists():
            raise BadInputError(f"{dest} is a file; nothing was written.", cure)
    except OSError as error:
        raise StorageError(f"The folder {dest} cannot be read: {error.strerror or error}.", cure) from error


def _make_parents(folder: Path, made: list[Path]) -> None:
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        made.append(path)


def _remove(partial: Path, made: list[Path]) -> None:
    shutil.rmtree(partial, ignore_errors=True)
    for path in reversed(made):
        if any(path.iterdir()):
            return
        path.rmdir()


def _flush(folder: Path) -> None:
    """Flush every file to the disk, several at a time so that the file system can join its commits; then the names."""
    found = list(os.walk(folder))
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(_flush_file, [Path(root, name) for root, _, names in found for name in names]):
            pass
    for root, _, _ in found:
        flush_folder(Path(root))


def _flush_file(path: Path) -> None:
    with open(path, "r+b") as file:
        os.fsync(file.fileno())
