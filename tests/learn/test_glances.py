"""A round of live training looks aside for an image that was opened, in the middle of a step, and loses nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from learn_scenes import render

from workbench.core.control import Control
from workbench.core.events import Event, PredictionReady, Refused, StepDone, TrainingFinished
from workbench.core.job import LiveRound, TrainingJob
from workbench.core.prediction import Prediction
from workbench.learn.training.train import train

INSIDE = 40
"""The network asks at each of more than fifty convolutions: so often is still in the first pass forward."""


class Opening(Control):
    """Somebody opens image 9 inside the first pass."""

    def __init__(self, picture: Path) -> None:
        super().__init__()
        self._picture, self._asked = picture, 0

    @property
    def glance_waits(self) -> bool:
        self._asked += 1
        if self._asked == INSIDE:
            self.look_at(9, self._picture)
        return super().glance_waits


@pytest.fixture
def live_job(make_job: Callable[..., TrainingJob], tmp_path: Path) -> TrainingJob:
    (tmp_path / "predicted").mkdir()
    return replace(make_job(), live=LiveRound(tmp_path / "predicted"))


def order(events: list[Event]) -> list[str]:
    """Steps and predictions, in short."""
    return [
        f"step {e.step}" if isinstance(e, StepDone) else f"image {e.image}"
        for e in events
        if isinstance(e, StepDone | PredictionReady)
    ]


def test_an_image_opened_inside_a_pass_comes_before_the_end_of_the_step(live_job: TrainingJob, tmp_path: Path) -> None:
    picture = render(tmp_path, 9, size=(50, 70)).image
    events = list(train(live_job, Opening(picture)))
    assert order(events) == ["image 9", "step 1", "step 2", "step 3", "step 4", "image 9"]
    assert live_job.live is not None
    found = Prediction.read(live_job.live.output / "9.npz", 50, 70)
    assert set(found.classes.ravel().tolist()) <= {3, 7}  # the project's numbers, not the channels


def test_the_open_image_is_predicted_at_the_end(live_job: TrainingJob, tmp_path: Path) -> None:
    seen = render(tmp_path, 8)
    assert live_job.live is not None
    events = list(train(replace(live_job, live=replace(live_job.live, in_sight=seen)), Control()))
    assert order(events) == ["step 1", "step 2", "step 3", "step 4", "image 8"]


def test_a_picture_that_is_gone_is_refused_and_the_round_goes_on(live_job: TrainingJob, tmp_path: Path) -> None:
    events = list(train(live_job, Opening(tmp_path / "gone.png")))
    assert order(events) == ["step 1", "step 2", "step 3", "step 4"]
    assert {e.item for e in events if isinstance(e, Refused)} == {"gone.png"}


def test_other_runs_are_not_interrupted(make_job: Callable[..., TrainingJob], tmp_path: Path) -> None:
    control = Control()
    control.look_at(9, render(tmp_path, 9).image)
    events = list(train(make_job(), control))
    assert order(events) == ["step 1", "step 2", "step 3", "step 4"]


def test_a_cancelled_round_leaves_the_weights_of_the_one_before(live_job: TrainingJob) -> None:
    list(train(live_job, Control()))
    weights = live_job.output / "best.safetensors"
    before = weights.read_bytes()
    assert not (live_job.output / "last.safetensors").exists()
    control = Control()
    again = replace(live_job, recipe=live_job.recipe.changed({"weights": str(weights)}))
    events: list[Event] = []
    for event in train(again, control):
        events.append(event)
        if isinstance(event, StepDone):
            control.cancel()
    assert isinstance(events[-1], TrainingFinished)
    assert events[-1].status == "cancelled"
    assert weights.read_bytes() == before
