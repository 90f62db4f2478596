"""The folders that a project takes its pictures from: nothing is ever written there."""

from pathlib import Path

from workbench.core.errors import BadInputError
from workbench.core.listing import ImageQuery
from workbench.store.project import Project


def source_folder(project: Project, folder: Path) -> Path | None:
    """The folder of pictures that `folder` is, or lies in, one inside the project left out; None when there is none."""
    place = folder.expanduser().resolve()
    above = {place, *place.parents}
    for image in project.each(ImageQuery()):
        pictures = image.path.parent
        if pictures in above and (pictures.is_relative_to(project.folder) or not place.is_relative_to(project.folder)):
            return pictures
    return None


def check_apart(project: Project, folder: Path) -> None:
    """Refuse a folder for what is written when it is, or lies in, one of the project's pictures."""
    pictures = source_folder(project, folder)
    if pictures is not None:
        raise BadInputError(
            f"{folder} lies among the pictures of the project, in {pictures}; nothing was written. What lies there is "
            "taken for pictures the next time that folder comes in.",
            "Choose a folder elsewhere.",
        )
