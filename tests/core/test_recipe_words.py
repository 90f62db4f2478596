"""Recipes as a person would tell them."""

import pytest

from workbench.core.recipe import TrainingRecipe
from workbench.core.recipe_words import changed_knobs, differences, recipe_words


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({}, "MobileNetV2, from COCO or ImageNet weights, if they can be had, as many steps as fit the images"),
        (
            {"backbone": "resnet50", "weights": "none", "steps": 1200, "batch_size": 4, "crop_size": 256},
            "ResNet-50, from scratch, 1,200 steps of 4 crops of 256 pixels",
        ),
        (
            {"backbone": "timm:resnet34", "decoder": False, "weights": "/a/b/mine.pth", "steps": 10, "crop_size": 64},
            "resnet34 without decoder, from mine.pth, 10 steps of crops of 64 pixels",
        ),
        (
            {"weights": "coco", "steps": 5, "image_scale": 0.5, "flip": False},
            "MobileNetV2, from COCO weights, 5 steps, images at 50% of their size, flip changed",
        ),
        (
            {"weights": "imagenet", "steps": 5, "flip": False, "seed": 3},
            "MobileNetV2, from ImageNet weights, 5 steps, 2 other knobs changed",
        ),
    ],
)
def test_a_recipe_is_one_sentence(knobs: dict[str, object], words: str) -> None:
    assert recipe_words(TrainingRecipe.from_json(knobs)) == words


def test_what_differs_is_named_with_both_values() -> None:
    first = TrainingRecipe(steps=10, flip=False)
    second = TrainingRecipe(steps=20, flip=False)
    assert changed_knobs(first) == ["steps", "flip"]
    assert differences(first, second) == [("steps", 10, 20)]
