"""A recipe as people would tell it."""

from pathlib import Path

from workbench.core.recipe import KNOBS, TIMM_PREFIX, TrainingRecipe

BACKBONE_WORDS = {
    "mobilenet_v2": "MobileNetV2",
    "mobilenet_v3_large": "MobileNetV3",
    "resnet50": "ResNet-50",
    "resnet101": "ResNet-101",
    "xception65": "Xception-65",
}

WEIGHTS_WORDS = {
    "auto": "from COCO or ImageNet weights, if they can be had",
    "coco": "from COCO weights",
    "imagenet": "from ImageNet weights",
    "none": "from scratch",
}

_TOLD = {"backbone", "decoder", "weights", "steps", "batch_size", "crop_size", "image_scale"}
"""Knobs that the words name; of the others they say how many are changed."""


def recipe_words(recipe: TrainingRecipe) -> str:
    """One sentence without a full stop: the network, its start, the length of the run, what else is changed."""
    name = BACKBONE_WORDS.get(recipe.backbone, recipe.backbone.removeprefix(TIMM_PREFIX))
    start = WEIGHTS_WORDS.get(recipe.weights) or f"from {Path(recipe.weights).name}"
    parts = [name if recipe.decoder else f"{name} without decoder", start]
    steps = f"{recipe.steps:,} steps" if recipe.steps else "as many steps as fit the images"
    crops = []
    if recipe.batch_size:
        crops.append(f"{recipe.batch_size} crops")
    if recipe.crop_size:
        crops.append(f"crops of {recipe.crop_size} pixels" if not crops else f"of {recipe.crop_size} pixels")
    parts.append(f"{steps} of {' '.join(crops)}" if crops else steps)
    if recipe.image_scale != 1.0:
        parts.append(f"images at {recipe.image_scale:.0%} of their size")
    others = [name for name in changed_knobs(recipe) if name not in _TOLD]
    if others:
        parts.append(f"{others[0]} changed" if len(others) == 1 else f"{len(others)} other knobs changed")
    return ", ".join(parts)


def changed_knobs(recipe: TrainingRecipe) -> list[str]:
    """Names of the knobs that are not at their default, in the order of the table."""
    return [row.name for row in KNOBS if getattr(recipe, row.name) != row.default]


def differences(first: TrainingRecipe, second: TrainingRecipe) -> list[tuple[str, object, object]]:
    """Knobs in which two recipes differ: name, the first one's value, the second one's."""
    pairs = ((row.name, getattr(first, row.name), getattr(second, row.name)) for row in KNOBS)
    return [(name, ours, theirs) for name, ours, theirs in pairs if ours != theirs]
