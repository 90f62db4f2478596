"""The knobs that a person left to the program, settled by what there is to learn from and to compute with; in words."""

import math
from dataclasses import dataclass, replace
from typing import Any

from workbench.core.recipe import TrainingRecipe

DICE_CLASSES = 8
"""Up to so many classes the Dice loss helps; with more, a small batch lacks most of them and it gets noisy."""

GROUP_BELOW = 16
"""Beside a pretrained, frozen encoder, batches smaller than this tell too little about new layers' statistics."""

BATCH_NORM_FROM = 4
"""From scratch, batches from this size on are left to batch norm. By experience: no benchmark here compares."""

LOOKS = {"cpu": 40, "cuda": 150}
"""How often a run looks at each part of an image, about."""

STEPS = {"cpu": (80, 600), "cuda": (400, 20_000)}
"""Fewest and most steps; the fewest on a CPU give a first model of two images in a minute."""

LONG_RUN = 2000
"""Steps from which crops are magnified between 0.5 and 2 times, as in the paper, which learns for 30,000. Our own rule:
a short run sees each place a few times only, so its crops differ less. No benchmark here compares."""

COMPILE_FROM = 2000
"""Steps from which a minute of compiling is little, on a GPU: our own rule. On a CPU it takes minutes and saves a fifth
of each step (MobileNetV2, four crops of 256, one thread): that is for those who ask."""

GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run has.

    Attributes:
        gpu_bytes: memory of the GPU; 0 without one.
        images: to learn from.
        height: of the largest of them, in pixels after shrinking.
        width: likewise.
        classes: that the model tells apart.
        pretrained: whether the encoder starts with learnt weights.
    """

    gpu_bytes: int
    images: int
    height: int
    width: int
    classes: int
    pretrained: bool


def settle(recipe: TrainingRecipe, found: Findings) -> tuple[TrainingRecipe, str]:
    """The recipe with every open knob settled, and what was chosen and why, in a sentence; "" when nothing was open."""
    chosen: dict[str, Any] = {}
    why: list[str] = []
    where = "cuda" if found.gpu_bytes else "cpu"
    if not recipe.crop_size:
        chosen["crop_size"] = crop = _crop_size(found)
        why.append(f"crops of {crop} pixels ({'a GPU' if found.gpu_bytes else 'no GPU'}, {_size(found)})")
    crop = chosen.get("crop_size", recipe.crop_size)
    if not recipe.batch_size:
        chosen["batch_size"] = batch = _batch_size(recipe, found, crop)
        memory = f"{found.gpu_bytes / GIGABYTE:.0f} GB on the GPU" if found.gpu_bytes else "no GPU"
        why.append(f"{batch} of them a step ({memory})")
    batch = chosen.get("batch_size", recipe.batch_size)
    if not recipe.steps:
        looks = LOOKS[where] * found.images * max(1.0, found.height * found.width / crop**2) / batch
        few, many = STEPS[where]
        chosen["steps"] = min(max(few, math.ceil(looks / 10) * 10), many)
        why.append(f"{chosen['steps']} steps ({_count(found.images, 'image')} to learn from)")
    if not recipe.scale_min or not recipe.scale_max:
        short = chosen.get("steps", recipe.steps) < LONG_RUN
        low, high = (0.75, 1.5) if short else (0.5, 2.0)
        chosen["scale_min"] = recipe.scale_min or min(low, recipe.scale_max or low)
        chosen["scale_max"] = recipe.scale_max or max(high, recipe.scale_min)
        span = f"{chosen['scale_min']:g} to {chosen['scale_max']:g}"
        why.append(f"magnified {span} times ({'a short' if short else 'a long'} run)")
    if recipe.norm == "auto":
        chosen["norm"], reason = _norm(batch, found.pretrained)
        why.append(f"{chosen['norm']} norm in new layers ({reason})")
    if recipe.dice == "auto":
        chosen["dice"] = "on" if found.classes <= DICE_CLASSES else "off"
        why.append(f"{'with' if chosen['dice'] == 'on' else 'without'} Dice loss ({_count(found.classes, 'class')})")
    if recipe.compile == "auto":
        pays = bool(found.gpu_bytes) and chosen.get("steps", recipe.steps) >= COMPILE_FROM
        chosen["compile"] = "on" if pays else "off"
        why += ["compiled after the first validation (a long run on a GPU)"] if pays else []
    return replace(recipe, **chosen), f"Chosen for this run: {', '.join(why)}." if why else ""


def _crop_size(found: Findings) -> int:
    """512 on a GPU, 256 without; no more than the image, in steps of 32 pixels."""
    largest = max(32, math.ceil(max(found.height, found.width) / 32) * 32)
    return min(512 if found.gpu_bytes else 256, largest)


def _batch_size(recipe: TrainingRecipe, found: Findings, crop: int) -> int:
    """As many crops as the GPU holds, up to 16; a power of two. Memory that is short after all is met in the run."""
    if not found.gpu_bytes:
        return 4
    # About 0.3 GB a crop of 512 with ResNet-50 at stride 16 in bfloat16; a quarter of it with MobileNetV2.
    each = (0.15 if recipe.backbone.startswith("mobilenet") else 0.6) * (crop / 512) ** 2 * GIGABYTE
    each *= 2 if recipe.output_stride == 8 else 1
    held = max(2.0, 0.6 * found.gpu_bytes / each)
    return int(min(16, 2 ** int(math.log2(held))))


def _norm(batch: int, pretrained: bool) -> tuple[str, str]:
    if pretrained:
        return ("group", f"batches of {batch}") if batch < GROUP_BELOW else ("batch", f"batches of {batch}")
    return ("batch", "from scratch") if batch >= BATCH_NORM_FROM else ("group", f"batches of {batch}")


def _size(found: Findings) -> str:
    return f"images of {found.width}x{found.height}"


def _count(number: int, noun: str) -> str:
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
