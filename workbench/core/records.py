"""What lists show: frozen copies of what the store holds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Status(StrEnum):
    """How far an image is."""

    TODO = "todo"
    STARTED = "started"
    DONE = "done"
    SKIPPED = "skipped"


FINISHED = frozenset({Status.DONE, Status.SKIPPED})
UNFINISHED = frozenset(Status) - FINISHED


class Split(StrEnum):
    """What an image is used for; NONE until its first label."""

    NONE = ""
    TRAIN = "train"
    VAL = "val"
    TEST = "test"


SplitChooser = Callable[[dict[Split, int], dict[Split, dict[int, int]], set[int]], Split]
"""Given labelled images by split, images by split and class, and the classes of a newly labelled image: its split."""


class RunStatus(StrEnum):
    """How a training run stands or ended."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """One image of a project.

    Attributes:
        id: its number in the project.
        name: the file's name without folder, unique or not.
        path: where the picture lies now (absolute).
        width: upright, in pixels.
        height: upright, in pixels.
        sha256: of the file's bytes.
        status: how far it is.
        split: what it is used for.
        labelled: number of labelled pixels.
        doubt: of the newest prediction, 0..1, what was refused of it counting as wholly doubtful; None without one.
        reason: of that doubt, in words.
        seconds: of a person's work.
        position: its place in the project's order; only the order of these numbers means something.
        sequence: the name of the images that it belongs to, or "".
        note: of a person, in free words.
        tags: of a person, sorted.
        removed: whether it was taken out of the project; everything that it holds is kept.
    """

    id: int
    name: str
    path: Path
    width: int
    height: int
    sha256: str
    status: Status = Status.TODO
    split: Split = Split.NONE
    labelled: int = 0
    doubt: float | None = None
    reason: str = ""
    seconds: float = 0.0
    position: float = 0.0
    sequence: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture of an image that is kept in the project.

    Attributes:
        image: the image's number.
        jpeg: a JPEG file.
        bytes: length of the picture's file when this was made.
        changed: when that file had been changed, nanoseconds since 1970.
    """

    image: int
    jpeg: bytes
    bytes: int
    changed: int


@dataclass(frozen=True, slots=True)
class NewImage:
    """An image that is about to join a project (attributes as in `ImageRecord`)."""

    path: Path
    width: int
    height: int
    sha256: str
    split: Split = Split.NONE
    sequence: str = ""


@dataclass(frozen=True, slots=True)
class ClassCount:
    """Where a class occurs: in so many images of one split, with so many pixels."""

    class_index: int
    split: Split
    images: int
    pixels: int


@dataclass(frozen=True, slots=True)
class ImageCounts:
    """How many images a project has: in all, with at least one labelled pixel, called done, and of each split."""

    images: int
    labelled: int
    done: int
    splits: dict[Split, int]


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """One validation of a run, as in `events.EpochDone`."""

    epoch: int
    step: int
    loss: float
    miou: float | None
    pixel_accuracy: float | None
    ious: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """One training run.

    Attributes:
        id: its number in the project.
        status: how it stands or ended.
        best_miou: on val; None before the first validation.
        started: seconds since 1970, UTC.
        seconds: how long it took.
        recipe: the knobs, as JSON.
        started_from: what the weights were at the start, in words.
        device: what it ran on.
        note: why it failed, when it did.
    """

    id: int
    status: RunStatus
    best_miou: float | None
    started: float
    seconds: float
    recipe: dict[str, object]
    started_from: str = ""
    device: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PredictionRecord:
    """The newest prediction of an image: where its file lies, and which run made it."""

    image: int
    run: int
    path: Path
    doubt: float
    reason: str


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """The place of an image in the queue of a strategy.

    Attributes:
        image: its number.
        run: the run by whose look at the image the strategy went.
        value: what the strategy gave it.
        reason: why it comes then, in words.
    """

    image: int
    run: int
    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class KeptLook:
    """A look that a model had at an image (`core.look`), as it is kept.

    Attributes:
        image: its number.
        run: the model.
        sequence: that the image belongs to, or "".
        waits: whether the image is neither done nor skipped.
        labelled: number of labelled pixels.
        doubt: of the newest prediction, as the model said it, 0..1; 0 without one.
        look: packed.
    """

    image: int
    run: int
    sequence: str
    waits: bool
    labelled: int
    doubt: float
    look: bytes


@dataclass(frozen=True, slots=True)
class FinishedFirst:
    """When an image was marked done for the first time.

    Attributes:
        round: the newest run that had ended with a model; 0 before the first.
        at: seconds since 1970, UTC.
    """

    round: int
    at: float


@dataclass(frozen=True, slots=True)
class Work:
    """What a person did on an image between two models.

    Attributes:
        image: its number.
        round: the newest run that had ended with a model; 0 before the first.
        seconds: of work, pauses left out.
        strokes: edits by hand.
        accepts: edits that accepted what a model offers, all of it or a region.
        clicks: presses of mouse and pen while the image was open.
    """

    image: int
    round: int
    seconds: float
    strokes: int = 0
    accepts: int = 0
    clicks: int = 0
