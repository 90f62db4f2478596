"""What a person looks at is predicted first, then the most doubtful; each prediction is kept as soon as it comes."""

import base64
from collections.abc import Iterator

import numpy as np
import pytest
from tiny_scenes import TINY, paint

from workbench.core.control import Control
from workbench.core.events import Event, PredictionReady
from workbench.core.job import JobClass, PredictionJob
from workbench.core.look import MEASURES, SIDE, Look
from workbench.core.prediction import Prediction
from workbench.learn.net.checkpoint import Facts, write_checkpoint
from workbench.learn.net.deeplab import NetSpec, build
from workbench.services import merging, prediction
from workbench.services.engine import Engine
from workbench.store.project import Project


class Oracle:
    """An engine that says the same of every image."""

    def __init__(self) -> None:
        self.jobs: list[PredictionJob] = []

    def run(self, job: PredictionJob, _control: Control | None = None) -> Iterator[Event]:
        self.jobs.append(job)
        for image in job.images:
            plane = np.zeros((48, 64), np.uint8)
            path = job.output / f"{image.id}.npz"
            Prediction(plane, plane + 255 - image.id, plane).write(path)
            look = Look(np.zeros((len(MEASURES), SIDE, SIDE), np.uint8), False, {}, np.zeros(1, np.float16)).pack()
            yield PredictionReady(image.id, str(path), image.id / 100, "unsure.", base64.b64encode(look).decode())


@pytest.mark.parametrize("first", [None, 1, 3])
def test_the_image_in_sight_comes_first_then_the_most_doubtful(project: Project, first: int | None) -> None:
    oracle = Oracle()
    model = project.run(project.add_run({}))
    list(prediction.run(project, oracle, model, project.images()))
    newer = project.run(project.add_run({}))
    kept = []
    for event in prediction.run(project, oracle, newer, project.images(), first=first):
        assert isinstance(event, PredictionReady)
        kept.append(event.image)
        image = project.image(event.image)
        loaded = prediction.load(project, image)
        assert loaded is not None
        assert loaded.run == newer.id, "kept before it is told"
    expected = [4, 3, 2, 1]
    assert kept == ([first] if first else []) + [n for n in expected if n != first]
    assert len(oracle.jobs) == 2, "one job, so that the model is read once"


def test_a_second_look_leaves_the_prediction_of_the_same_model(project: Project) -> None:
    oracle = Oracle()
    model = project.run(project.add_run({}))
    first, second = project.images()[:2]
    list(prediction.run(project, oracle, model, [first]))
    list(prediction.look(project, oracle, model, [first, second], "auto", None))
    found = prediction.load(project, first)
    assert found is not None
    assert (found.run, found.confidence[0, 0]) == (model.id, 254)
    assert prediction.load(project, second) is None
    assert [path.name for path in project.prediction_folder(model.id).iterdir()] == [f"{first.id}.npz"]


def contradicted(project: Project, image_id: int) -> int:
    """The most that the newest look at an image has of what hands contradict: 0..255."""
    (kept,) = [one for one in project.queues.looks() if one.image == image_id]
    found = Look.unpack(kept.look)
    assert found is not None
    return int(found.regions[MEASURES.index("contradiction")].max())


def test_a_class_that_was_merged_since_contradicts_nothing(project: Project) -> None:
    model = project.run(project.add_run({}))
    paint(project, 1, seed=1)
    list(prediction.run(project, Oracle(), model, project.images()))
    assert contradicted(project, 1) == 255, "the model knows the class 0 alone"
    list(merging.run(project, 0, 1))
    list(prediction.run(project, Oracle(), model, project.images()))
    assert contradicted(project, 1) == 0


def test_a_damaged_mask_holds_up_no_prediction(project: Project) -> None:
    model = project.run(project.add_run({}))
    paint(project, 1, seed=1)
    with project._db.transaction() as connection:
        connection.exec_driver_sql("UPDATE tiles SET planes = x'00' WHERE image_id = 1")
    list(prediction.run(project, Oracle(), model, project.images()))
    assert sorted(project.predicted_by(model.id)) == [1, 2, 3, 4]


def test_the_worker_hears_which_image_is_open(project: Project, engine: Engine) -> None:
    run = project.add_run({})
    spec = NetSpec("mobilenet_v2", 16, 2, "group", "group")
    classes = tuple(JobClass(known.index, known.name) for known in project.classes)
    write_checkpoint(project.run_folder(run), build(spec), Facts(spec, classes, TINY, 1, None))
    control = Control()
    control.look_at(4)
    flow = prediction.run(project, engine, project.run(run), project.images(), "cpu", control)
    kept = [event.image for event in flow if isinstance(event, PredictionReady)]
    assert sorted(kept) == [1, 2, 3, 4]
    assert 4 in kept[:2], "the first may have begun before the wish was heard"
