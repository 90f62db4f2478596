"""Pictures that were exchanged for others of another size: where nobody has painted, the new one is taken."""

from workbench.core.errors import WorkbenchError
from workbench.core.records import ImageRecord
from workbench.pixels.image_file import probe, sha256
from workbench.store.project import Project


def with_present_size(project: Project, image: ImageRecord) -> ImageRecord:
    """The image as it is; where its picture has another size now and nobody has painted on it, with that size.

    A picture that cannot be read is left to whoever opens it.
    """
    if project.mask_revision(image.id):
        return image
    try:
        info = probe(image.path)
        if (info.width, info.height) == (image.width, image.height):
            return image
        digest = sha256(image.path)
    except WorkbenchError:
        return image
    project.take_picture(image.id, info.width, info.height, digest)
    return project.image(image.id)
