"""The second head: its loss reaches the early layers, it goes on after an interruption, and it is not kept."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from learn_scenes import QUICK

from workbench.core.control import Control
from workbench.core.events import StepDone
from workbench.core.job import TrainingJob
from workbench.learn.net.backbone import make_encoder
from workbench.learn.net.checkpoint import read_checkpoint
from workbench.learn.net.deeplab import NetSpec, build
from workbench.learn.net.start import Start, spec_of
from workbench.learn.training.learner import Learner
from workbench.learn.training.objective import Objective, painted_loss
from workbench.learn.training.train import train

RECIPE = replace(QUICK, norm="group", auxiliary=0.4, optimizer="sgd")


@pytest.mark.parametrize(
    ("backbone", "channels"),
    [
        ("mobilenet_v2", 96),
        ("mobilenet_v3_large", 112),
        ("resnet50", 1024),
        ("xception65", 728),
        ("timm:resnet18", 256),
    ],
)
def test_the_middle_map_is_the_one_before_the_last_stage(backbone: str, channels: int) -> None:
    """The widths are those of the papers' tables: the last stage that an unchanged encoder has at stride 16."""
    with torch.device("meta"):
        encoder = make_encoder(backbone, 16, "batch").eval()
        low, middle, deep = encoder.maps(torch.zeros(1, 3, 64, 96))
        plain = encoder(torch.zeros(1, 3, 64, 96))
    assert encoder.middle_channels == channels
    assert tuple(middle.shape) == (1, channels, 4, 6)
    assert [tuple(one.shape) for one in plain] == [tuple(low.shape), tuple(deep.shape)]


def test_the_gradient_is_that_of_both_losses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.nn.functional, "dropout", lambda x, *args, **more: x)
    torch.manual_seed(0)
    net = build(spec_of(RECIPE, Start("random weights"), 2))
    learner = Learner(net, RECIPE, False, Objective(torch.ones(2)), torch.device("cpu"))
    head = learner._auxiliary
    images = torch.randn(2, 3, 64, 64)
    labels = torch.randint(0, 2, (2, 64, 64))
    logits, beside = learner._model(images)
    assert torch.equal(logits, net(images))
    _, middle = net.with_middle(images)
    rough = torch.nn.functional.interpolate(head(middle), (64, 64), mode="bilinear")
    torch.testing.assert_close(beside, rough)
    expected = painted_loss(logits, labels, None, 8192) + 0.4 * painted_loss(rough, labels, None, 8192)
    early = next(net.encoder.parameters())
    (slow,) = torch.autograd.grad(expected, early)
    monkeypatch.setattr("workbench.learn.training.learner.normalised", lambda given: images)
    learner._in_parts(torch.zeros(2, 3, 64, 64, dtype=torch.uint8), labels.to(torch.uint8), 8192)
    torch.testing.assert_close(early.grad, slow, rtol=1e-4, atol=1e-6)


def test_an_interrupted_run_goes_on_with_its_second_head_and_leaves_it_behind(
    make_job: Callable[..., TrainingJob],
) -> None:
    job = make_job(steps=6, validate_every=3, auxiliary=0.4)
    whole = [
        e.loss for e in train(replace(job, output=job.output.with_name("whole")), Control()) if isinstance(e, StepDone)
    ]
    control, first = Control(), []
    for event in train(job, control):
        if isinstance(event, StepDone):
            first.append(event.loss)
            if event.step == 2:
                control.stop()
    rest = [e.loss for e in train(replace(job, resume=True), Control()) if isinstance(e, StepDone)]
    assert first + rest == whole
    kept, facts = read_checkpoint(job.output / "best.safetensors")
    plain = build(NetSpec("mobilenet_v2", 16, 2, "group", "group")).state_dict()
    assert facts.recipe.auxiliary == 0.4
    assert kept.state_dict().keys() == plain.keys()
