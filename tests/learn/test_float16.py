"""Learning on a card that has float16 alone: the loss is scaled, and a step that overflows is left out."""

from dataclasses import replace

import pytest
import torch
from learn_scenes import QUICK

from workbench.learn.net.deeplab import build
from workbench.learn.net.start import Start, spec_of
from workbench.learn.training import learner
from workbench.learn.training.learner import DivergedError, Learner
from workbench.learn.training.objective import Objective

RECIPE = replace(QUICK, norm="group", optimizer="sgd", learning_rate=0.001)


def scaled(start: float) -> torch.amp.GradScaler:
    """Single precision throughout: a scale that is a power of two then changes no digit."""
    return torch.amp.GradScaler("cpu", init_scale=start)


def make(monkeypatch: pytest.MonkeyPatch, start: float | None, weight: float = 1.0) -> Learner:
    if start is not None:
        monkeypatch.setattr(learner, "gradient_scaler", lambda device: scaled(start))
    torch.manual_seed(0)
    net = build(spec_of(RECIPE, Start("random weights"), 2))
    return Learner(net, RECIPE, False, Objective(torch.full((2,), weight)), torch.device("cpu"))


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    draw = torch.Generator().manual_seed(1)
    images = torch.randint(0, 256, (2, 3, 64, 64), generator=draw, dtype=torch.uint8)
    return images, torch.randint(0, 2, (2, 64, 64), generator=draw, dtype=torch.uint8)


def weights(of: Learner) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in of._net.parameters()])


def test_scaling_changes_nothing_but_the_size_of_gradients(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, large = make(monkeypatch, None), make(monkeypatch, 2.0**12)
    for step in (1, 2, 3):
        torch.manual_seed(step)  # of dropout
        expected = plain.step(step, *batch())
        torch.manual_seed(step)
        assert large.step(step, *batch()) == pytest.approx(expected, rel=1e-6)
    torch.testing.assert_close(weights(large), weights(plain), rtol=1e-6, atol=1e-7)


def test_an_overflow_leaves_the_step_out_and_halves_the_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    found = make(monkeypatch, 2.0**127, weight=1000.0)  # a gradient above 2 is beyond single precision, too
    before = weights(found).clone()
    loss = found.step(1, *batch())
    assert 0.0 < loss < 10_000.0
    assert weights(found).equal(before)
    assert float(found.state()["loss scale"]) == 2.0**126
    assert int(found.state()["average updates"]) == 0


def test_the_scale_goes_on_after_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make(monkeypatch, 2.0**127, weight=1000.0)
    first.step(1, *batch())
    second = make(monkeypatch, 2.0**10)
    second.restore(first.state())
    assert float(second.state()["loss scale"]) == 2.0**126


def test_a_loss_that_is_no_number_is_no_overflow(monkeypatch: pytest.MonkeyPatch) -> None:
    found = make(monkeypatch, 2.0**10)
    with torch.no_grad():
        next(found._net.parameters()).fill_(float("nan"))
    with pytest.raises(DivergedError):
        found.step(1, *batch())
