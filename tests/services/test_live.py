"""Live training: wakes on a stroke, rests on a plateau, shows the open image, and stays honest while one pauses."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import predicted_project
import pytest
from PIL import Image
from tiny_scenes import HEIGHT, TINY, WIDTH, paint

from workbench.core import plateau
from workbench.core.control import Control
from workbench.core.events import EpochDone, Evaluated, Event, Finished, LiveLearnt, LiveTold, PredictionReady
from workbench.core.job import USUAL_GRANT, Grant, Job, TrainingJob, job_from_json, job_to_json
from workbench.core.mask import Origin
from workbench.core.prediction import Prediction
from workbench.core.records import RunStatus, Split
from workbench.services import live, live_rounds, models, prediction, standings
from workbench.services.engine import Engine
from workbench.services.live_rounds import LiveChoice
from workbench.store.project import Project

NEVER = LiveChoice(cores=1, idle_minutes=0)


@pytest.fixture(autouse=True)
def _short_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FIRST_STEPS": 2, "FEWEST_STEPS": 2, "MOST_STEPS": 2}.items():
        monkeypatch.setattr(live_rounds, name, value)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """It rests after one round without gain."""
    monkeypatch.setattr(plateau, "PATIENCE", 1)


@pytest.fixture
def painted(project: Project) -> Project:
    """Two of four pictures are painted: one to learn from, one for val."""
    for image_id in (1, 2):
        paint(project, image_id, image_id)
    return project


class Scoring:
    """In the worker's place: each round has the next score; says what it was asked."""

    def __init__(self, *scores: float) -> None:
        self.scores = list(scores)
        self.jobs: list[TrainingJob] = []
        self.grants: list[Grant] = []
        self.grant = USUAL_GRANT

    def run(self, job: Job, control: Control, _picture_of: object = None) -> Iterator[Event]:
        assert isinstance(job, TrainingJob)
        self.jobs.append(job)
        self.grants.append(self.grant)
        yield EpochDone(1, 2, 2, 0.5, self.scores.pop(0) if self.scores else 0.0, 0.5, {}, True, 1.0)


def rests(event: Event) -> bool:
    return isinstance(event, LiveTold) and event.text.startswith("Resting")


def test_it_rests_after_three_rounds_without_gain_and_wakes_on_a_stroke(painted: Project) -> None:
    worker, control = Scoring(0.2, 0.4, 0.41, 0.402, 0.3, 0.39, 0.5, 0.5, 0.5, 0.5), Control()
    rounds: list[int] = []
    told: list[str] = []
    learnt: list[tuple[int, int, float, float | None]] = []
    for event in live.run(painted, worker, TINY, NEVER, "cpu", control):
        if isinstance(event, LiveLearnt):
            learnt.append((event.round, event.steps, event.loss, event.miou))
        else:
            assert isinstance(event, LiveTold)
            told.append(event.text)
        if rests(event):
            rounds.append(len(worker.jobs))
            if len(rounds) == 2:
                control.stop()
            control.more_painted(3)
    assert rounds == [6, 10]  # 0.41 was the last gain; then three without, and so after the strokes
    assert told[-2].startswith("Learning from 3 new strokes. mIoU 0.50")
    assert learnt[:3] == [(1, 2, 0.5, 0.2), (2, 4, 0.5, 0.4), (3, 6, 0.5, 0.41)]
    assert learnt[-1] == (10, 20, 0.5, 0.5)


def test_a_round_learns_from_what_a_hand_painted_and_nothing_of_the_test_split(painted: Project) -> None:
    for image_id in (3, 4):
        paint(painted, image_id, image_id)
    painted.set_split([4], Split.TEST)
    hand = {i.id: painted.mask(i.id).classes for i in painted.images()}
    predicted_project.predict(painted, Prediction(*np.ones((3, HEIGHT, WIDTH), np.uint8), 1), 1, 3)
    splits = {i.id: i.split for i in painted.images()}
    worker, control = Scoring(), Control()
    for event in live.run(painted, worker, TINY, NEVER, "cpu", control):
        if rests(event):
            control.stop()
    assert len(worker.jobs) == 4
    for job in worker.jobs:
        assert job_from_json(json.loads(json.dumps(job_to_json(job)))) == job
        assert {i.id: i.split for i in job.images} == {n: s.value for n, s in splits.items() if n != 4}
        for image in job.images:
            with Image.open(image.mask) as given:
                assert np.array_equal(np.array(given), hand[image.id])


def test_it_takes_what_it_is_granted_and_gives_it_back(painted: Project) -> None:
    worker, control = Scoring(), Control()
    for event in live.run(painted, worker, TINY, LiveChoice(2, 100, 0), "cpu", control):
        if rests(event):
            control.stop()
    assert worker.grants == [Grant(2, 100 * 1024**2)] * 4
    assert worker.grant == USUAL_GRANT


def test_it_waits_for_the_second_painted_image(project: Project) -> None:
    paint(project, 1, 1)
    worker, control = Scoring(), Control()
    told: list[str] = []
    for event in live.run(project, worker, TINY, NEVER, "cpu", control):
        if rests(event):
            told.append(event.text)
            if len(told) == 2:
                control.stop()
            else:
                paint(project, 2, 2)
                control.more_painted()
    assert "Only scene-1.png is painted" in told[0]
    assert len(worker.jobs) == 4


def test_the_open_image_is_shown_after_each_round_with_newer_weights(painted: Project, engine: Engine) -> None:
    control = Control()
    control.look_at(3)
    seen: list[Prediction] = []
    for event in live.run(painted, engine, TINY, NEVER, "cpu", control):
        if isinstance(event, PredictionReady):
            assert event.image == 3
            found = prediction.load(painted, painted.image(3))
            assert found is not None
            seen.append(found)
            if len(seen) == 3:
                control.stop()
    assert not np.array_equal(seen[0].confidence, seen[1].confidence)
    assert not np.array_equal(seen[1].confidence, seen[2].confidence)
    (run,) = painted.runs()
    assert (run.status, run.started_from) == (RunStatus.STOPPED, "weights of best.safetensors, which knows ground, box")
    assert (painted.run_folder(run.id) / "best.safetensors").is_file()
    assert all((painted.mask(3).origin == Origin.NONE).ravel())


def test_an_image_opened_in_a_round_is_predicted_before_its_end(
    painted: Project, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_rounds, "FIRST_STEPS", 100_000)
    control = Control()
    order: list[int] = []
    control.look_at(1)
    for event in live.run(painted, engine, TINY, NEVER, "cpu", control):
        if isinstance(event, PredictionReady):
            order.append(event.image)
            if len(order) == 4:
                control.cancel()
            control.look_at((1, 4, 3, 2)[len(order) % 4])
    assert order == [1, 4, 3, 2]
    assert painted.runs()[0].status == RunStatus.CANCELLED


@pytest.mark.usefixtures("_impatient")
def test_an_image_opened_at_rest_is_predicted(painted: Project, engine: Engine) -> None:
    control = Control()
    at_rest: list[int] = []
    resting = False
    for event in live.run(painted, engine, TINY, NEVER, "cpu", control):
        if rests(event):
            resting = True
            control.look_at(4)
        if isinstance(event, PredictionReady) and resting:
            at_rest.append(event.image)
            control.stop()
    assert at_rest == [4]


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("clean_is_better", [True, False])
def test_a_pause_brings_a_clean_model_and_the_better_one_stays(
    painted: Project, engine: Engine, monkeypatch: pytest.MonkeyPatch, clean_is_better: bool
) -> None:
    def measured(_project: Project, _engine: Engine, run: object, *_more: object) -> Iterator[Event]:
        good = (getattr(run, "id", 0) == 2) == clean_is_better
        standings.note(painted, getattr(run, "id", 0), standings.val_key(painted), 0.9 if good else 0.1)
        yield Evaluated(1, 0.9 if good else 0.1, 0.5, {"ground": 0.1, "box": 0.1})

    monkeypatch.setattr(live.evaluation, "run", measured)
    control, choice = Control(), replace(NEVER, idle_minutes=1e-9)
    control.more_painted(live.REFIT_STROKES)
    finished: list[Finished] = []
    predicted: dict[int, int] = {}
    for event in live.run(painted, engine, TINY, choice, "cpu", control):
        if isinstance(event, Finished):
            finished.append(event)
        if isinstance(event, PredictionReady) and finished:
            kept = painted.prediction(event.image)
            assert kept is not None
            predicted[event.image] = kept.run
        if finished and rests(event):
            control.stop()
    assert [f.run for f in finished] == [2]
    assert painted.run(2).started_from == "random weights"
    assert predicted == dict.fromkeys((1, 2, 3, 4), 2 if clean_is_better else 1)


@pytest.mark.usefixtures("_impatient")
def test_an_image_that_is_opened_ends_the_clean_training_and_is_shown(painted: Project, engine: Engine) -> None:
    control, choice = Control(), replace(NEVER, idle_minutes=1e-9)
    control.more_painted(live.REFIT_STROKES)
    control.look_at(3)
    clean = False
    for event in live.run(painted, engine, TINY.changed({"steps": 100_000}), choice, "cpu", control):
        if isinstance(event, LiveTold) and "cleanly, step" in event.text:
            clean = True
            control.look_at(4)
        if clean and isinstance(event, PredictionReady):
            break
    assert isinstance(event, PredictionReady)
    assert event.image == 4
    kept = painted.prediction(4)
    assert kept is not None
    assert kept.run == 1  # the preview's word: nothing of the clean run is kept
    assert painted.run(2).status == RunStatus.CANCELLED


@pytest.mark.usefixtures("_impatient")
def test_a_stroke_ends_the_clean_training_and_wakes(painted: Project, engine: Engine) -> None:
    control, choice = Control(), replace(NEVER, idle_minutes=1e-9)
    control.more_painted(live.REFIT_STROKES)
    told: list[str] = []
    endless = TINY.changed({"steps": 100_000})
    for event in live.run(painted, engine, endless, choice, "cpu", control):
        if isinstance(event, LiveTold):
            told.append(event.text)
            if "cleanly, step" in event.text:
                control.more_painted()
            if any("cleanly, step" in t for t in told) and event.text.startswith("Learning"):
                control.stop()
    learning = [text for text in told if text.startswith("Learning")]
    assert learning[-1].startswith("Learning from 1 new stroke")
    assert [run.status for run in painted.runs()][:2] == [RunStatus.STOPPED, RunStatus.CANCELLED]


@pytest.mark.usefixtures("_impatient")
def test_an_interrupted_clean_training_goes_on_at_the_next_pause(painted: Project, engine: Engine) -> None:
    """Interrupted twice, by a stroke and by an image that is opened, it is one run and does each step once."""
    control, choice = Control(), replace(NEVER, idle_minutes=1e-9)
    control.more_painted(live.REFIT_STROKES)
    steps: list[int] = []
    finished: list[Finished] = []
    kept_meanwhile: list[int] = []
    for event in live.run(painted, engine, TINY.changed({"steps": 12}), choice, "cpu", control):
        if isinstance(event, LiveTold) and "cleanly, step" in event.text:
            steps.append(int(event.text.split()[5]))
            if len(steps) == 3:
                control.more_painted()
            if len(steps) == 6:
                control.look_at(4)
        if isinstance(event, LiveTold) and event.text.startswith("Learning") and steps:
            kept_meanwhile = [run.id for run in models.kept_runs(painted)]
        if isinstance(event, Finished):
            finished.append(event)
            control.stop()
    assert steps == sorted(set(steps)), "no step twice"
    assert steps[-1] == 12
    assert [(f.run, f.status) for f in finished] == [(2, "finished")]
    assert 2 not in kept_meanwhile, "what is not finished is no model"
    assert painted.run(2).status == RunStatus.FINISHED
    assert not (painted.run_folder(2) / "last.safetensors").exists()


@pytest.mark.usefixtures("_impatient")
def test_with_another_recipe_a_clean_training_begins_anew(painted: Project, engine: Engine) -> None:
    control, choice = Control(), replace(NEVER, idle_minutes=1e-9)
    control.more_painted(live.REFIT_STROKES)
    recipe = TINY.changed({"steps": 100_000})
    for event in live.run(painted, engine, recipe, choice, "cpu", control):
        if isinstance(event, LiveTold) and "cleanly, step" in event.text:
            control.more_painted()
        if isinstance(event, LiveTold) and event.text.startswith("Learning from 1 new"):
            control.cancel()
    interrupted = models.unfinished_run(painted, recipe)
    assert interrupted is not None
    assert (interrupted.id, interrupted.note) == (2, models.UNFINISHED)
    assert models.unfinished_run(painted, TINY) is None
    painted.change_classes(lambda classes: classes.with_added("third"))
    assert models.unfinished_run(painted, recipe) is None


@pytest.mark.usefixtures("_impatient")
def test_neither_rounds_nor_a_clean_training_are_given_val_to_learn_from(
    painted: Project, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[TrainingJob] = []
    plain = engine.run

    def listening(job: Job, *more: Any) -> Iterator[Event]:
        if isinstance(job, TrainingJob):
            jobs.append(job)
        return plain(job, *more)

    monkeypatch.setattr(engine, "run", listening)
    control, choice = Control(), replace(NEVER, idle_minutes=1e-9)
    control.more_painted(live.REFIT_STROKES)
    for event in live.run(painted, engine, TINY, choice, "cpu", control):
        if isinstance(event, Finished):
            control.stop()
    splits = {image.id: image.split.value for image in painted.images() if image.labelled}
    assert sorted(splits.values()) == ["train", "val"]
    assert [job.live is None for job in jobs[-2:]] == [False, True], "rounds, then a clean training"
    assert all({image.id: image.split for image in job.images} == splits for job in jobs)
