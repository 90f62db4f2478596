"""What flows yield: small frozen records, JSON both ways.

Not-a-number has no place in JSON: a measure that does not exist is None.
"""

import dataclasses
import math
import re
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` of something counted are finished; total 0 means that nobody knows how many there are."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know; nothing failed."""

    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """One item was left out: why, and what cures it. The others go on."""

    item: str
    reason: str
    cure: str = ""

    @property
    def line(self) -> str:
        """All of it in one line, the item named once: the words of an error often name it themselves."""
        named = self.reason if self.item in self.reason else f"{self.item}: {self.reason}"
        return f"{named} {self.cure}".rstrip()


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
    """One optimiser step. `loss` is the mean over the labelled pixels of the batch; `seconds` since the start."""

    step: int
    steps: int
    loss: float
    rate: float
    seconds: float
    seconds_left: float


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
class PredictionReady:
    """One image is predicted. `doubt` 0..1; `path` of the prediction's file; `reason` in words."""

    image: int
    path: str
    doubt: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ImageScored:
    """A checkpoint was measured on one image; None where there was nothing to measure."""

    image: int
    miou: float | None
    pixel_accuracy: float | None
    boundary_f: float | None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A checkpoint was measured. `ious` by class name; None where a class does not occur.

    `weighted_iou` weighs classes by their pixels, `boundary_f` is the mean over images of how well edges agree.
    `confusion` counts pixels: a row a painted class, a column a predicted one, in the order of `ious`; the last row and
    column are classes that the model does not know.
    """

    images: int
    miou: float | None
    pixel_accuracy: float | None
    ious: dict[str, float | None] = field(default_factory=dict)
    weighted_iou: float | None = None
    boundary_f: float | None = None
    confusion: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LayerSize:
    """One layer of a network: `output` is channels, height, width; `params` counts the norm after it too."""

    name: str
    kind: str
    output: tuple[int, ...]
    params: int
    macs: int


@dataclass(frozen=True, slots=True)
class ModelMeasured:
    """The size of a network and the work of one image (multiply-adds); `layers` in the order of the image's way."""

    params: int
    macs: int
    layers: tuple[LayerSize, ...]


@dataclass(frozen=True, slots=True)
class ModelExported:
    """A model was written as the ONNX file `path`.

    `difference` is the largest one between its scores and the network's own; None when they could not be compared.
    """

    path: str
    classes: int
    difference: float | None


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of a training flow: what the project now holds."""

    run: int
    status: str
    best_miou: float | None


@dataclass(frozen=True, slots=True)
class Imported:
    """The last event of an import: how many images are new, how many masks came in, how many items were left out.

    `known` images were in the project already.
    """

    format: str
    why: str
    images: int
    masks: int
    refused: int
    known: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """An image that an import would bring in: its size, its split, whether the project has it, pixels by class name."""

    item: str
    width: int
    height: int
    split: str
    known: bool
    classes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relinked:
    """The last event of looking for moved pictures: how many were found, and how many are still missing."""

    found: int
    missing: int


@dataclass(frozen=True, slots=True)
class Exported:
    """The last event of an export. `verified` images were read back and are equal to the project, pixel for pixel."""

    folder: str
    images: int
    seconds: float
    verified: int


@dataclass(frozen=True, slots=True)
class Merged:
    """The last event of a merge: the class `source` is hidden now, its pixels in so many images belong to `target`."""

    source: str
    target: str
    images: int
    pixels: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The worker could not do what was asked. `bug` tells the user's world from our fault."""

    message: str
    cure: str = ""
    bug: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The last event of every worker request, after whatever it gave; nothing of that request follows."""


Event = (
    Progress
    | Notice
    | Refused
    | TrainingStarted
    | StepDone
    | EpochDone
    | CheckpointSaved
    | TrainingFinished
    | PredictionReady
    | ImageScored
    | Evaluated
    | ModelMeasured
    | ModelExported
    | Finished
    | Imported
    | Listed
    | Relinked
    | Exported
    | Merged
    | Failed
    | Done
)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


_BY_NAME: dict[str, type[Any]] = {_snake(cls.__name__): cls for cls in Event.__args__}


def event_name(event: Event) -> str:
    """The event's name in JSON: StepDone is "step_done"."""
    return _snake(type(event).__name__)


def event_to_json(event: Event) -> dict[str, Any]:
    """A flat JSON object; "event" names the kind."""
    values = {f.name: _finite(getattr(event, f.name)) for f in dataclasses.fields(event)}
    return {"event": event_name(event)} | values


def event_from_json(values: dict[str, Any]) -> Event:
    """What `event_to_json` gave; KeyError or TypeError when it is anything else."""
    given = dict(values)
    if "layers" in given:
        given["layers"] = tuple(LayerSize(**(row | {"output": tuple(row["output"])})) for row in given["layers"])
    event: Event = _BY_NAME[given.pop("event")](**given)
    return event


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return [_finite(v) for v in value]
    if isinstance(value, LayerSize):
        return dataclasses.asdict(value)
    return value
