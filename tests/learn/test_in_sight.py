"""The image that a person looks at is predicted next, whichever it is by then; none is left out or done twice."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from learn_scenes import CLASSES, QUICK
from PIL import Image

from workbench.core.control import Control
from workbench.core.events import PredictionReady
from workbench.core.job import JobImage, PredictionJob
from workbench.learn.measure.predict import Predictor, predict_job
from workbench.learn.net.checkpoint import Facts, write_checkpoint
from workbench.learn.net.deeplab import NetSpec, build

COUNT = 6
EXAMPLES = settings(
    derandomize=True, max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    torch.manual_seed(5)
    spec = NetSpec("mobilenet_v2", 16, 2, "group", "group")
    path = write_checkpoint(tmp_path_factory.mktemp("run"), build(spec), Facts(spec, CLASSES, QUICK, 1, None))
    return Predictor.load(path, torch.device("cpu"))


@pytest.fixture
def job(tmp_path: Path) -> PredictionJob:
    (tmp_path / "out").mkdir()
    images = []
    for number in range(1, COUNT + 1):
        path = tmp_path / f"{number}.png"
        Image.fromarray(np.full((8, 9, 3), number, np.uint8)).save(path)
        images.append(JobImage(number, path))
    return PredictionJob(tuple(images), tmp_path / "none", tmp_path / "out", "cpu")


@EXAMPLES
@given(st.lists(st.sampled_from([None, *range(1, COUNT + 3)]), min_size=COUNT, max_size=COUNT))
def test_the_image_in_sight_is_always_the_next(
    job: PredictionJob, predictor: Predictor, looks: list[int | None]
) -> None:
    control, done, expected = Control(), [], []
    wishes = iter(looks)

    def look() -> None:
        wish = next(wishes, None)
        if wish is not None:
            control.look_at(wish)

    look()
    rest = list(range(1, COUNT + 1))
    for event in predict_job(job, control, predictor):
        if isinstance(event, PredictionReady):
            due = control.looked_at if control.looked_at in rest else rest[0]
            expected.append(due)
            rest.remove(due)
            done.append(event.image)
            look()
    assert done == expected
    assert sorted(done) == list(range(1, COUNT + 1))
