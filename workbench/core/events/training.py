"""What a training run yields, from its start to its end."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainingStarted:
    """A run has begun: on what, from what, with how much."""

    device: str
    started_from: str
    steps: int
    train_images: int
    val_images: int
    labelled_pixels: int
    parameters: int


@dataclass(frozen=True, slots=True)
class StepDone:
    """One optimiser step. `loss` is the mean over the labelled pixels of the batch; `seconds` since the start.

    `memory` is the most that was taken so far, in bytes: of the GPU, else of the worker; 0 where the system tells not.
    """

    step: int
    steps: int
    loss: float
    rate: float
    seconds: float
    seconds_left: float
    memory: int = 0


@dataclass(frozen=True, slots=True)
class EpochDone:
    """A validation. `miou`, `pixel_accuracy` and `ious` (by class name) are over the labelled val pixels."""

    epoch: int
    step: int
    steps: int
    loss: float
    miou: float | None
    pixel_accuracy: float | None
    ious: dict[str, float | None]
    best: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class PreviewReady:
    """A small picture of what is predicted of a val image now, as class numbers, was written at `path`."""

    image: int
    step: int
    path: str


@dataclass(frozen=True, slots=True)
class CheckpointSaved:
    """The weights of this step are on disk and complete."""

    path: str
    step: int
    miou: float | None


@dataclass(frozen=True, slots=True)
class TrainingFinished:
    """The run ended. `status`: "finished", "stopped" (early by the person, kept) or "cancelled" (discarded)."""

    status: str
    step: int
    best_miou: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class LiveTold:
    """What live training does now, in words."""

    text: str


@dataclass(frozen=True, slots=True)
class LiveLearnt:
    """A round of live training has ended: which it was, the steps of all so far, its loss, and mIoU where measured."""

    round: int
    steps: int
    loss: float
    miou: float | None


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of a training flow: what the project now holds."""

    run: int
    status: str
    best_miou: float | None
