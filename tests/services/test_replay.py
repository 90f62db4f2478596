"""A replay of small scenes through the project's own loop."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from replay_folder import write_voc
from tiny_scenes import TINY

from workbench.core.errors import BadInputError
from workbench.core.events import Event, Notice, Replayed
from workbench.core.job import EvaluationJob, Job, TrainingJob
from workbench.core.mask import UNLABELLED
from workbench.core.records import Status
from workbench.services import replay, replay_report
from workbench.services.engine import Engine
from workbench.services.library import open_project
from workbench.services.simulated_hand import OPEN

PLAN = replay.ReplayPlan(first=3, batch=2, rounds=1, recipe=TINY, device="cpu")
ARMS = ("hand", "margin")


def replayed(
    tmp_path: Path, engine: Engine, plan: replay.ReplayPlan = PLAN, arms: tuple[str, ...] = ARMS
) -> list[Event]:
    return list(replay.replay_all(write_voc(tmp_path / "voc"), tmp_path / "work", plan, arms, [7], engine))


def test_strategies_share_a_start_and_each_paints_as_many_images(tmp_path: Path, engine: Engine) -> None:
    events = replayed(tmp_path, engine)
    points = [event for event in events if isinstance(event, Replayed)]
    assert [(p.strategy, p.round, p.images) for p in points] == [
        (arm, number, 3 + 2 * number) for arm in ARMS for number in (0, 1)
    ]
    assert len({(p.seconds, p.strokes, p.miou) for p in points if p.round == 0}) == 1
    for arm in ARMS:
        seconds = [p.seconds for p in points if p.strategy == arm]
        assert np.diff(seconds).min() > 2 * OPEN
    assert all(0.0 <= p.miou <= 1.0 for p in points)
    told = [event.text for event in events if isinstance(event, Notice) and "seed" in event.text]
    assert told[0].startswith("start, seed 7, round 0: 3 images")
    assert told[-1].startswith("margin, seed 7, round 1: 5 images")


def test_the_same_dice_give_the_same_replay(tmp_path: Path, engine: Engine) -> None:
    first, again = (
        [e for e in replayed(tmp_path / place, engine, arms=("random",)) if isinstance(e, Replayed)]
        for place in ("one", "two")
    )
    assert first == again


def test_a_start_holds_what_a_person_would_have_painted(tmp_path: Path, engine: Engine) -> None:
    def last(flow):  # type: ignore[no-untyped-def]
        while True:
            try:
                next(flow)
            except StopIteration as end:
                return end.value

    data = last(replay.prepare(write_voc(tmp_path / "voc"), tmp_path / "data"))
    assert (len(data.pool), len(data.untouched)) == (8, 3)
    start = last(replay.begin(data, PLAN, 7, engine, tmp_path / "start"))
    with open_project(start.folder) as project:
        images = project.images()
        done = [image for image in images if image.status == Status.DONE]
        assert (len(images), len(done)) == (8, 3)
        assert sum(image.seconds for image in done) == pytest.approx(start.point.seconds)
        for image in done:
            mask, truth = project.mask(image.id), np.array(Image.open(data.folder / "truth" / image.name))
            painted = mask.classes != UNLABELLED
            assert painted.mean() > 0.95
            assert np.array_equal(mask.classes[painted], truth[painted])
        assert not any(image.labelled for image in images if image not in done)


def test_whole_masks_cost_the_opening_alone(tmp_path: Path, engine: Engine) -> None:
    plan = replay.ReplayPlan(3, 1, 1, TINY, whole=True, device="cpu")
    points = [e for e in replayed(tmp_path, engine, plan, ("coverage",)) if isinstance(e, Replayed)]
    assert [p.seconds for p in points] == [3 * OPEN, 4 * OPEN]


def test_what_cannot_be_replayed_is_told(tmp_path: Path, engine: Engine) -> None:
    greedy = replay.ReplayPlan(3, 3, 2, TINY)
    with pytest.raises(BadInputError, match="more than there are \\(8\\)"):
        replayed(tmp_path, engine, greedy)
    with pytest.raises(BadInputError, match="apart"):
        list(replay.prepare(write_voc(tmp_path / "no val", val=0), tmp_path / "data"))


def test_reports_hold_every_point_and_means_over_seeds(tmp_path: Path) -> None:
    points = [
        Replayed(arm, seed, number, 4 + 6 * number, 100.0 * number + 10 * seed, 5, 0.2 + 0.1 * number + 0.02 * seed)
        for seed in (0, 1)
        for arm in ("hand", "doubt")
        for number in (0, 1)
    ]
    told = json.loads(json.dumps(replay_report.as_json(points)))
    curve = {"seconds": [5.0, 105.0], "images": [4.0, 10.0], "miou": [0.21, 0.31]}
    assert told == {"strategies": {"hand": curve, "doubt": curve}, "seeds": 2}
    replay_report.write_csv(tmp_path / "a.csv", points)
    with open(tmp_path / "a.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["strategy"], int(row["seed"]), float(row["miou"])) for row in rows] == [
        (p.strategy, p.seed, p.miou) for p in points
    ]
    replay_report.write_png(tmp_path / "a.png", points)
    with Image.open(tmp_path / "a.png") as picture:
        colors = {color for _, color in picture.convert("RGB").getcolors(1 << 20)}
    assert {(128, 0, 0), (0, 128, 0)} <= colors


def test_what_models_are_measured_on_is_never_learnt_from(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[TrainingJob] = []
    measured: list[EvaluationJob] = []
    plain = engine.run

    def listening(job: Job, *more: Any) -> Iterator[Event]:
        if isinstance(job, TrainingJob):
            learnt.append(job)
        if isinstance(job, EvaluationJob):
            measured.append(job)
        return plain(job, *more)

    monkeypatch.setattr(engine, "run", listening)
    replayed(tmp_path, engine, arms=("mixed",))
    untouched = {image.image for job in measured for image in job.images if "/val/" in image.image.as_posix()}
    assert len(untouched) == 3
    assert len(learnt) == 2
    for job in learnt:
        assert not untouched & {image.image for image in job.images}
        by_split = {image.split for image in job.images}
        assert by_split == {"train", "val"}, "of those that the hand paints"
