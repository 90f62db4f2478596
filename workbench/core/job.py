"""What the worker process is given: plain paths and values, JSON both ways, nothing that needs the project."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.core.recipe import TrainingRecipe


@dataclass(frozen=True, slots=True)
class JobClass:
    """A class as a model knows it: output channel = place in the job's list, `index` = number in masks."""

    index: int
    name: str


@dataclass(frozen=True, slots=True)
class JobImage:
    """One image of a job.

    Attributes:
        id: the project's number of the image.
        image: path of the picture.
        mask: path of its mask, an indexed PNG (255 unlabelled), or None where none is needed.
        split: "train" or "val"; "" where it does not matter.
    """

    id: int
    image: Path
    mask: Path | None = None
    split: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """How much of the machine a job may take.

    Attributes:
        threads: of the CPU that compute; 0 takes all but one.
        memory: bytes that decoded pictures may take; 0 takes a share of what is free.
    """

    threads: int = 0
    memory: int = 0


USUAL_GRANT = Grant()


@dataclass(frozen=True, slots=True)
class LiveRound:
    """What a round of live training does beside learning: it predicts the image that the person looks at.

    Attributes:
        output: a folder that receives one ID.npz an image (core.prediction).
        in_sight: the image that is open at the start: predicted at the end, or else the one that is open by then.
    """

    output: Path
    in_sight: JobImage | None = None


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """A training run, self-contained.

    Attributes:
        images: with masks and splits; at least one of split "train".
        classes: in the order of the model's output channels.
        recipe: how.
        output: an existing or new folder that receives best.safetensors, best.json, metrics.jsonl and log.txt, and
            while it is unfinished last.safetensors.
        device: "auto", "cpu" or "cuda".
        resume: go on where a run in `output` was interrupted, if it was; its recipe holds then.
        live: it is a round of live training; it leaves nothing to resume, and never deletes the weights in `output`.
        grant: what it may take.
        told: what a person was told before, to stand in its log, too.
    """

    images: tuple[JobImage, ...]
    classes: tuple[JobClass, ...]
    recipe: TrainingRecipe
    output: Path
    device: str = "auto"
    resume: bool = False
    live: LiveRound | None = None
    grant: Grant = USUAL_GRANT
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PredictionJob:
    """Images to predict with a checkpoint; `output` receives one ID.npz an image (core.prediction).

    `twice` asks for a second look at each, mirrored and at half the size, to see whether the answer stays.
    """

    images: tuple[JobImage, ...]
    checkpoint: Path
    output: Path
    device: str = "auto"
    twice: bool = False
    grant: Grant = USUAL_GRANT


@dataclass(frozen=True, slots=True)
class EvaluationJob:
    """Images with masks on which a checkpoint is measured; at several scales and mirrored, if asked."""

    images: tuple[JobImage, ...]
    checkpoint: Path
    device: str = "auto"
    scales: tuple[float, ...] = (1.0,)
    flip: bool = False
    grant: Grant = USUAL_GRANT


@dataclass(frozen=True, slots=True)
class MeasureJob:
    """The network of a recipe is to be counted, for so many classes and square images of that side in pixels."""

    recipe: TrainingRecipe
    class_count: int
    size: int


@dataclass(frozen=True, slots=True)
class ExportJob:
    """A checkpoint is to be written as the ONNX file `output`.

    Attributes:
        checkpoint: of a run.
        output: a file; its folder is there.
        colors: "#rrggbb" of each class, by the model's output channel; none for the program's own.
    """

    checkpoint: Path
    output: Path
    colors: tuple[str, ...] = ()


Job = TrainingJob | PredictionJob | EvaluationJob | MeasureJob | ExportJob

_KINDS: dict[str, type[Any]] = {
    "train": TrainingJob,
    "predict": PredictionJob,
    "evaluate": EvaluationJob,
    "measure": MeasureJob,
    "export": ExportJob,
}


def job_to_json(job: Job) -> dict[str, Any]:
    """A JSON object; its "do" names the kind."""
    kind = next(name for name, cls in _KINDS.items() if isinstance(job, cls))
    return {"do": kind} | {f.name: _plain(getattr(job, f.name)) for f in dataclasses.fields(job)}


def job_from_json(values: dict[str, Any]) -> Job:
    """What `job_to_json` gave; KeyError or TypeError when it is anything else."""
    given = dict(values)
    kind = _KINDS[given.pop("do")]
    if "images" in given:
        given["images"] = tuple(_image(i) for i in given["images"])
    for name in ("output", "checkpoint"):
        if name in given:
            given[name] = Path(given[name])
    if "scales" in given:
        given["scales"] = tuple(given["scales"])
    if "classes" in given:
        given["classes"] = tuple(JobClass(**c) for c in given["classes"])
    if "recipe" in given:
        given["recipe"] = TrainingRecipe.from_json(given["recipe"])
    if given.get("live") is not None:
        live = given["live"]
        seen = None if live["in_sight"] is None else _image(live["in_sight"])
        given["live"] = LiveRound(Path(live["output"]), seen)
    if "grant" in given:
        given["grant"] = Grant(**given["grant"])
    for name in ("colors", "told"):
        if name in given:
            given[name] = tuple(given[name])
    job: Job = kind(**given)
    return job


def _image(values: dict[str, Any]) -> JobImage:
    mask = None if values["mask"] is None else Path(values["mask"])
    return JobImage(values["id"], Path(values["image"]), mask, values["split"])


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value
