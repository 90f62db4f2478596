"""What counts in the loss, and how fast it is followed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from workbench.core.control import Control, EndedEarly
from workbench.core.errors import WorkbenchError
from workbench.core.recipe import TrainingRecipe
from workbench.learn.interrupt import end_inside
from workbench.learn.net.deeplab import NetSpec, build
from workbench.learn.training.learner import Learner
from workbench.learn.training.objective import (
    Objective,
    class_weights,
    dice_loss,
    painted_loss,
    parameter_groups,
    rate_factor,
)

RECIPE = TrainingRecipe(weights="none", batch_size=2, steps=10, warmup=0.2)


def small_learner(**knobs: object) -> Learner:
    torch.manual_seed(3)
    net = build(NetSpec("mobilenet_v2", 16, 3, "group", "group"))
    return Learner(net, replace(RECIPE, **knobs), False, Objective(torch.ones(3)), torch.device("cpu"))


def batch(seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    images = torch.randint(0, 256, (2, 3, 48, 48), generator=generator, dtype=torch.uint8)
    return images, torch.randint(0, 3, (2, 48, 48), generator=generator, dtype=torch.uint8)


def state(learner: Learner) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in learner.net.state_dict().items()}


def test_loss_is_the_mean_over_painted_pixels() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(2, 3, 4, 5, generator=generator)
    labels = torch.randint(0, 3, (2, 4, 5), generator=generator)
    labels[0, :2] = 255
    expected = [
        -float(logits[n, :, y, x].log_softmax(0)[labels[n, y, x]])
        for n in range(2)
        for y in range(4)
        for x in range(5)
        if labels[n, y, x] != 255
    ]
    found = painted_loss(logits, labels, None, len(expected))
    assert found.item() == pytest.approx(sum(expected) / len(expected), rel=1e-6)


@pytest.mark.parametrize(
    "objective",
    [
        Objective(torch.tensor([1.0, 2.0, 3.0])),
        Objective(torch.tensor([1.0, 2.0, 3.0]), dice=True),
        Objective(torch.tensor([1.0, 2.0, 3.0]), dice=True, hardest=0.5),
    ],
)
def test_unlabelled_pixels_never_touch_a_gradient(objective: Objective) -> None:
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(0, 3, (1, 6, 6), generator=generator)
    labels[:, :, 3:] = 255
    first = torch.randn(1, 3, 6, 6, generator=generator)
    second = first.clone()
    second[..., 3:] = 1000 * torch.randn(1, 3, 6, 3, generator=generator)
    gradients = []
    for logits in (first, second):
        logits.requires_grad_(True)
        objective(logits, labels, 18).backward()
        gradients.append(logits.grad)
    assert torch.equal(gradients[0], gradients[1])
    assert torch.count_nonzero(gradients[0][..., 3:]) == 0
    assert torch.count_nonzero(gradients[0][..., :3]) >= (3 * 18 if objective.hardest == 1.0 else 3 * 9)


def test_dice_is_the_textbooks() -> None:
    generator = torch.Generator().manual_seed(1)
    logits = torch.randn(2, 4, 5, 6, generator=generator)
    labels = torch.randint(0, 3, (2, 5, 6), generator=generator)  # class 3 is painted nowhere
    labels[1, :2] = 255
    sure = logits.softmax(dim=1).numpy()
    overlaps = []
    for channel in range(3):
        both = seen = painted = 0.0
        for n, y, x in np.argwhere(labels.numpy() != 255):
            probability = float(sure[n, channel, y, x])
            seen += probability
            if labels[n, y, x] == channel:
                both, painted = both + probability, painted + 1
        overlaps.append((2 * both + 1) / (seen + painted + 1))
    assert float(dice_loss(logits, labels)) == pytest.approx(1 - sum(overlaps) / 3, rel=1e-5)


def test_only_the_hardest_pixels_count() -> None:
    generator = torch.Generator().manual_seed(2)
    logits = torch.randn(1, 3, 8, 8, generator=generator)
    labels = torch.randint(0, 3, (1, 8, 8), generator=generator)
    labels[0, 0] = 255
    each = torch.nn.functional.cross_entropy(logits, labels, ignore_index=255, reduction="none")[0, 1:]
    expected = each.flatten().sort(descending=True).values[:14].mean()
    assert float(painted_loss(logits, labels, None, 56, 0.25)) == pytest.approx(float(expected), rel=1e-6)


def test_a_batch_without_labels_changes_nothing() -> None:
    learner = small_learner()
    images, labels = batch()
    learner.step(1, images, labels)
    before = state(learner)
    assert learner.step(2, images, torch.full_like(labels, 255)) == 0.0
    assert all(torch.equal(before[name], value) for name, value in state(learner).items())


def test_parts_of_a_batch_add_up_to_the_whole() -> None:
    images, labels = batch()
    labels[0, :40] = 255
    nets = []
    for part in (2, 1):
        learner = small_learner(optimizer="sgd", ema=0.0)
        # Dropout draws for a part are others than for the whole.
        for module in learner._net.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        learner.part = part
        nets.append((learner.step(2, images, labels), state(learner)))
    assert nets[0][0] == pytest.approx(nets[1][0], rel=1e-5)
    for name, value in nets[0][1].items():
        torch.testing.assert_close(value, nets[1][1][name], rtol=1e-3, atol=1e-5)


def full_card() -> None:
    raise torch.OutOfMemoryError("as a graphics card would say")


def full_memory() -> None:
    torch.empty(1 << 46)


@pytest.mark.parametrize("fail", [full_card, full_memory])
def test_too_little_memory_halves_the_part(monkeypatch: pytest.MonkeyPatch, fail: Callable[[], None]) -> None:
    learner = small_learner()
    forward = type(learner._net).forward

    def forgetful(net: torch.nn.Module, x: torch.Tensor) -> torch.Tensor:
        if x.shape[0] > 1:
            fail()
        return forward(net, x)

    monkeypatch.setattr(type(learner._net), "forward", forgetful)
    assert learner.step(1, *batch()) > 0
    assert learner.part == 1


@pytest.mark.parametrize("fail", [full_card, full_memory])
def test_memory_for_not_even_one_crop_is_told(monkeypatch: pytest.MonkeyPatch, fail: Callable[[], None]) -> None:
    learner = small_learner()
    monkeypatch.setattr(type(learner._net), "forward", lambda net, x: fail())
    with pytest.raises(WorkbenchError, match="does not hold a single crop"):
        learner.step(1, *batch())


def test_another_failure_of_a_step_is_not_taken_for_a_full_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    learner = small_learner()
    monkeypatch.setattr(type(learner._net), "forward", lambda net, x: torch.ones(2) @ torch.ones(3))
    with pytest.raises(RuntimeError, match="size"):
        learner.step(1, *batch())


@pytest.mark.parametrize(
    ("step", "expected"),
    [(1, 0.5), (2, 1.0), (3, 1.0), (7, 0.5**0.9), (10, 0.125**0.9)],
)
def test_rate_rises_then_decays_as_a_polynomial(step: int, expected: float) -> None:
    assert rate_factor(step, RECIPE) == pytest.approx(expected)


def test_warmup_may_be_none_or_all() -> None:
    assert rate_factor(1, replace(RECIPE, warmup=0.0)) == 1.0
    assert rate_factor(10, replace(RECIPE, warmup=1.0)) == 1.0


def test_class_weights_are_bounded_and_mean_one() -> None:
    counts = np.array([1_000_000, 10_000, 50, 0], dtype=np.int64)
    assert class_weights(counts, 0.0).tolist() == [1, 1, 1, 1]
    weights = class_weights(counts, 1.0).numpy()
    assert (weights * counts).sum() / counts.sum() == pytest.approx(1.0)
    assert weights[3] == 1.0
    assert weights[:3].max() / weights[:3].min() <= 16.0
    assert weights[0] < weights[1] <= weights[2]


def test_even_classes_weigh_alike() -> None:
    assert class_weights(np.array([70, 70, 70]), 1.0).tolist() == pytest.approx([1, 1, 1])


def test_only_a_pretrained_encoder_learns_more_slowly() -> None:
    net = build(NetSpec("mobilenet_v2", 16, 3, "batch", "group"))
    recipe = replace(RECIPE, learning_rate=0.01, head_rate_factor=10.0, weight_decay=0.1)
    encoder = {id(p) for p in net.encoder.parameters()}
    for pretrained, slow in ((True, 0.001), (False, 0.01)):
        seen = 0
        for group in parameter_groups(net, recipe, pretrained):
            for parameter in group["params"]:
                seen += 1
                assert group["peak"] == pytest.approx(slow if id(parameter) in encoder else 0.01)
                assert group["weight_decay"] == (0.1 if parameter.ndim > 1 else 0.0)
        assert seen == len(list(net.parameters()))


def test_a_pretrained_encoders_batch_norm_stays() -> None:
    net = build(NetSpec("mobilenet_v2", 16, 3, "batch", "group"))
    before = {n: v.clone() for n, v in net.encoder.state_dict().items() if "running" in n}
    assert before
    net.learnt = frozenset(f"encoder.{name}" for name in before)
    Learner(net, RECIPE, True, Objective(torch.ones(3)), torch.device("cpu")).step(1, *batch())
    after = net.encoder.state_dict()
    assert all(torch.equal(value, after[name]) for name, value in before.items())


@pytest.mark.parametrize("where", ["forward", "backward"])
def test_a_long_step_can_be_ended_inside(where: str) -> None:
    control = Control()
    net = build(NetSpec("mobilenet_v2", 16, 3, "group", "group"))
    learner = Learner(net, RECIPE, False, Objective(torch.ones(3)), torch.device("cpu"))
    end_inside(net, control.check)
    ask = net.encoder if where == "forward" else net.decoder.score
    ask.register_forward_hook(lambda *_: control.stop())
    before = {name: value.clone() for name, value in net.state_dict().items()}
    with pytest.raises(EndedEarly):
        learner.step(1, *batch())
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())
