"""What the program chooses for a person: sensible by size, never against what was asked, told in words."""

from dataclasses import replace
from pathlib import Path

import pytest

from workbench.core.advice import GIGABYTE, Findings, settle
from workbench.core.knobs import knobs_table
from workbench.core.recipe import KNOBS, TrainingRecipe

TWO = Findings(gpu_bytes=0, images=2, height=360, width=480, classes=11, pretrained=False)
MANY = Findings(gpu_bytes=24 * GIGABYTE, images=367, height=360, width=480, classes=3, pretrained=True)


def test_two_images_without_a_gpu_make_a_short_run() -> None:
    recipe, words = settle(TrainingRecipe(), TWO)
    assert (recipe.steps, recipe.batch_size, recipe.crop_size, recipe.norm) == (80, 4, 256, "batch")
    assert recipe.dice == "off"
    for part in ("80 steps", "2 images", "no GPU", "480x360", "256", "11 classes"):
        assert part in words


def test_a_gpu_and_many_images_make_a_long_one() -> None:
    recipe, words = settle(TrainingRecipe(backbone="resnet50"), MANY)
    assert recipe.crop_size == 480
    assert recipe.batch_size == 16
    assert 3000 < recipe.steps <= 20_000
    assert (recipe.norm, recipe.dice, recipe.scale_min, recipe.scale_max) == ("batch", "on", 0.5, 2.0)
    assert "24 GB" in words


def test_what_was_asked_is_kept_and_not_explained() -> None:
    asked = TrainingRecipe(
        steps=7, batch_size=3, crop_size=64, norm="group", dice="off", scale_min=0.4, scale_max=3.0, compile="off"
    )
    assert settle(asked, TWO) == (asked, "")
    partly, words = settle(replace(asked, steps=0), TWO)
    assert replace(partly, steps=7) == asked
    assert "steps" in words
    assert "crops" not in words


@pytest.mark.parametrize("gpu", [1, 2, 4, 8, 16, 24, 80, 140])
@pytest.mark.parametrize("backbone", ["mobilenet_v2", "resnet101"])
def test_a_smaller_card_never_gets_a_larger_batch(gpu: int, backbone: str) -> None:
    sizes = [
        settle(TrainingRecipe(backbone=backbone), replace(MANY, gpu_bytes=memory * GIGABYTE))[0].batch_size
        for memory in (gpu, 2 * gpu)
    ]
    assert 2 <= sizes[0] <= sizes[1] <= 16


def test_magnifications_fit_the_length_and_what_was_asked() -> None:
    chosen = [
        settle(TrainingRecipe(steps=steps, scale_min=low, scale_max=high), TWO)[0]
        for steps, low, high in ((300, 0, 0), (9000, 0, 0), (300, 2.0, 0), (300, 0, 0.5))
    ]
    assert [(r.scale_min, r.scale_max) for r in chosen] == [(0.75, 1.5), (0.5, 2.0), (2.0, 2.0), (0.5, 0.5)]


def test_small_images_are_not_blown_up_to_a_crop() -> None:
    assert settle(TrainingRecipe(), replace(TWO, height=40, width=50))[0].crop_size == 64


def test_a_pretrained_encoder_with_small_batches_gets_group_norm_in_new_layers() -> None:
    assert settle(TrainingRecipe(batch_size=4), replace(TWO, pretrained=True))[0].norm == "group"
    assert settle(TrainingRecipe(batch_size=2), TWO)[0].norm == "group"


def test_every_knob_has_a_row_with_words_and_a_range() -> None:
    handbook = (Path(__file__).parents[2] / "docs" / "recipe.md").read_text(encoding="utf-8")
    assert handbook.endswith(knobs_table(KNOBS))
    for row in KNOBS:
        assert len(row.words) > 10
        assert row.kind == "switch" or row.choices or row.low is not None
