"""The plain copies of masks, `masks/ID.png`: what the trainer reads, and what any program can open."""

from collections.abc import Iterator

from workbench.core.events import Progress
from workbench.pixels.mask_file import write_indexed
from workbench.services.folders import make_folder
from workbench.store.project import Project


def refresh(project: Project) -> Iterator[Progress]:
    """Rewrite every copy that is older than its mask, or gone; each is complete or as it was."""
    stale = project.stale_mask_files()
    for done, (image_id, revision) in enumerate(stale, start=1):
        path = project.mask_file(image_id)
        make_folder(path.parent)
        write_indexed(path, project.mask(image_id).classes)
        project.mark_mask_file(image_id, revision)
        yield Progress("writing masks", done, len(stale))
