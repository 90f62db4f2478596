"""Projects and the images in them: make, open, import."""

from pathlib import Path

from workbench.core.classes import ClassSet
from workbench.core.records import RunStatus
from workbench.store.project import Project


def create_project(folder: Path, classes: ClassSet) -> Project:
    """Make a project in a new or empty folder and hold it."""
    return Project.create(folder, classes)


def open_project(folder: Path) -> Project:
    """Open a project and hold it; a run that was going on when the program died is marked as failed."""
    project = Project.open(folder)
    try:
        for run in project.runs():
            if run.status == RunStatus.RUNNING:
                mious = [epoch.miou for epoch in project.epochs(run.id) if epoch.miou is not None]
                note = "The program ended during this run."
                project.end_run(run.id, RunStatus.FAILED, max(mious, default=None), run.seconds, note)
    except BaseException:
        project.close()
        raise
    return project


def classes_from_text(text: str) -> ClassSet:
    """Classes in the order in which they stand, one a line or parted by commas; blank ones and # lines are left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return ClassSet.from_names(name.strip() for line in lines for name in line.split(",") if name.strip())
