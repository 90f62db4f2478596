"""Making the folders of a project."""

from pathlib import Path

from workbench.core.errors import StorageError


def make_folder(folder: Path) -> None:
    """Make a folder unless it is there; StorageError when the disk refuses."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {folder} cannot be made: {error.strerror}.", "Free some space, or make its parent writable."
        ) from error
