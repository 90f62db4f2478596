"""The project that the pictures show: rendered images, some painted, two trainings, predictions."""

from dataclasses import replace
from pathlib import Path

from workbench.core.records import Status
from workbench.services import demo, models, prediction, training
from workbench.services.engine import Engine
from workbench.services.library import open_project
from workbench.store.project import FILE_NAME

FIRST = replace(demo.RECIPE, steps=120, validate_every=30)


def prepare(folder: Path) -> None:
    """Make it, which takes minutes on a CPU, unless it is there."""
    if (folder / FILE_NAME).is_file():
        return
    list(demo.prepare(folder))
    engine = Engine(alone=True)
    try:
        with open_project(folder) as project:
            for recipe in (FIRST, demo.RECIPE):
                list(training.run(project, engine, recipe))
            list(prediction.run(project, engine, models.usable_run(project), project.images()))
            painted = [image.id for image in project.images() if image.labelled]
            project.set_status(painted[:2], Status.DONE)
            project.change_tags(painted[:3], ["workshop"])
    finally:
        engine.close()
