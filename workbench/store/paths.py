"""How the place of a picture is kept: so that a project and its pictures can be moved together.

A picture inside the project folder, or below the folder that the project folder lies in, is kept relative to the
project folder ("images/a.jpg", "../pictures/a.jpg"): moving both together loses nothing. Any other is kept with its
whole path: it is rarely moved along. The project remembers where it lay; when it was moved and a folder beside it was
not, `follow` goes back to where that folder was.
"""

import os
from pathlib import Path

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from workbench.store.schema import images, settings

_PLACE = "folder"
"""Name of the setting that tells where the project lay when it was opened last."""


def stored_path(folder: Path, path: Path) -> str:
    """A picture's absolute path as it is kept."""
    if folder.parent != folder.parent.parent and path.is_relative_to(folder.parent):
        return Path(os.path.relpath(path, folder)).as_posix()
    return str(path)


def real_path(folder: Path, stored: str) -> Path:
    """Where a kept path lies now, absolute."""
    return Path(os.path.normpath(folder / stored)) if stored.startswith("..") else folder / stored


def follow(connection: Connection, folder: Path) -> None:
    """Called when a project is opened: if it was moved alone, pictures beside its old place are kept by whole path."""
    before = connection.scalar(select(settings.c.value).where(settings.c.name == _PLACE))
    if before == str(folder):
        return
    if before is not None:
        rows = connection.execute(select(images.c.id, images.c.path).where(images.c.path.startswith("../"))).all()
        stayed: dict[str, bool] = {}
        for image_id, path in rows:
            beside = os.path.dirname(path)
            if beside not in stayed:
                stayed[beside] = not real_path(folder, beside).is_dir() and real_path(Path(before), beside).is_dir()
            if stayed[beside]:
                old = str(real_path(Path(before), path))
                connection.execute(update(images).where(images.c.id == image_id).values(path=old))
    values = {"name": _PLACE, "value": str(folder)}
    connection.execute(insert(settings).values(values).on_conflict_do_update(set_={"value": str(folder)}))
