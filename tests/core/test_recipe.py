"""Recipes: every knob is checked, by its own name."""

import dataclasses
import json

import pytest

from workbench.core.errors import BadInputError
from workbench.core.recipe import TrainingRecipe


def test_json_both_ways() -> None:
    recipe = TrainingRecipe("resnet50", 8, "none", steps=7, flip=False, ema=0.0, learning_rate=0.02, optimizer="sgd")
    text = json.dumps(recipe.to_json())
    assert TrainingRecipe.from_json(json.loads(text)) == recipe
    assert TrainingRecipe.from_file_text(text, "r.json") == recipe
    assert set(json.loads(text)) == {f.name for f in dataclasses.fields(TrainingRecipe)}
    assert TrainingRecipe.from_json({}) == TrainingRecipe()
    assert TrainingRecipe.from_json({"steps": 300}) == TrainingRecipe(steps=300)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (["steps=300"], {"steps": 300}),
        (["steps=3e2", " flip = no "], {"steps": 300, "flip": False}),
        (["flip=False", "flip=on"], {"flip": True}),
        (["learning_rate=1e-4", "weight_decay=0"], {"learning_rate": 1e-4, "weight_decay": 0.0}),
        (["backbone=resnet101", "output_stride=8"], {"backbone": "resnet101", "output_stride": 8}),
        (["backbone=timm:resnet34.a1_in1k", "decoder=no"], {"backbone": "timm:resnet34.a1_in1k", "decoder": False}),
        (["weights=/a/b=c.pth"], {"weights": "/a/b=c.pth"}),
        ([], {}),
    ],
)
def test_words_of_the_command_line(settings: list[str], expected: dict[str, object]) -> None:
    assert TrainingRecipe().changed_by_words(settings) == TrainingRecipe(**expected)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"stepz": 1}, "stepz"),
        ({"steps": -1}, "steps"),
        ({"steps": 1_000_001}, "steps"),
        ({"steps": 2.5}, "steps"),
        ({"steps": True}, "steps"),
        ({"steps": None}, "steps"),
        ({"steps": [3]}, "steps"),
        ({"steps": "many"}, "steps"),
        ({"steps": "inf"}, "steps"),
        ({"steps": "nan"}, "steps"),
        ({"learning_rate": float("nan")}, "learning_rate"),
        ({"learning_rate": 0}, "learning_rate"),
        ({"batch_size": 257}, "batch_size"),
        ({"crop_size": 31}, "crop_size"),
        ({"image_scale": 1.5}, "image_scale"),
        ({"output_stride": 4}, "output_stride"),
        ({"backbone": "vgg"}, "backbone"),
        ({"backbone": 5}, "backbone"),
        ({"backbone": "timm:"}, "backbone"),
        ({"backbone": "timm:../x"}, "backbone"),
        ({"head": "whole"}, "head"),
        ({"optimizer": "adam"}, "optimizer"),
        ({"flip": "perhaps"}, "flip"),
        ({"flip": 1}, "flip"),
        ({"ema": 1.0}, "ema"),
        ({"seed": -1}, "seed"),
        ({"scale_min": 3.0, "scale_max": 2.0}, "scale_min"),
    ],
)
def test_what_is_no_recipe_is_refused_by_the_knobs_name(values: dict[str, object], names: str) -> None:
    with pytest.raises(BadInputError, match=names) as caught:
        TrainingRecipe.from_json(values)
    assert caught.value.cure


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"steps"', "null"])
def test_files_that_hold_no_recipe(text: str) -> None:
    with pytest.raises(BadInputError):
        TrainingRecipe.from_file_text(text, "r.json")


def test_a_word_without_a_value() -> None:
    with pytest.raises(BadInputError, match="steps"):
        TrainingRecipe().changed_by_words(["steps"])


@pytest.mark.parametrize(("steps", "every", "interval"), [(600, 0, 60), (50, 0, 10), (4, 0, 4), (4, 9, 4), (100, 7, 7)])
def test_validations_fit_into_the_run(steps: int, every: int, interval: int) -> None:
    assert TrainingRecipe(steps=steps, validate_every=every).validation_interval(0) == interval


def test_many_val_images_are_looked_at_seldom() -> None:
    recipe = TrainingRecipe(steps=1000, batch_size=4, crop_size=256)
    camvid = 101 * 480 * 360
    interval = recipe.validation_interval(camvid)
    learnt = interval * 4 * 256 * 256 * 3
    assert interval < recipe.steps
    assert camvid <= 0.25 * learnt < 1.05 * camvid or interval == 100
