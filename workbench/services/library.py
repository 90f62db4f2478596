"""Projects: make and open."""

import logging
from pathlib import Path

from workbench.core.classes import ClassSet
from workbench.core.errors import StorageError
from workbench.core.records import RunStatus
from workbench.services import models, project_settings
from workbench.store.project import Project

log = logging.getLogger(__name__)


def create_project(folder: Path, classes: ClassSet) -> Project:
    """Make a project in a new or empty folder and hold it."""
    return Project.create(folder, classes)


def open_project(folder: Path) -> Project:
    """Open a project and hold it; a run that the program did not survive failed, one of live training stopped."""
    project = Project.open(folder)
    try:
        for run in project.runs():
            if run.status == RunStatus.RUNNING:
                mious = [epoch.miou for epoch in project.epochs(run.id) if epoch.miou is not None]
                status, note = RunStatus.FAILED, "The program ended during this run."
                if models.is_live(run) and models.has_weights(project, run.id):  # it never has an end of its own
                    status, note = RunStatus.STOPPED, f"{models.LIVE} ended with the program; its model is kept."
                project.end_run(run.id, status, max(mious, default=None), run.seconds, note)
        _prune(project)
    except BaseException:
        project.close()
        raise
    return project


def _prune(project: Project) -> None:
    """Bring the journal below its limit, now that no image is open; a disk that refuses does not keep it shut."""
    limit = project_settings.read(project).journal
    try:
        if project.journal.bytes > limit:
            gone = project.journal.prune(limit * 9 // 10)  # so that it is not the next opening's work again
            log.info("%d steps went from the journal of %s", gone, project.name)
    except StorageError as error:
        log.warning("the journal could not be pruned: %s", error)
