"""The queue of a project by each strategy: whole, never the same image twice, groups apart, kept with its run."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tiny_scenes import CLASSES, TINY, paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import UsageError
from workbench.core.look import MEASURES, SIDE, Look
from workbench.core.mask import Origin
from workbench.core.records import PredictionRecord, Status
from workbench.core.strategies import STRATEGIES, USUAL
from workbench.services import annotation, importing, prediction, queueing, ranking, rounds, sequences
from workbench.services.engine import Engine
from workbench.services.library import create_project, open_project
from workbench.store.project import Project


def predicted(
    project: Project, image_id: int, doubt: float, run: int = 1, twice: bool = False, at: float = 0.0
) -> None:
    """As if a run had predicted an image: the same doubt everywhere, and its place among the features."""
    path = project.prediction_folder(run) / f"{image_id}.npz"
    regions = np.full((len(MEASURES), SIDE, SIDE), round(255 * doubt), dtype=np.uint8)
    look = Look(regions, twice, {0: doubt, 1: doubt / 2}, np.array([at, 1.0], dtype=np.float16))
    project.put_prediction(PredictionRecord(image_id, run, path, doubt, "Unsure."), look.pack())


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Project]:
    """Twelve images in three sequences of three and three alone, predicted by one run; the first of all is done."""
    write_pictures(tmp_path / "pictures", 12)
    with create_project(tmp_path / "project", ClassSet.from_names(CLASSES)) as project:
        list(importing.run(project, tmp_path / "pictures"))
        for number, name in enumerate("abc"):
            sequences.set_by_hand(project, range(3 * number + 1, 3 * number + 4), name)
        project.add_run({})
        for image_id in range(1, 13):
            predicted(project, image_id, image_id / 20, twice=image_id % 2 == 0, at=float(image_id % 5))
        project.set_status([1], Status.DONE)
        yield project


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_lists_every_waiting_image_once(waiting: Project, name: str) -> None:
    queueing.choose(waiting, name)
    listed = ranking.queue(waiting)
    assert sorted(image.id for image in listed) == list(range(2, 13))
    assert all(image.reason.startswith("Unsure. ") for image in listed)
    assert [image.id for image in ranking.queue(waiting, limit=4)] == [image.id for image in listed[:4]]
    assert {place.run for place in waiting.queues.places(name)} == {1}


def test_an_image_that_is_wholly_painted_is_nobodys_next(waiting: Project) -> None:
    """Though it is not marked done: there is nothing left to paint in it."""
    full = waiting.image(7)
    planes = np.zeros((full.height, full.width), dtype=np.uint8)
    for image_id, where in ((7, planes == 0), (8, np.arange(full.width) > 0)):
        edit = edit_from_pixels(
            waiting.mask(image_id), np.broadcast_to(where, planes.shape), planes, Origin.HAND, "brush"
        )
        assert edit is not None
        annotation.commit(waiting, image_id, edit)
    queueing.rank(waiting)
    assert sorted(image.id for image in ranking.queue(waiting)) == [2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    waiting.queues.put("doubt", [])  # as an older program left it
    assert sorted(image.id for image in ranking.queue(waiting)) == [2, 3, 4, 5, 6, 8, 9, 10, 11, 12]


def test_sequences_take_turns_where_doubt_alone_would_show_one_film(waiting: Project) -> None:
    queueing.choose(waiting, "doubt")
    groups = [image.sequence for image in ranking.queue(waiting)]
    assert not [pair for pair in itertools.pairwise(groups) if pair[0] and pair[0] == pair[1]]


@pytest.mark.parametrize("name", ["doubt", "random", "coverage"])
def test_no_image_comes_twice_in_a_row_and_the_walk_meets_them_all(waiting: Project, name: str) -> None:
    queueing.choose(waiting, name)
    here, met = None, []
    while (image := ranking.next_image(waiting, here)) is not None and image.id not in met:
        assert image.id != here
        met.append(image.id)
        here = image.id
        waiting.set_status([here], Status.DONE)
    assert sorted(met) == list(range(2, 13))


def test_the_next_image_is_of_another_sequence(waiting: Project) -> None:
    waiting.set_status([10, 11, 12], Status.DONE)
    queueing.choose(waiting, "doubt")
    first = ranking.queue(waiting)[0]
    assert (first.id, first.sequence) == (9, "c")
    following = ranking.next_image(waiting, 8)
    assert following is not None
    assert following.sequence == "b"


def test_the_order_is_kept_and_random_is_the_same_until_the_next_run(waiting: Project) -> None:
    queueing.choose(waiting, "random")
    before = [image.id for image in ranking.queue(waiting)]
    folder = waiting.folder
    waiting.close()
    with open_project(folder) as again:
        assert queueing.chosen(again) == "random"
        assert [image.id for image in ranking.queue(again)] == before
        queueing.rank(again)
        assert [image.id for image in ranking.queue(again)] == before
        again.add_run({})
        for image_id in range(2, 13):
            predicted(again, image_id, 0.5, run=2)
        queueing.rank(again)
        assert [image.id for image in ranking.queue(again)] != before


def test_what_was_seen_once_waits_behind_what_was_seen_twice(waiting: Project) -> None:
    queueing.choose(waiting, "second_look")
    listed = ranking.queue(waiting)
    assert {image.id for image in listed[:6]} == {2, 4, 6, 8, 10, 12}
    assert all("predict again" in image.reason for image in listed[6:])


def test_coverage_goes_by_the_model_that_predicts_though_a_newer_one_is_worse(waiting: Project) -> None:
    """A finished image keeps the word of run 2; the first is the better model, and it predicts what waits."""
    waiting.add_run({})
    predicted(waiting, 1, 0.5, run=2)
    queueing.choose(waiting, "coverage")
    listed = ranking.queue(waiting)
    assert sorted(image.id for image in listed) == list(range(2, 13))
    assert not [image.reason for image in listed if "cannot judge" in image.reason]


def test_coverage_goes_by_the_newest_model_and_away_from_what_is_painted(waiting: Project) -> None:
    waiting.add_run({})
    for image_id, at in ((1, 0.0), (2, 0.1), (3, 9.0), (4, 4.0)):
        predicted(waiting, image_id, 0.1, run=2, at=at)  # 1 is done: the model has met it
    queueing.choose(waiting, "coverage")
    order = [image.id for image in ranking.queue(waiting)]
    assert order[:3] == [3, 4, 2]
    assert sorted(order[3:]) == list(range(5, 13))


def test_a_damaged_look_and_a_strange_setting_cost_nothing_else(waiting: Project) -> None:
    waiting.queues.put_look(5, 1, b"rubbish")
    waiting.settings.put("strategy", ["?"])
    queueing.rank(waiting)
    assert queueing.chosen(waiting) == USUAL
    assert sorted(image.id for image in ranking.queue(waiting)) == [2, 3, 4, *range(6, 13)]
    with pytest.raises(UsageError, match="entropy"):
        queueing.choose(waiting, "best")


def test_predictions_that_nobody_ranked_come_most_doubtful_first(waiting: Project) -> None:
    assert waiting.queues.places("doubt") == []
    assert [image.id for image in ranking.queue(waiting)] == list(range(12, 1, -1))


def test_a_round_looks_twice_and_at_what_is_done_where_the_strategy_asks(tmp_path: Path, engine: Engine) -> None:
    write_pictures(tmp_path / "pictures", 5)
    with create_project(tmp_path / "project", ClassSet.from_names(CLASSES)) as project:
        list(importing.run(project, tmp_path / "pictures"))
        for image_id in (1, 2, 3):
            paint(project, image_id, image_id)
        project.set_status([1], Status.DONE)
        queueing.choose(project, "second_look")
        list(rounds.run(project, engine, TINY, "cpu"))
        seen = {kept.image: Look.unpack(kept.look) for kept in project.queues.looks()}
        assert {image_id: look.twice for image_id, look in seen.items()} == dict.fromkeys((2, 3, 4, 5), True)
        assert {place.image for place in project.queues.places("second_look")} == {2, 3, 4, 5}

        queueing.choose(project, "coverage")
        list(rounds.run(project, engine, TINY, "cpu"))
        kept = project.queues.looks()
        assert [one.image for one in kept] == [1, 2, 3, 4, 5]
        assert project.prediction(1) is None
        assert not list(project.prediction_folder(2).glob("1.npz"))

        contradicted = {one.image: Look.unpack(one.look).regions[MEASURES.index("contradiction")] for one in kept}
        assert not contradicted[4].any()
        mask = project.mask(2).classes
        found = prediction.load(project, project.image(2))
        painted = mask != 255
        wrong = painted & (found.classes != mask)
        rows, columns = np.arange(48) * SIDE // 48, np.arange(64) * SIDE // 64
        expected = [
            wrong[np.ix_(rows == r, columns == c)].sum() / max(painted[np.ix_(rows == r, columns == c)].sum(), 1)
            for r in range(SIDE)
            for c in range(SIDE)
        ]
        assert np.abs(contradicted[2].ravel() - 255 * np.array(expected)).max() < 0.51
