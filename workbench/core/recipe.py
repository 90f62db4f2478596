"""The recipe of a training run: every knob, in one frozen record."""

import dataclasses
import json
import math
import re
from dataclasses import dataclass
from typing import Any

from workbench.core.errors import BadInputError

VALIDATION_SHARE = 0.25

BACKBONES = ("mobilenet_v2", "mobilenet_v3_large", "resnet50", "resnet101", "xception65")

TIMM_PREFIX = "timm:"
"""Of the name of any other encoder that the package timm offers: "timm:resnet34"."""


@dataclass(frozen=True, slots=True)
class TrainingRecipe:
    """How a model is built and trained. Sizes in pixels, rates per step.

    Attributes:
        backbone: the encoder, one of `BACKBONES`, or "timm:NAME" for any that timm can dilate (timm:resnet34).
        output_stride: 16 or 8; the atrous rates of the ASPP follow (6/12/18 or 12/24/36).
        weights: "auto" (COCO, else ImageNet, when they can be had, else from scratch with a notice), "coco" or
            "imagenet" (or fail), "none", or the path of a file of weights.
        decoder: with it the network is DeepLabV3+, without it DeepLabV3: quicker, with blunter edges.
        head: how the 3x3 convolutions after the encoder are made: "separable" (as in the paper), "dense" (8.7 times
            the work; COCO weights need it), or "auto" (dense where COCO weights are the start, else separable).
        steps: optimiser steps of the whole run.
        batch_size: crops a step.
        crop_size: side of the square crops.
        image_scale: images are shrunk by this factor before training and prediction; 1 keeps every pixel.
        optimizer: "adamw" or "sgd".
        learning_rate: of every layer that starts with random weights: all of them when training from scratch.
        head_rate_factor: the new layers learn this many times faster than a pretrained encoder.
        weight_decay: decoupled for adamw.
        warmup: share of the steps over which the rate rises from zero.
        poly_power: power of the polynomial decay (DeepLab: 0.9).
        validate_every: steps between two validations; 0 chooses.
        scale_min: smallest random magnification of a crop.
        scale_max: largest random magnification of a crop.
        flip: mirror crops left to right at random.
        color_jitter: strength of the random brightness, contrast and saturation, 0..1.
        class_balance: 0 weighs pixels alike; 1 weighs classes by their inverse frequency, within bounds.
        ema: decay of the averaged weights that are validated and kept; 0 switches it off.
        seed: of everything random.
        patience: validations without a better mIoU after which the run ends; 0 never.
    """

    backbone: str = "mobilenet_v2"
    output_stride: int = 16
    weights: str = "auto"
    decoder: bool = True
    head: str = "auto"
    steps: int = 600
    batch_size: int = 4
    crop_size: int = 256
    image_scale: float = 1.0
    optimizer: str = "adamw"
    learning_rate: float = 0.002
    head_rate_factor: float = 10.0
    weight_decay: float = 0.0001
    warmup: float = 0.05
    poly_power: float = 0.9
    validate_every: int = 0
    scale_min: float = 0.5
    scale_max: float = 2.0
    flip: bool = True
    color_jitter: float = 0.3
    class_balance: float = 0.5
    ema: float = 0.99
    seed: int = 0
    patience: int = 0

    def __post_init__(self) -> None:
        for name, low, high in _RANGES:
            value = getattr(self, name)
            if not low <= value <= high:
                raise BadInputError(f"Recipe: {name} is {value}.", f"Choose a value from {low} to {high}.")
        if self.backbone not in BACKBONES and not _TIMM_NAME.fullmatch(self.backbone):
            raise BadInputError(
                f"Recipe: backbone is {self.backbone!r}.", f"Choose one of {', '.join(BACKBONES)}, or timm:NAME."
            )
        for name, choices in _CHOICES:
            if getattr(self, name) not in choices:
                raise BadInputError(
                    f"Recipe: {name} is {getattr(self, name)!r}.", f"Choose one of {', '.join(map(str, choices))}."
                )
        if self.scale_min > self.scale_max:
            raise BadInputError("Recipe: scale_min is above scale_max.", "Swap them.")

    def validation_interval(self, val_pixels: float) -> int:
        """Steps between two validations, when one looks at `val_pixels` pixels.

        As asked by `validate_every`; else a tenth of the run, but so rarely that validations cost about
        `VALIDATION_SHARE` of the learning at most. To learn from a pixel costs about three times a look at it.
        """
        learnt = 3.0 * self.batch_size * self.crop_size**2
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
        known = {f.name: f for f in dataclasses.fields(self)}
        clean: dict[str, Any] = {}
        for name, value in values.items():
            if name not in known:
                raise BadInputError(f"A recipe has no knob {name!r}.", f"Knobs: {', '.join(known)}.")
            clean[name] = _as_type_of(getattr(self, name), value, name)
        return dataclasses.replace(self, **clean)

    def changed_by_words(self, settings: list[str]) -> "TrainingRecipe":
        """This recipe with knobs set as on the command line: ["steps=300", "flip=false"]."""
        values: dict[str, Any] = {}
        for setting in settings:
            name, separator, value = setting.partition("=")
            if not separator:
                raise BadInputError(f"{setting!r} sets nothing.", "Write knob=value, for example steps=300.")
            values[name.strip()] = value.strip()
        return self.changed(values)


_RANGES: tuple[tuple[str, float, float], ...] = (
    ("steps", 1, 1_000_000),
    ("batch_size", 1, 256),
    ("crop_size", 32, 4096),
    ("image_scale", 0.05, 1.0),
    ("learning_rate", 1e-8, 10.0),
    ("head_rate_factor", 0.01, 1000.0),
    ("weight_decay", 0.0, 1.0),
    ("warmup", 0.0, 1.0),
    ("poly_power", 0.0, 10.0),
    ("validate_every", 0, 1_000_000),
    ("scale_min", 0.1, 10.0),
    ("scale_max", 0.1, 10.0),
    ("color_jitter", 0.0, 1.0),
    ("class_balance", 0.0, 1.0),
    ("ema", 0.0, 0.99999),
    ("seed", 0, 2**31 - 1),
    ("patience", 0, 1_000_000),
)

_CHOICES: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("head", ("auto", "separable", "dense")),
    ("output_stride", (8, 16)),
    ("optimizer", ("adamw", "sgd")),
)

_TIMM_NAME = re.compile(rf"{TIMM_PREFIX}[A-Za-z0-9_.-]+")

_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def _as_type_of(current: object, value: object, name: str) -> object:
    """`value` as the type of the knob's current value; refused with the knob's name when it is another thing."""
    wrong = BadInputError(f"Recipe: {name} cannot be {value!r}.", f"It is a {type(current).__name__}.")
    if isinstance(current, bool):
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in _WORDS:
            return _WORDS[value.lower()]
        raise wrong
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong
    if isinstance(current, str):
        if not isinstance(value, str):
            raise wrong
        return value
    try:
        number = float(value)
    except ValueError:
        raise wrong from None
    if isinstance(current, int):
        if not number.is_integer():  # nor are inf and nan
            raise wrong
        return int(number)
    return number
