"""Images of the val split teach nothing: with others in their place a run learns the very same."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from workbench.core.control import Control
from workbench.core.events import EpochDone, StepDone
from workbench.core.job import TrainingJob
from workbench.learn.net.checkpoint import read_checkpoint
from workbench.learn.training.train import train

MakeJob = Callable[..., TrainingJob]


@pytest.mark.parametrize("knobs", [{"norm": "batch"}, {"norm": "group", "ema": 0.9}])
def test_losses_and_weights_do_not_depend_on_val(make_job: MakeJob, tmp_path: Path, knobs: dict[str, object]) -> None:
    job = make_job(steps=6, validate_every=6, **knobs)
    *training, val = job.images
    upside_down = tmp_path / "other.png", tmp_path / "other-mask.png"
    Image.fromarray(255 - np.asarray(Image.open(val.image))[::-1]).save(upside_down[0])
    Image.fromarray(np.where(np.asarray(Image.open(val.mask)) == 3, 7, 3).astype(np.uint8)).save(upside_down[1])
    other = replace(
        job,
        images=(*training, replace(val, image=upside_down[0], mask=upside_down[1])),
        output=job.output.with_name("other"),
    )
    runs = [list(train(one, Control())) for one in (job, other)]
    losses = [[(e.step, e.loss) for e in run if isinstance(e, StepDone)] for run in runs]
    assert losses[0] == losses[1]
    assert len(losses[0]) == 6
    scores = [[e.miou for e in run if isinstance(e, EpochDone)] for run in runs]
    assert scores[0] != scores[1], "it is measured on val"
    networks = [read_checkpoint(one.output / "best.safetensors")[0].state_dict() for one in (job, other)]
    for name, value in networks[0].items():
        assert value.equal(networks[1][name]), name
