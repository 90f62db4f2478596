"""Which images train, which validate and which test: decided once, at an image's first label; then by hand only."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.core.records import Split, SplitChooser
from workbench.services import project_settings
from workbench.services.project_settings import ProjectSettings
from workbench.store.project import Project

_USUAL = ProjectSettings()


def choose(
    images: dict[Split, int],
    images_with_class: dict[Split, dict[int, int]],
    present: set[int],
    wanted: ProjectSettings = _USUAL,
) -> Split:
    """The split of a newly labelled image that belongs to no image that has one already.

    The first labelled image trains and the second validates, so that a model can be judged from two images on.
    Afterwards val (or test, where it is to have a share) is chosen when it lacks images, and images with the classes
    at hand, by one image in sum; of both the one that lacks more, val of equals.

    Args:
        images: how many labelled images each split has.
        images_with_class: for each split, in how many of its images each class occurs.
        present: classes of the new image.
        wanted: shares of val and test. While test has none, images that a hand put there do not count.
    """
    if images[Split.TRAIN] == 0:
        return Split.TRAIN
    if images[Split.VAL] == 0 and wanted.val > 0:
        return Split.VAL
    counted = (Split.TRAIN, Split.VAL, Split.TEST) if wanted.test > 0 else (Split.TRAIN, Split.VAL)
    by_class = [{split: images_with_class[split].get(c, 0) for split in counted} for c in present]
    lacks = {
        split: _lack(images, split, counted, share)
        + sum(_lack(one, split, counted, share) for one in by_class) / max(1, len(by_class))
        for split, share in ((Split.VAL, wanted.val), (Split.TEST, wanted.test))
        if share > 0
    }
    most = max(lacks, key=lambda split: lacks[split], default=Split.TRAIN)
    return most if most in lacks and lacks[most] >= 1.0 else Split.TRAIN


def chooser(project: Project, by_model: bool = False) -> SplitChooser:
    """`choose` with the shares of a project, which are read when it comes to that.

    An image whose first label is a model's word (`by_model`) trains: it cannot judge models (`services.judges`), unless
    the person has said that it may.
    """

    def chosen(images: dict[Split, int], with_class: dict[Split, dict[int, int]], present: set[int]) -> Split:
        wanted = project_settings.read(project)
        if by_model and not wanted.accept_in_val:
            return Split.TRAIN
        return choose(images, with_class, present, wanted)

    return chosen


def set_by_hand(project: Project, image_ids: Iterable[int], split: Split) -> list[int]:
    """Say what these images are used for; returns the numbers of all that were changed.

    Images that belong together are changed together, those without labels, too: a sequence is never divided. To
    divide one all the same, let the image belong to another sequence or to none first.
    """
    changed = project.divisions.kin(image_ids)
    project.set_split(changed, split)
    return changed


@dataclass(frozen=True, slots=True)
class SplitReport:
    """How the labelled images of a project are divided.

    Attributes:
        images: how many labelled images each split has.
        missing: names of the classes that are painted, but in no val image: nobody can tell how well they are learnt.
        divided: names of the sequences that lie in several splits.
    """

    images: dict[Split, int]
    missing: tuple[str, ...]
    divided: tuple[str, ...]

    @property
    def words(self) -> str:
        """In one line: "12 train, 4 val, 0 test; 2 classes missing in val"."""
        parts = [", ".join(f"{self.images[split]} {split}" for split in (Split.TRAIN, Split.VAL, Split.TEST))]
        if self.missing and self.images[Split.TRAIN]:
            parts.append(f"{_counted(len(self.missing), 'class', 'classes')} missing in val")
        if self.divided:
            parts.append(f"{_counted(len(self.divided), 'sequence', 'sequences')} divided")
        return "; ".join(parts)


def report(project: Project) -> SplitReport:
    """How the labelled images of a project are divided now."""
    unjudged = project.census.classes_painted() - project.census.classes_painted(Split.VAL)
    missing = tuple(c.name for c in project.classes.shown if c.index in unjudged)
    return SplitReport(project.census.labelled_by_split(), missing, tuple(project.divisions.divided()))


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _lack(images: dict[Split, int], split: Split, counted: Iterable[Split], share: float) -> float:
    """How many images a split would be short of, were one more image labelled."""
    return share * (sum(images[s] for s in counted) + 1) - images[split]
