"""A network that is compiled for real learns what the plain one learns; where it cannot be, the run goes on."""

import shutil
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import nn

from workbench.core.advice import COMPILE_FROM, Findings, settle
from workbench.core.control import Control
from workbench.core.events import CheckpointSaved, Notice, StepDone
from workbench.core.job import TrainingJob
from workbench.core.recipe import TrainingRecipe
from workbench.learn.net.layers import SeparableConv, StillBatchNorm
from workbench.learn.net.pointwise import use_quick_pointwise
from workbench.learn.training import compiling
from workbench.learn.training.compiling import Compiled
from workbench.learn.training.learner import Learner
from workbench.learn.training.train import train


@pytest.fixture
def _one_compiler(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No processes that compile beside this one."""
    import torch._inductor.config

    monkeypatch.setattr(torch._inductor.config, "compile_threads", 1)
    yield
    torch._dynamo.reset()


@pytest.mark.skipif(shutil.which("g++") is None, reason="no C++ compiler")
@pytest.mark.usefixtures("_one_compiler")
@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor")  # torch looks at it itself while it compiles
def test_a_compiled_network_learns_what_the_plain_one_learns() -> None:
    losses = []
    for compiled in (False, True):
        torch.manual_seed(0)
        net = nn.Sequential(SeparableConv(3, 8, "batch", 2), nn.Conv2d(8, 8, 1), StillBatchNorm(8), nn.Conv2d(8, 4, 1))
        use_quick_pointwise(net)
        net = net.to(memory_format=torch.channels_last)
        model = Compiled(net) if compiled else net
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        found = []
        for _ in range(4):
            images = torch.randn(2, 3, 16, 16).contiguous(memory_format=torch.channels_last)
            loss = nn.functional.cross_entropy(model(images), torch.randint(0, 4, (2, 16, 16)))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            found.append(loss.item())
        losses.append(found)
        assert not compiled or model.trouble == ""
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


def test_a_run_compiles_after_its_first_model_and_goes_on_where_that_fails(
    make_job: Callable[..., TrainingJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = []

    def broken(plain: nn.Module, **options: object) -> Callable[..., object]:
        hooked = [part for part in plain.modules() if part._forward_hooks or part._forward_pre_hooks]

        def call(images: torch.Tensor) -> object:
            passes.append(len(hooked))
            raise compiling.failures()[0]("no compiler here\nand a long story")

        return call

    monkeypatch.setattr(torch, "compile", broken)
    events = list(train(make_job(steps=6, validate_every=2, compile="on"), Control()))
    told = [place for place, e in enumerate(events) if isinstance(e, Notice) and "no compiler here" in e.text]
    saved = next(place for place, e in enumerate(events) if isinstance(e, CheckpointSaved))
    steps = [place for place, e in enumerate(events) if isinstance(e, StepDone)]
    assert passes == [0]  # tried once, free of hooks
    assert len(told) == 1
    assert saved < told[0] < steps[2]
    assert "story" not in events[told[0]].text
    assert events[-1].step == 6


def test_what_is_not_asked_for_is_not_compiled(
    make_job: Callable[..., TrainingJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(Learner, "compile", asked.append)
    for knob in ("auto", "off"):
        list(train(make_job(compile=knob), Control()))
    assert asked == []


@pytest.mark.parametrize(
    ("gpu", "steps", "expected"),
    [(0, 20_000, "off"), (16 << 30, COMPILE_FROM, "on"), (16 << 30, COMPILE_FROM - 1, "off")],
)
def test_only_long_runs_on_a_gpu_are_compiled_unasked(gpu: int, steps: int, expected: str) -> None:
    settled, words = settle(TrainingRecipe(steps=steps), Findings(gpu, 100, 480, 640, 3, False))
    assert settled.compile == expected
    assert ("compiled after the first validation" in words) == (expected == "on")
