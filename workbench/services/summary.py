"""What a project holds, in one plain record."""

from dataclasses import dataclass

from workbench.core.classes import LabelClass
from workbench.core.records import ClassCount, Split, TrainingRun
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a project's images by what they are, its classes and its runs.

    Attributes:
        images: how many there are.
        labelled: with at least one labelled pixel.
        done: that a person called done.
        splits: how many images each split has, with labels or without.
        classes: those of the list, then hidden ones that still have pixels.
        painted: where each class occurs.
        sequences: by name, with the number of their images.
        divided: names of the sequences that lie in several splits.
        runs: oldest first.
    """

    images: int
    labelled: int
    done: int
    splits: dict[str, int]
    classes: tuple[LabelClass, ...]
    painted: tuple[ClassCount, ...]
    sequences: dict[str, int]
    divided: tuple[str, ...]
    runs: tuple[TrainingRun, ...]


def summarise(project: Project) -> Summary:
    """Count what the project holds now; the splits count every image that has one."""
    classes = project.classes
    painted = tuple(project.census.by_class_and_split())
    with_pixels = {count.class_index for count in painted}
    counts = project.census.images()
    return Summary(
        images=counts.images,
        labelled=counts.labelled,
        done=counts.done,
        splits={split.value: counts.splits[split] for split in (Split.TRAIN, Split.VAL, Split.TEST)},
        classes=(*classes.shown, *(c for c in classes if c.hidden and c.index in with_pixels)),
        painted=painted,
        sequences=project.divisions.sequences(),
        divided=tuple(project.divisions.divided()),
        runs=tuple(project.runs()),
    )
