"""From painted images to a kept model, its scores, its predictions and the queue: one project, one worker."""

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_scenes import CLASSES, ENDLESS, HEIGHT, TINY, WIDTH, paint, scene, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.control import Control
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import MissingError, NotEnoughLabelsError, UsageError, WorkbenchError
from workbench.core.events import (
    EpochDone,
    Evaluated,
    Event,
    Finished,
    Notice,
    PredictionReady,
    Refused,
    StepDone,
    TrainingFinished,
)
from workbench.core.job import TrainingJob
from workbench.core.mask import Origin
from workbench.core.metrics import ConfusionMatrix
from workbench.core.records import RunStatus, Split, Status
from workbench.services import (
    annotation,
    evaluation,
    importing,
    models,
    prediction,
    queueing,
    ranking,
    rounds,
    splits,
    standings,
    training,
)
from workbench.services.engine import Engine
from workbench.services.library import create_project
from workbench.store.project import Project


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Iterator[tuple[Project, list[Event]]]:
    """Five images, three of them painted, after one run; and the events of that run."""
    folder = tmp_path_factory.mktemp("trained")
    write_pictures(folder / "pictures", 5)
    with create_project(folder / "project", ClassSet.from_names(CLASSES)) as project:
        list(importing.run(project, folder / "pictures"))
        for image_id in (1, 2, 3):
            paint(project, image_id, image_id)
        yield project, list(training.run(project, engine, TINY, "cpu"))


def test_a_run_is_kept_with_its_story(trained: tuple[Project, list[Event]]) -> None:
    project, events = trained
    finished = events[-1]
    epochs = [e for e in events if isinstance(e, EpochDone)]
    assert finished == Finished(1, "finished", max(e.miou for e in epochs))
    run = project.run(1)
    assert (run.status, run.best_miou) == (RunStatus.FINISHED, finished.best_miou)
    assert run.device.startswith("CPU")
    assert run.started_from == "random weights"
    assert run.recipe == TINY.to_json()
    assert run.seconds > 0
    assert [(e.step, e.miou, e.ious) for e in project.epochs(1)] == [(e.step, e.miou, e.ious) for e in epochs]
    assert json.loads((project.run_folder(1) / "best.json").read_text())["miou"] == finished.best_miou


def test_the_trainer_reads_plain_copies_of_the_masks(trained: tuple[Project, list[Event]]) -> None:
    project, _ = trained
    for image_id in (1, 2, 3):
        with Image.open(project.plain_copy(image_id)) as copy:
            assert np.array_equal(np.array(copy), project.mask(image_id).classes)
    assert not project.plain_copy(4).exists()


def test_evaluation_says_what_the_predictions_say(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    list(prediction.run(project, engine, project.run(1), project.images(), "cpu"))
    (val,) = [i for i in project.images() if i.split == Split.VAL]
    *_, measured = evaluation.run(project, engine, project.run(1), Split.VAL, "cpu")
    assert isinstance(measured, Evaluated)
    matrix = ConfusionMatrix([0, 1])
    matrix.add(project.mask(val.id).classes, prediction.load(project, val).classes)
    expected = matrix.scores(list(CLASSES))
    assert (measured.images, list(measured.ious)) == (1, list(CLASSES))
    assert measured.miou == pytest.approx(expected.miou, abs=0.02)
    assert measured.pixel_accuracy == pytest.approx(expected.pixel_accuracy, abs=0.02)
    with pytest.raises(NotEnoughLabelsError, match="test"):
        list(evaluation.run(project, engine, project.run(1), Split.TEST, "cpu"))


def test_predictions_are_kept_as_they_come_and_ranked(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    queueing.choose(project, "doubt")
    flow = prediction.run(project, engine, models.usable_run(project), project.images(), "cpu")
    ready = []
    for event in flow:
        if isinstance(event, PredictionReady):
            ready.append(event)
            image = project.image(event.image)
            assert (image.doubt, image.reason) == (event.doubt, event.reason)
            assert project.prediction(event.image).path == Path(event.path)
    assert sorted(e.image for e in ready) == [1, 2, 3, 4, 5]
    for image in project.images():
        found = prediction.load(project, image)
        assert found.classes.shape == (HEIGHT, WIDTH)
        assert found.doubt == pytest.approx(image.doubt)
    project.set_status([2], Status.DONE)
    project.set_status([3], Status.SKIPPED)
    waiting = ranking.queue(project)
    assert {i.id for i in waiting} == {1, 4, 5}
    assert [i.doubt for i in waiting] == sorted((i.doubt for i in waiting), reverse=True)
    assert ranking.next_image(project, None) == waiting[0]
    assert ranking.next_image(project, waiting[0].id) == waiting[1]
    assert [i.id for i in prediction.choose_images(project, "todo")] == [1, 4, 5]
    assert len(prediction.choose_images(project, "all")) == 5
    assert [i.id for i in prediction.choose_images(project, "*-[45].png")] == [4, 5]
    with pytest.raises(MissingError, match="nope"):
        prediction.choose_images(project, "nope*")
    project.set_status([2, 3], Status.STARTED)
    # The most doubtful image is predicted first, the next time.
    again = prediction.run(project, engine, project.run(1), project.images(), "cpu")
    order = [e.image for e in again if isinstance(e, PredictionReady)]
    assert order == [i.id for i in ranking.queue(project)]


def test_a_deleted_prediction_is_none(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    list(prediction.run(project, engine, project.run(1), [project.image(5)], "cpu"))
    shutil.rmtree(project.prediction_folder(1))
    assert prediction.load(project, project.image(5)) is None


def test_deleted_copies_of_masks_are_written_again(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    shutil.rmtree(project.folder / "masks")
    *_, measured = evaluation.run(project, engine, project.run(1), Split.VAL, "cpu")
    assert isinstance(measured, Evaluated)


def test_a_missing_picture_is_left_out_and_told(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    moved = project.image(3).path.rename(project.folder.parent / "moved.png")
    try:
        events = list(training.run(project, engine, TINY, "cpu"))
        told = [e.text for e in events if isinstance(e, Notice) and "scene-3.png" in e.text]
        assert len(told) == 1
        assert "mask is kept" in told[0]
        assert told[0] in (project.run_folder(project.runs()[-1].id) / "log.txt").read_text()
        assert events[-1].status == "finished"
        told = [e.text for e in prediction.run(project, engine, project.run(1), [project.image(3)], "cpu")]
        assert "scene-3.png is missing" in told[0]
    finally:
        moved.rename(project.image(3).path)


def test_stop_keeps_a_run_and_cancel_only_its_row(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    endings = {}
    for wish in ("stop", "cancel", "close"):
        control = Control()
        flow = training.run(project, engine, ENDLESS, "cpu", control)
        for event in flow:
            if isinstance(event, EpochDone):
                break
        if wish == "close":
            flow.close()
            last = None
        else:
            getattr(control, wish)()
            *_, last = flow
        run = project.runs()[-1]
        endings[wish] = (run.status.value, getattr(last, "status", None))
        kept = (project.run_folder(run.id) / "best.safetensors").exists()
        assert kept == (wish == "stop")
    assert endings == {
        "stop": ("stopped", "stopped"),
        "cancel": ("cancelled", "cancelled"),
        "close": ("cancelled", None),
    }
    with pytest.raises(MissingError, match=r"cancelled.*kept no weights"):
        models.usable_run(project, project.runs()[-1].id)


def test_a_failed_run_says_why(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    with pytest.raises(WorkbenchError, match=r"none\.pth") as caught:
        list(training.run(project, engine, replace(TINY, weights="/nowhere/none.pth"), "cpu"))
    run = project.runs()[-1]
    assert run.status == RunStatus.FAILED
    assert caught.value.message in run.note


def test_a_run_that_breaks_after_weights_were_kept_is_stopped_and_of_use(
    trained: tuple[Project, list[Event]], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, _ = trained
    whole = engine.run

    def broken(job: TrainingJob, control: Control) -> Iterator[Event]:
        for event in whole(job, control):
            if not isinstance(event, TrainingFinished):
                yield event
        raise WorkbenchError("The disk is away.")

    monkeypatch.setattr(engine, "run", broken)
    with pytest.raises(WorkbenchError, match="disk is away"):
        list(training.run(project, engine, TINY, "cpu"))
    run = project.runs()[-1]
    assert (run.status, run.note) == (RunStatus.STOPPED, "The disk is away.")
    assert models.usable_run(project, run.id) == run


def test_a_round_trains_then_predicts_what_a_person_looks_at_first(
    trained: tuple[Project, list[Event]], engine: Engine
) -> None:
    project, _ = trained
    project.set_status([2], Status.DONE)
    events = list(rounds.run(project, engine, TINY, "cpu", first=4))
    (finished,) = [e for e in events if isinstance(e, Finished)]
    order = [e.image for e in events if isinstance(e, PredictionReady)]
    assert order[0] == 4
    assert sorted(order) == [1, 3, 4, 5]
    assert {project.prediction(i).run for i in order} == {finished.run}


def test_a_round_that_is_stopped_predicts_and_a_cancelled_one_does_not(
    trained: tuple[Project, list[Event]], engine: Engine
) -> None:
    project, _ = trained
    for wish, predicted in (("stop", True), ("cancel", False)):
        control, seen = Control(), []
        for event in rounds.run(project, engine, ENDLESS, "cpu", control):
            seen.append(event)
            if isinstance(event, StepDone) and event.step == 3:
                getattr(control, wish)()
        assert any(isinstance(e, TrainingFinished) for e in seen) == predicted
        told = [e for e in seen if isinstance(e, Notice) and e.text.startswith("Run ")]
        assert bool(told or any(isinstance(e, PredictionReady) for e in seen)) == predicted


def test_the_better_of_old_and_new_on_todays_val_images_predicts(
    trained: tuple[Project, list[Event]], engine: Engine
) -> None:
    project, _ = trained
    list(rounds.run(project, engine, replace(TINY, steps=40), "cpu"))
    good = models.usable_run(project)
    hardly = replace(TINY, steps=1, learning_rate=1e-6, ema=0.0)
    events = list(rounds.run(project, engine, hardly, "cpu"))
    poor = project.runs()[-1]
    mious = {}
    for run in (good, poor):
        *_, measured = evaluation.run(project, engine, run, Split.VAL, "cpu")
        mious[run.id] = measured.miou
    assert mious[good.id] > mious[poor.id]
    assert any(isinstance(e, Notice) and f"Run {good.id} is still better" in e.text for e in events)
    assert {project.prediction(i.id).run for i in prediction.choose_images(project, "todo")} == {good.id}


def test_the_best_run_is_the_one_with_the_highest_score(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    list(training.run(project, engine, replace(TINY, seed=3), "cpu"))
    kept = [r for r in project.runs() if r.status in {RunStatus.FINISHED, RunStatus.STOPPED}]
    assert models.usable_run(project).best_miou == max(r.best_miou for r in kept)
    assert models.usable_run(project, "1").id == models.usable_run(project, 1).id == 1
    with pytest.raises(MissingError, match="99"):
        models.usable_run(project, "99")
    with pytest.raises(UsageError, match="first"):
        models.usable_run(project, "first")


def test_weights_that_a_killed_worker_left_of_a_cancelled_run_are_not_used(
    trained: tuple[Project, list[Event]],
) -> None:
    project, _ = trained
    run_id = project.add_run(TINY.to_json())
    shutil.copytree(project.run_folder(1), project.run_folder(run_id))
    project.end_run(run_id, RunStatus.CANCELLED, 1.0, 1.0)
    assert models.usable_run(project).id != run_id
    with pytest.raises(MissingError, match="cancelled"):
        models.usable_run(project, run_id)


def test_a_picture_that_broke_is_told_and_the_others_train(
    trained: tuple[Project, list[Event]], engine: Engine
) -> None:
    project, _ = trained
    path = project.image(3).path
    whole = path.read_bytes()
    path.write_bytes(whole[:200])
    try:
        events = list(training.run(project, engine, TINY, "cpu"))
    finally:
        path.write_bytes(whole)
    assert [e.item for e in events if isinstance(e, Refused)] == ["scene-3.png"]
    assert events[-1].status == "finished"


def test_painting_goes_on_while_it_trains(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    control = Control()
    flow = training.run(project, engine, ENDLESS, "cpu", control)
    slowest, painted = 0.0, 0
    for event in flow:
        if isinstance(event, StepDone) and painted < 5:
            began = time.monotonic()
            paint(project, 5, 20 + painted)
            slowest, painted = max(slowest, time.monotonic() - began), painted + 1
        elif painted == 5:
            control.stop()
    assert project.runs()[-1].status == RunStatus.STOPPED
    assert np.array_equal(project.mask(5).classes[1:-1, 1:-1], scene(24)[1][1:-1, 1:-1])
    assert project.stale_copies()[0][0] == 5  # what was painted meanwhile waits for the next run
    assert slowest < 1.0


def test_an_interrupted_run_goes_on_under_its_number(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    assert models.interrupted_run(project) is None or models.interrupted_run(project).status == RunStatus.STOPPED
    control = Control()
    for event in training.run(project, engine, replace(TINY, steps=12), "cpu", control):
        if isinstance(event, StepDone) and event.step == 5:
            control.stop()
    before = models.interrupted_run(project)
    assert before == project.runs()[-1]
    events = list(training.run(project, engine, TINY, "cpu", resume=before))
    assert events[-1].run == before.id
    steps = [e.step for e in events if isinstance(e, StepDone)]
    assert steps[-1] == 12
    assert steps[0] > 1
    after = project.run(before.id)
    assert (after.status, after.recipe["steps"]) == (RunStatus.FINISHED, 12)
    assert after.seconds > before.seconds
    assert [e.step for e in project.epochs(before.id)] == [2, 4, 6, 8, 10, 12]
    assert not (project.run_folder(before.id) / "last.safetensors").exists()


def test_scores_on_other_val_images_are_not_compared(
    trained: tuple[Project, list[Event]], engine: Engine, tmp_path: Path
) -> None:
    with create_project(tmp_path / "project", ClassSet.from_names(CLASSES)) as project:
        write_pictures(tmp_path / "pictures", 5)
        list(importing.run(project, tmp_path / "pictures"))
        for image_id in (1, 2, 3):
            paint(project, image_id, image_id)
        first, second = (list(training.run(project, engine, replace(TINY, seed=n), "cpu"))[-1].run for n in (1, 2))
        # As if the first had seemed perfect on val images of which one was put into another split since.
        standings.note(project, first, "of other days", 1.0)
        assert models.usable_run(project).id == second
        # Measured again, on today's, it may win.
        standings.note(project, first, standings.val_key(project), 1.0)
        assert models.usable_run(project).id == first
        key = standings.val_key(project)
        (val,) = [i.id for i in project.images() if i.split == Split.VAL]
        splits.set_by_hand(project, [val], Split.TRAIN)
        assert standings.val_key(project) != key
        # Nothing was measured on the new val images: the newest run's are the ones to compare on.
        assert models.usable_run(project).id == first
        list(evaluation.run(project, engine, project.run(second), Split.TRAIN, "cpu"))
        assert standings.read(project)[second].key == key  # only val counts
        project.settings.put("standings", {"1": "no pair", "x": [1, 2]})
        assert models.usable_run(project).id in {first, second}


def test_a_round_tells_what_became_of_the_old_classes(trained: tuple[Project, list[Event]], engine: Engine) -> None:
    project, _ = trained
    project.set_classes(project.classes.with_added("pole"))
    mask = project.mask(1)
    everywhere = np.ones_like(mask.classes, dtype=bool)
    edit = edit_from_pixels(mask, everywhere, np.full_like(mask.classes, 2), Origin.HAND, "fill")
    annotation.commit(project, 1, edit)
    events = list(rounds.run(project, engine, TINY, "cpu"))
    (told,) = [e.text for e in events if isinstance(e, Notice) and "knows more classes" in e.text]
    assert "pole" in told
    assert "ground " in told
    assert "box " in told
