"""Is the project sound? The database, its masks, and the files that it points at."""

from collections.abc import Iterator

import numpy as np

from workbench.core.edit import HISTORY_BYTES
from workbench.core.errors import WorkbenchError
from workbench.core.events import Progress, Refused
from workbench.core.listing import ImageQuery
from workbench.pixels.image_file import probe
from workbench.pixels.mask_file import read_indexed
from workbench.services.models import kept_runs
from workbench.store.project import Project


def check(project: Project) -> Iterator[Progress | Refused]:
    """Look at everything; each problem is a `Refused` that names the item, what is wrong, and the cure."""
    for problem in project.integrity_problems():
        yield Refused("database", problem, "Restore a copy of project.sqlite3.")
    known = {c.index for c in project.classes}
    for run in kept_runs(project):
        if not (project.run_folder(run.id) / "best.safetensors").is_file():
            yield Refused(f"run {run.id}", "its weights are gone", "Put best.safetensors back, or train again.")
    stale = {image_id for image_id, _revision in project.stale_copies()}
    total = project.count(ImageQuery())
    for done, image in enumerate(project.each(ImageQuery()), start=1):
        try:
            info = probe(image.path)
            if (info.width, info.height) != (image.width, image.height):
                painted = project.mask_revision(image.id) > 0
                yield Refused(
                    str(image.path),
                    f"is {info.width} x {info.height} pixels now, but its mask is {image.width} x {image.height}",
                    "Put back the picture that was painted on." if painted else "Open it: its new size is taken.",
                )
            mask = project.mask(image.id)
            areas = mask.areas()
            if sum(areas.values()) != image.labelled or areas != project.areas(image.id):
                yield Refused(
                    image.name, "its counted areas do not agree with its mask", "Undo and redo one edit of it."
                )
            project.history(image.id, HISTORY_BYTES)  # raises where a step is damaged
            copy = project.plain_copy(image.id)
            if image.id not in stale and copy.is_file() and not np.array_equal(read_indexed(copy), mask.classes):
                yield Refused(str(copy), "is not the mask that the project holds", "Delete it: it is written again.")
            for index in sorted(set(areas) - known):
                yield Refused(
                    image.name, f"its mask has class {index}, which the project lacks", "Add the class again."
                )
        except WorkbenchError as error:
            yield Refused(image.name, error.message, error.cure)
        yield Progress("checking images", done, total)
