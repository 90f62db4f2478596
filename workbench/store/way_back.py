"""What a folder still holds of a project whose file is gone or torn, and how to come back to it."""

from pathlib import Path

from workbench.core.backups import backup_of
from workbench.core.errors import BadInputError, MissingError
from workbench.store.copying import FOLDER


def no_file(folder: Path) -> MissingError:
    """The refusal of a folder without a project file: there never was one, or it is lost."""
    remains = _remains(folder)
    if remains:
        return MissingError(f"The project file of {folder} is gone, but {remains}.", _cure(folder))
    return MissingError(f"There is no project in {folder}.", f"Make one: File, New project; or: workbench new {folder}")


def not_empty(folder: Path) -> BadInputError:
    """The refusal to make a project in a folder that holds something, which may be a project without its file."""
    remains = _remains(folder)
    if remains:
        return BadInputError(f"{folder} held a project: its file is gone, but {remains}.", _cure(folder))
    return BadInputError(f"{folder} is not an empty folder.", "Choose a new folder for the project.")


def not_ours(path: Path) -> BadInputError:
    """The refusal of a file that does not begin as ours: of another program, or torn where backups tell that it was."""
    remains = _remains(path.parent)
    if remains:
        return BadInputError(f"{path} is damaged, but {remains}. Nothing was changed.", _cure(path.parent))
    return BadInputError(f"{path} is not a project of this program. Nothing was changed.", "Choose a project folder.")


def _remains(folder: Path) -> str:
    """What there is to come back from, in words; "" when there is nothing."""
    backups = sum(backup_of(path, 0) is not None for path in (folder / FOLDER).glob("*.sqlite3"))
    if backups:
        return f"{backups} backup{' of it is' if backups == 1 else 's of it are'} here"
    if any(path.stem.isdecimal() for path in (folder / "masks").glob("*.png")):
        return "its masks are here"
    return ""


def _cure(folder: Path) -> str:
    return (
        f"Bring back a backup: File, Restore a backup; or: workbench restore {folder}. To rebuild it from the newest "
        f"one and from the masks, which may be newer: workbench recover {folder}"
    )
