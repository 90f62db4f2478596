"""TensorBoard's curves, read back by TensorBoard itself."""

import sys
from collections.abc import Callable

import pytest

from workbench.core.control import Control
from workbench.core.errors import MissingError
from workbench.core.events import EpochDone, StepDone
from workbench.core.job import TrainingJob
from workbench.learn.training.train import train

MakeJob = Callable[..., TrainingJob]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of TensorBoard's own imports
def test_the_curves_are_those_of_the_events(make_job: MakeJob) -> None:
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    job = make_job(tensorboard=True)
    events = list(train(job, Control()))
    read = EventAccumulator(str(job.output / "tensorboard")).Reload()

    def curve(name: str) -> list[tuple[int, float]]:
        return [(point.step, pytest.approx(point.value, rel=1e-6)) for point in read.Scalars(name)]

    steps = [e for e in events if isinstance(e, StepDone)]
    validations = [e for e in events if isinstance(e, EpochDone)]
    assert (len(steps), len(validations)) == (4, 2)
    assert [(e.step, e.loss) for e in steps] == curve("train/loss")
    assert [(e.step, e.rate) for e in steps] == curve("train/rate")
    assert [(e.step, e.miou) for e in validations] == curve("val/mIoU")
    assert [(e.step, e.ious["box"]) for e in validations] == curve("IoU/box")


def test_without_the_knob_nothing_is_written(make_job: MakeJob) -> None:
    job = make_job()
    list(train(job, Control()))
    assert not (job.output / "tensorboard").exists()


def test_without_the_package_the_knob_is_refused(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    job = make_job(tensorboard=True)
    with pytest.raises(MissingError, match="tensorboard is not installed") as caught:
        list(train(job, Control()))
    assert "tensorboard=false" in caught.value.cure
