"""What a project holds, in one plain record."""

from dataclasses import dataclass

from workbench.core.classes import LabelClass
from workbench.core.records import ImageRecord, Split, Status, TrainingRun
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a project's images by what they are, its classes and its runs."""

    images: int
    labelled: int
    done: int
    splits: dict[str, int]
    classes: tuple[LabelClass, ...]
    runs: tuple[TrainingRun, ...]


def summarise(project: Project) -> Summary:
    """Count what the project holds now; the splits count every image that has one."""
    images: list[ImageRecord] = project.images()
    return Summary(
        images=len(images),
        labelled=sum(1 for i in images if i.labelled),
        done=sum(1 for i in images if i.status == Status.DONE),
        splits={s.value: sum(1 for i in images if i.split == s) for s in (Split.TRAIN, Split.VAL, Split.TEST)},
        classes=project.classes.shown,
        runs=tuple(project.runs()),
    )
