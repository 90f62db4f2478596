"""Jobs and events are the same on the other side of a pipe."""

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import pytest

from workbench.core import events
from workbench.core.errors import WorkbenchError
from workbench.core.job import (
    EvaluationJob,
    ExportJob,
    Job,
    JobClass,
    JobImage,
    MeasureJob,
    PredictionJob,
    TrainingJob,
    job_from_json,
    job_to_json,
)
from workbench.core.recipe import TrainingRecipe

IMAGES = (JobImage(1, Path("/a/ü b.jpg"), Path("/m/1.png"), "train"), JobImage(7, Path("/a/c.jpg")))
JOBS: dict[str, Job] = {
    "train": TrainingJob(
        IMAGES, (JobClass(3, "Straße"), JobClass(0, "car")), TrainingRecipe(steps=9), Path("/runs/0001"), "cpu"
    ),
    "predict": PredictionJob(IMAGES, Path("/runs/0001/best.safetensors"), Path("/p/0001")),
    "export": ExportJob(Path("/runs/0001/best.safetensors"), Path("/x.onnx"), ("#ff0000", "#00ff00")),
    "measure": MeasureJob(TrainingRecipe("timm:resnet34"), 21, 513),
    "evaluate": EvaluationJob((), Path("/runs/0001/best.safetensors"), "cuda", (0.5, 1.0), True),
}

EVENTS: dict[str, events.Event] = {
    "progress": events.Progress("importing", 3, 0),
    "notice": events.Notice("größer"),
    "refused": events.Refused("a.png", "is broken", "mend it"),
    "training_started": events.TrainingStarted("cpu", "random weights", 600, 5, 2, 12345, 5_000_000),
    "step_done": events.StepDone(1, 600, 0.7, 0.001, 1.5, 90.0),
    "epoch_done": events.EpochDone(1, 60, 600, 0.5, 0.4, 0.8, {"road": 0.5, "car": None}, True, 12.0),
    "preview_ready": events.PreviewReady(4, 60, "/r/previews/4-60.png"),
    "checkpoint_saved": events.CheckpointSaved("/r/best.safetensors", 60, None),
    "training_finished": events.TrainingFinished("stopped", 77, 0.5, 20.0),
    "prediction_ready": events.PredictionReady(4, "/p/4.npz", 0.25, "31% unsure"),
    "model_exported": events.ModelExported("/x.onnx", 3, None),
    "model_measured": events.ModelMeasured(
        35, 70, (events.LayerSize("stem", "3x3 /2", (32, 9, 9), 30, 60), events.LayerSize("score", "1x1", (), 5, 10))
    ),
    "image_scored": events.ImageScored(4, 0.5, 0.9, None),
    "evaluated": events.Evaluated(3, 0.5, 0.9, {"road": 0.5, "car": None}, 0.7, 0.6, [[5, 1, 0], [0, 2, 0], [0, 0, 0]]),
    "finished": events.Finished(2, "finished", 0.5),
    "live_learnt": events.LiveLearnt(3, 60, 0.4, None),
    "live_told": events.LiveTold("Rests: a hand paints."),
    "imported": events.Imported("voc", "labelmap.txt", 3, 2, 1, 4),
    "import_begins": events.ImportBegins(1000, True),
    "matched": events.Matched({"Straße": "road", "sky": ""}),
    "listed": events.Listed("a/b.png", 640, 480, "val", False, {"road": 307_200}),
    "relinked": events.Relinked(3, 1),
    "exported": events.Exported("/x", 3, 0.25, 3),
    "merged": events.Merged("box", "ground", 3, 1200),
    "accepted": events.Accepted(2, 1200, 3),
    "replayed": events.Replayed("entropy", 1, 2, 12, 345.5, 67, 0.5),
    "failed": events.Failed("no", "yes", True),
    "done": events.Done(),
}


def through_a_pipe(values: dict[str, Any]) -> dict[str, Any]:
    line = json.dumps(values, allow_nan=False)
    assert "\n" not in line
    return json.loads(line)


@pytest.mark.parametrize("kind", JOBS)
def test_every_job(kind: str) -> None:
    values = through_a_pipe(job_to_json(JOBS[kind]))
    assert values["do"] == kind
    assert job_from_json(values) == JOBS[kind]


@pytest.mark.parametrize("values", [{}, {"do": "dance"}, {"do": "predict"}, {"do": "predict", "images": [], "x": 1}])
def test_what_is_no_job(values: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError)):
        job_from_json(values)


def test_every_kind_of_event_is_tested_here() -> None:
    assert {type(event) for event in EVENTS.values()} == set(events.Event.__args__)


@pytest.mark.parametrize("name", EVENTS)
def test_every_event(name: str) -> None:
    values = through_a_pipe(events.event_to_json(EVENTS[name]))
    assert values["event"] == name == events.event_name(EVENTS[name])
    assert set(values) == {"event"} | {f.name for f in dataclasses.fields(EVENTS[name])}
    assert events.event_from_json(values) == EVENTS[name]


def test_not_a_number_becomes_none() -> None:
    event = events.EpochDone(1, 2, 3, math.inf, math.nan, 0.5, {"a": math.nan, "b": 0.5}, False, 1.0)
    values = through_a_pipe(events.event_to_json(event))
    assert (values["loss"], values["miou"], values["ious"]) == (None, None, {"a": None, "b": 0.5})


@pytest.mark.parametrize("values", [{}, {"event": "dance"}, {"event": "notice"}, {"event": "done", "x": 1}])
def test_what_is_no_event(values: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError)):
        events.event_from_json(values)


def test_an_error_says_what_happened_and_what_cures_it() -> None:
    assert str(WorkbenchError("It broke.", "Mend it.")) == "It broke. Mend it."
    assert str(WorkbenchError("It broke.")) == "It broke."
