"""Looking back on runs: what is told, what a name and a deletion change, what is measured and kept."""

from collections.abc import Iterator

import numpy as np
import pytest
from tiny_scenes import KNOBS, TINY, paint, scene

from workbench.core.errors import BadInputError
from workbench.core.events import Evaluated
from workbench.core.prediction import Prediction
from workbench.core.records import Split
from workbench.services import estimating, models, prediction, run_history, run_scores, training
from workbench.services.engine import Engine
from workbench.store.project import Project


@pytest.fixture
def trained(project: Project, engine: Engine) -> Iterator[Project]:
    """Four pictures, three painted, two runs; the second learnt for longer."""
    for image in project.images()[:3]:
        paint(project, image.id, image.id)
    for recipe in (TINY, TINY.changed({"steps": 8, "flip": False})):
        list(training.run(project, engine, recipe))
    return project


def test_runs_are_told_measured_named_and_deleted(trained: Project, engine: Engine) -> None:
    """One test for all of it: two trainings are dear."""
    newest, oldest = run_history.past_runs(trained)
    assert [newest.run.id, oldest.run.id] == [2, 1]
    assert newest.images == (2, 1)
    assert newest.kept
    assert oldest.kept
    assert [past.best for past in (newest, oldest)].count(True) == 1
    assert "from scratch, 8 steps of 2 crops of 64 pixels" in newest.words
    assert newest.bytes > 1_000_000

    # Its pace is that of the steps that it wrote down.
    assert estimating.speed_told(trained, 1) is None, "three pauses tell too little"
    told = estimating.speed_told(trained, 2)
    assert told is not None
    assert told.device == newest.run.device
    reckoned = estimating.reckon(trained, TINY, (told,))
    assert reckoned is not None
    assert f"last run on {told.device}" in reckoned.words

    # Measured: the same numbers as from the predictions, counted plainly.
    runs = [trained.run(1), trained.run(2)]
    events = list(run_scores.measure(trained, engine, runs))
    assert sum(isinstance(event, Evaluated) for event in events) == 2
    val = next(image for image in trained.images() if image.split == Split.VAL)
    list(prediction.run(trained, engine, trained.run(2), [val]))
    kept = trained.prediction(val.id)
    assert kept is not None
    said = Prediction.read(kept.path, val.height, val.width).classes[1:-1, 1:-1]
    truth = scene(val.id)[1][1:-1, 1:-1]
    scores = run_scores.read(trained, 2)
    assert scores is not None
    counted = [[int(((truth == row) & (said == column)).sum()) for column in (0, 1)] for row in (0, 1)]
    assert np.array(scores.total.confusion)[:2, :2].tolist() == counted
    assert [one.image for one in scores.worst] == [val.id]
    assert list(run_scores.measure(trained, engine, runs)) == [], "nothing is measured twice"
    paint(trained, trained.images()[3].id, 4)
    trained.set_split([trained.images()[3].id], Split.VAL)
    again = list(run_scores.measure(trained, engine, [trained.run(2)]))
    assert isinstance(again[-1], Evaluated), "there is more to measure on"
    assert again[-1].images == 2

    # A name.
    run_history.rename(trained, 1, "  short   run ")
    assert run_history.past_runs(trained)[1].name == "run 1, short run"
    with pytest.raises(BadInputError):
        run_history.rename(trained, 1, "x" * 81)
    run_history.rename(trained, 1, "")
    assert run_history.titles(trained) == {}

    # Deleted: the weights are gone, everything else stays.
    best = models.usable_run(trained)
    past = next(one for one in run_history.past_runs(trained) if one.run.id == best.id)
    other = 3 - best.id
    assert f"run {other} is the best then" in run_history.what_is_lost(trained, past)
    epochs = trained.epochs(best.id)
    run_history.delete_model(trained, best.id)
    gone = next(one for one in run_history.past_runs(trained) if one.run.id == best.id)
    assert (gone.kept, gone.bytes) == (False, 0)
    assert models.usable_run(trained).id == other
    assert trained.epochs(best.id) == epochs
    last = next(one for one in run_history.past_runs(trained) if one.run.id == other)
    assert "the only model" in run_history.what_is_lost(trained, last)


def test_a_run_that_learns_is_not_deleted(project: Project) -> None:
    run = project.add_run(TINY.to_json())
    with pytest.raises(BadInputError, match="still learning"):
        run_history.delete_model(project, run)


def test_what_is_damaged_costs_words_and_not_the_list(project: Project) -> None:
    run = project.add_run(KNOBS | {"a knob of another time": 3})
    folder = project.run_folder(run)
    folder.mkdir(parents=True)
    for name in ("metrics.jsonl", "best.json", run_scores.FILE):
        (folder / name).write_bytes(b"\x00 no JSON")
    project.settings.put("run_titles", {"one": 1, "1": ["x"]})
    (past,) = run_history.past_runs(project)
    assert past.images is None
    assert past.recipe == TINY.changed({"validate_every": 0})
    assert run_scores.read(project, run) is None
    assert estimating.speed_told(project, run) is None


def test_nothing_is_reckoned_where_nothing_is_painted(project: Project) -> None:
    assert estimating.reckon(project, TINY, ()) is None
    assert estimating.cost_in_words(project, TINY, ()) == estimating.NOTHING_PAINTED
    paint(project, 1, 1)
    project.set_split([1], Split.TRAIN)
    odd = TINY.changed({"backbone": "timm:resnet18"})
    assert estimating.cost_in_words(project, odd, ()) == "What it would cost is not known for this encoder."
