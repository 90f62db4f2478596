"""Estimates against work that is reckoned by hand, and against figures of earlier runs."""

import pytest

from workbench.core.estimate import Speed, Task, estimate, memory_of, speed_of, with_speed, work_of_step
from workbench.core.recipe import TrainingRecipe

HERE = "CPU, 2 threads"
RECIPE = TrainingRecipe(weights="none", steps=100, batch_size=4, crop_size=513, validate_every=50)
STEP = 3 * 4 * 5.80e9
"""Forwards and twice back, four crops, MobileNetV2 at the size that docs/networks.md counts."""


def test_a_step_is_the_published_work_of_its_crops() -> None:
    assert work_of_step(RECIPE) == pytest.approx(STEP)


def test_a_run_that_went_before_is_believed() -> None:
    """100 steps of 2 s each, and two validations of one crop's size: 5.8 billion at the same speed."""
    told = speed_of(RECIPE, HERE, 2.0)
    assert told is not None
    found = estimate(Task(RECIPE, 513.0**2, cores=2), (told,))
    assert found is not None
    looks = 2 * 5.80e9 / (STEP / 2.0)
    assert found.seconds == pytest.approx(200 + looks + 4, rel=1e-6)
    assert found.low < found.seconds < found.high < 2 * found.low
    assert found.words.startswith("About 3 min and about ")
    assert f"this network's last run on {HERE}" in found.words


def test_what_is_less_known_is_told_less_surely() -> None:
    task = Task(RECIPE, 0.0, cores=2)
    same = estimate(task, (Speed(HERE, "mobilenet_v2/16/plus", 50e9),))
    other = estimate(task, (Speed(HERE, "resnet50/16/plus", 50e9),))
    guess = estimate(task, (Speed("NVIDIA H200", "mobilenet_v2/16/plus", 50e12),))
    assert same is not None
    assert other is not None
    assert guess is not None
    assert same.high / same.low < other.high / other.low < guess.high / guess.low
    assert " to " in guess.words
    assert "nothing was trained on this computer yet" in guess.words


def test_a_gpu_has_figures_of_its_own() -> None:
    known = (Speed(HERE, "mobilenet_v2/16/plus", 1e9), Speed("NVIDIA H200", "mobilenet_v2/16/plus", 1e12))
    task = Task(RECIPE, 0.0, cores=2, gpu="NVIDIA H200")
    found = estimate(task, known)
    assert found is not None
    assert found.seconds == pytest.approx(4 + 100 * STEP / 1e12)


def test_a_network_that_nobody_counted_is_not_guessed() -> None:
    recipe = TrainingRecipe(backbone="timm:resnet34", steps=10, batch_size=2, crop_size=64)
    assert estimate(Task(recipe, 0.0, cores=2), ()) is None


def test_the_newest_figure_of_a_network_counts() -> None:
    old, new = Speed(HERE, "a", 1.0), Speed(HERE, "a", 2.0)
    other = Speed(HERE, "b", 3.0)
    assert with_speed((old, other), new) == (other, new)


def test_more_pixels_and_larger_networks_take_more_memory() -> None:
    small = memory_of(RECIPE, gpu=False)
    assert memory_of(RECIPE.changed({"batch_size": 8}), gpu=False) > small
    assert memory_of(RECIPE.changed({"backbone": "resnet101"}), gpu=False) > small
    assert memory_of(RECIPE, gpu=True) < small
