"""Encoders of timm, an optional package: DeepLab's own aligned Xception, and whatever else timm can dilate."""

import importlib
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from workbench.core.errors import BadInputError, MissingError
from workbench.learn.inputs import MEAN_COLOR, SPREAD
from workbench.learn.net.encoder import Encoder
from workbench.learn.net.layers import NormKind, make_norm

XCEPTION = "xception65"

LOW_STRIDE = 4
"""Of the sharp map, which every encoder has to have."""


class Recolour(nn.Module):
    """Takes an image normalised as everywhere in this program to the mean and spread that an encoder knows."""

    def __init__(self, mean: tuple[float, ...], spread: tuple[float, ...]) -> None:
        super().__init__()
        wide = 255 * torch.tensor(spread)
        factor, shift = torch.tensor(SPREAD) / wide, (torch.tensor(MEAN_COLOR) - 255 * torch.tensor(mean)) / wide
        self.register_buffer("factor", factor.view(1, 3, 1, 1), persistent=False)
        self.register_buffer("shift", shift.view(1, 3, 1, 1), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """From float (N, 3, H, W) to the same shape."""
        return x * self.get_buffer("factor") + self.get_buffer("shift")


class XceptionEncoder(Encoder):
    """Modified aligned Xception-65 (Chen et al. 2018, figure 4).

    The sharp map is the second separable convolution of the second entry block, before its activation, as in the
    authors' code (feature_extractor.py of research/deeplab); it has 256 channels at stride 4.
    """

    low_channels = 256
    middle_channels = 728
    deep_channels = 2048

    def __init__(self, output_stride: int, norm: NormKind) -> None:
        super().__init__()
        whole = load_timm().create_model(XCEPTION, num_classes=0, output_stride=output_stride)
        self.recolour = Recolour(whole.default_cfg["mean"], whole.default_cfg["std"])
        self.stem, self.blocks = whole.stem, whole.blocks
        # It comes right after the tap, which has to stay as it is.
        self.blocks[1].stack.act3.inplace = False
        if norm == "group":
            use_group_norm(self)

    def maps(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """See `Encoder.maps`; the middle map is what leaves the middle flow."""
        x = self.blocks[0](self.stem(self.recolour(x)))
        tapped = self.blocks[1]
        low: Tensor = tapped.stack[:4](x)
        x = tapped.stack[4:](low) + tapped.shortcut(x)
        middle: Tensor = self.blocks[2:-2](x)
        return low, middle, self.blocks[-2:](middle)


class TimmEncoder(Encoder):
    """Any network of timm that gives a map at stride 4 and can be dilated."""

    def __init__(self, name: str, output_stride: int, norm: NormKind) -> None:
        super().__init__()
        strides, places = _taps(name, output_stride)
        if LOW_STRIDE not in strides or strides[-1] != output_stride:
            raise _unfit(name, f"its maps have the strides {', '.join(map(str, strides))}")
        low = max(place for place, stride in zip(places, strides, strict=True) if stride == LOW_STRIDE)
        self.body = _features(name, output_stride, tuple(sorted({low, *places[-2:]})))
        channels = self.body.feature_info.channels()
        self.low_channels, self.middle_channels, self.deep_channels = channels[0], channels[-2], channels[-1]
        facts = load_timm().get_pretrained_cfg(name)
        self.recolour = Recolour(facts.mean, facts.std)
        if norm == "group":
            use_group_norm(self)

    def maps(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """See `Encoder.maps`."""
        found = self.body(self.recolour(x))
        return found[0], found[-2], found[-1]


def load_timm() -> ModuleType:
    """The package timm; it takes seconds to load, so only runs that need it do."""
    try:
        return importlib.import_module("timm")
    except ImportError as error:
        raise MissingError(
            "This encoder comes with the package timm, which is not installed.",
            "Install it (pip install timm), or choose an encoder of torchvision.",
        ) from error


def use_group_norm(module: nn.Module) -> None:
    """Replace every batch norm inside a module by group norm, in place; what timm does after it stays."""
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            after = [part for part in child.children() if not isinstance(part, nn.Identity)]
            group = make_norm("group", child.num_features)
            setattr(module, name, nn.Sequential(group, *after) if after else group)
        else:
            use_group_norm(child)


def _taps(name: str, output_stride: int) -> tuple[list[int], list[int]]:
    """Strides of the maps that a network offers, and their places."""
    with torch.device("meta"):
        info = _features(name, output_stride, None).feature_info
    return list(info.reduction()), list(info.out_indices)


def _features(name: str, output_stride: int, places: tuple[int, ...] | None) -> Any:
    """timm's network of that name that gives its maps at these places; all of them without places."""
    chosen = {} if places is None else {"out_indices": places}
    timm = load_timm()
    if not timm.is_model(name):
        close = ", ".join(timm.list_models(f"*{name.split('.')[0]}*")[:5])
        cure = f"Close to it: {close}." if close else "Look up its name in timm."
        raise BadInputError(f"timm knows no network {name!r}.", cure)
    try:
        return timm.create_model(name, features_only=True, output_stride=output_stride, **chosen)
    except (TypeError, AssertionError, NotImplementedError, RuntimeError, ValueError, AttributeError) as error:
        # Each family of timm refuses what it cannot do in its own way.
        raise _unfit(name, "it cannot trade strides for dilation") from error


def _unfit(name: str, why: str) -> BadInputError:
    return BadInputError(
        f"timm's {name} is no encoder for DeepLab: {why}.",
        "Choose a convolutional network that can be dilated, for example timm:resnet34 or timm:efficientnet_b0.",
    )
