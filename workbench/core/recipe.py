"""The recipe of a training run: every knob, in one frozen record that is also their table."""

import dataclasses
import json
import math
from dataclasses import dataclass
from typing import Any

from workbench.core.errors import BadInputError, UsageError
from workbench.core.knobs import Knob, knob, knobs_of

VALIDATION_SHARE = 0.25

BACKBONES = ("mobilenet_v2", "mobilenet_v3_large", "resnet50", "resnet101", "xception65")

TIMM_PREFIX = "timm:"
"""Of the name of any other encoder that the package timm offers: "timm:resnet34"."""


@dataclass(frozen=True, slots=True)
class TrainingRecipe:
    """How a model is built and trained. Sizes in pixels, rates per step; `KNOBS` tells what each of them does."""

    backbone: str = knob(
        "mobilenet_v2",
        "the encoder (docs/networks.md compares them); xception65 needs the package timm, and so does any other of its "
        "encoders that can be dilated",
        choices=BACKBONES,
        others="timm:NAME",
        pattern=rf"{TIMM_PREFIX}[A-Za-z0-9_.-]+",
    )
    output_stride: int = knob(
        16, "of the deep map; the atrous rates of the ASPP follow (6/12/18 or 12/24/36)", choices=(8, 16), unit="pixels"
    )
    weights: str = knob(
        "auto",
        "where the network starts: auto takes COCO, else ImageNet, when they can be had, else starts from scratch with "
        "a notice; coco and imagenet fail instead; none starts from scratch; or a file of weights",
        choices=("auto", "coco", "imagenet", "none"),
        others="a path",
        pattern=".*",
    )
    decoder: bool = knob(True, "with it the network is DeepLabV3+, without it DeepLabV3: quicker, with blunter edges")
    head: str = knob(
        "auto",
        "how the 3x3 convolutions after the encoder are made: separable as in the paper, or dense (8.7 times the work; "
        "COCO weights need it); auto is dense where COCO weights are the start",
        choices=("auto", "separable", "dense"),
    )
    norm: str = knob(
        "auto",
        "normalisation of the layers that start with random weights; auto takes group norm for small batches beside a "
        "pretrained encoder, else batch norm",
        choices=("auto", "batch", "group"),
    )
    steps: int = knob(0, "optimiser steps of the whole run", low=1, high=1_000_000, unit="steps", auto=0)
    batch_size: int = knob(0, "crops a step", low=1, high=256, unit="crops", auto=0)
    crop_size: int = knob(0, "side of the square crops", low=32, high=4096, unit="pixels", auto=0)
    image_scale: float = knob(
        1.0, "images are shrunk by this factor before training and prediction; 1 keeps every pixel", low=0.05, high=1.0
    )
    optimizer: str = knob("adamw", "how gradients are followed", choices=("adamw", "sgd"))
    learning_rate: float = knob(
        0.002,
        "of every layer that starts with random weights: all of them when training from scratch",
        low=1e-8,
        high=10.0,
    )
    head_rate_factor: float = knob(
        10.0, "the new layers learn this many times faster than a pretrained encoder", low=0.01, high=1000.0
    )
    weight_decay: float = knob(0.0001, "decoupled for adamw", low=0.0, high=1.0)
    warmup: float = knob(0.05, "share of the steps over which the rate rises from zero", low=0.0, high=1.0)
    poly_power: float = knob(0.9, "power of the polynomial decay (DeepLab: 0.9); 0 keeps the rate", low=0.0, high=10.0)
    validate_every: int = knob(
        0, "steps between two validations; auto lets the program choose", low=1, high=1_000_000, unit="steps", auto=0
    )
    scale_min: float = knob(0.0, "smallest random magnification of a crop", low=0.1, high=10.0, auto=0.0)
    scale_max: float = knob(0.0, "largest random magnification of a crop", low=0.1, high=10.0, auto=0.0)
    flip: bool = knob(True, "mirror crops left to right at random")
    flip_vertical: bool = knob(False, "mirror crops top to bottom at random: for views from above")
    rotation: float = knob(0.0, "largest random turn of a crop, either way", low=0.0, high=180.0, unit="degrees")
    color_jitter: float = knob(0.3, "strength of the random brightness, contrast and saturation", low=0.0, high=1.0)
    blur: float = knob(0.0, "share of the crops that are blurred a little", low=0.0, high=1.0)
    noise: float = knob(0.0, "strength of random noise; 1 is a spread of 25 grey levels", low=0.0, high=1.0)
    copy_paste: float = knob(
        0.0, "share of the crops onto which a class, drawn evenly, is pasted from another image", low=0.0, high=1.0
    )
    class_balance: float = knob(
        0.5, "0 weighs pixels alike; 1 weighs classes by their inverse frequency, within bounds", low=0.0, high=1.0
    )
    dice: str = knob(
        "auto",
        "add the Dice loss of the classes in a batch; auto does so with few classes",
        choices=("auto", "on", "off"),
    )
    hardest: float = knob(
        1.0, "share of the labelled pixels that counts, those with the highest loss; 1 is all", low=0.01, high=1.0
    )
    auxiliary: float = knob(
        0.0,
        "weight of a second loss, of a shallow head on the encoder's map before its last stage, as in PSPNet (there "
        "0.4); the head is not kept; 0 is none",
        low=0.0,
        high=1.0,
    )
    ema: float = knob(
        0.99, "decay of the averaged weights that are validated and kept; 0 switches it off", low=0.0, high=0.99999
    )
    seed: int = knob(0, "of everything random", low=0, high=2**31 - 1)
    patience: int = knob(
        0,
        "validations without a better mIoU after which the run ends; 0 never; painting meanwhile begins the count anew",
        low=0,
        high=1_000_000,
    )
    compile: str = knob(
        "auto",
        "compile the network after the first validation, for quicker steps; needs a C++ compiler, and on a GPU Triton; "
        "stop is then heard between steps only; auto compiles long runs on a GPU",
        choices=("auto", "on", "off"),
    )
    tensorboard: bool = knob(False, "write the curves for TensorBoard, too, beside the weights; needs that package")

    def __post_init__(self) -> None:
        for row in KNOBS:
            row.check(getattr(self, row.name))
        if self.scale_min > self.scale_max > 0:
            raise BadInputError("Recipe: scale_min is above scale_max.", "Swap them.")

    def validation_interval(self, val_pixels: float) -> int:
        """Steps between two validations, when one looks at `val_pixels` pixels.

        As asked by `validate_every`; else a tenth of the run, but so rarely that validations cost about
        `VALIDATION_SHARE` of the learning at most. To learn from a pixel costs about three times a look at it.
        Steps, batch and crop must be known (`core.advice.settle`).
        """
        learnt = 3.0 * max(self.batch_size, 1) * max(self.crop_size, 1) ** 2
        seldom = math.ceil(val_pixels / (VALIDATION_SHARE * learnt))
        return min(self.validate_every or max(10, self.steps // 10, seldom), self.steps)

    def to_json(self) -> dict[str, Any]:
        """Plain values, one a knob."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, values: object) -> "TrainingRecipe":
        """The recipe of a JSON object; knobs that are not named keep their default, unknown ones are refused."""
        if not isinstance(values, dict):
            raise BadInputError("A recipe must be a JSON object of knobs.", 'For example {"steps": 300}.')
        return cls().changed(values)

    @classmethod
    def from_file_text(cls, text: str, name: str) -> "TrainingRecipe":
        """The recipe in the text of a JSON file called `name`."""
        try:
            return cls.from_json(json.loads(text))
        except json.JSONDecodeError as error:
            raise BadInputError(f"{name} is no JSON: {error}.", 'Write for example {"steps": 300}.') from error

    def changed(self, values: dict[str, Any]) -> "TrainingRecipe":
        """This recipe with some knobs set; strings are read as the knob's own type."""
        known = {row.name: row for row in KNOBS}
        clean: dict[str, Any] = {}
        for name, value in values.items():
            if name not in known:
                raise BadInputError(f"A recipe has no knob {name!r}.", f"Knobs: {', '.join(known)}.")
            clean[name] = known[name].read(value)
        return dataclasses.replace(self, **clean)

    def changed_by_words(self, settings: list[str]) -> "TrainingRecipe":
        """This recipe with knobs set as on the command line: ["steps=300", "flip=false"]."""
        values: dict[str, Any] = {}
        for setting in settings:
            name, separator, value = setting.partition("=")
            if not separator:
                raise UsageError(f"{setting!r} sets nothing.", "Write knob=value, for example steps=300.")
            values[name.strip()] = value.strip()
        try:
            return self.changed(values)
        except BadInputError as error:
            raise UsageError(error.message, error.cure) from error


KNOBS: tuple[Knob, ...] = knobs_of(TrainingRecipe)
"""The table of all knobs, in the order of a recipe: what a form, the command line and the handbook show."""
