"""The small blocks that the network is made of."""

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn

HeadKind = Literal["separable", "dense"]
"""How the 3x3 convolutions after the encoder are made: depthwise and pointwise, or whole (8.7 times the work)."""

NormKind = Literal["batch", "group"]
"""Batch norm needs many crops a step; group norm (Wu & He 2018) does not look across the batch at all."""


def make_norm(kind: NormKind, channels: int) -> nn.Module:
    """A normalisation layer; group norm has 16 channels a group, or 8 where 16 does not divide."""
    if kind == "batch":
        return nn.BatchNorm2d(channels)
    width = next(w for w in (16, 8, 1) if channels % w == 0)
    return nn.GroupNorm(channels // width, channels)


class StillBatchNorm(nn.BatchNorm2d):
    """A batch norm that always uses the statistics it was given: a map of one pixel has none worth the name."""

    def forward(self, x: Tensor) -> Tensor:
        """From (N, C, h, w) to the same shape."""
        return nn.functional.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, training=False, eps=self.eps
        )


class ConvNorm(nn.Sequential):
    """Convolution without bias, normalisation, ReLU; the size of the map stays."""

    def __init__(
        self, inside: int, outside: int, kernel: int, norm: NormKind, dilation: int = 1, groups: int = 1
    ) -> None:
        padding = dilation * (kernel // 2)
        super().__init__(
            nn.Conv2d(inside, outside, kernel, padding=padding, dilation=dilation, groups=groups, bias=False),
            make_norm(norm, outside),
            nn.ReLU(inplace=True),
        )


class SeparableConv(nn.Sequential):
    """Depthwise 3x3 (dilated), norm, ReLU, pointwise 1x1, norm, ReLU (DeepLabV3+, section 3.1)."""

    def __init__(self, inside: int, outside: int, norm: NormKind, dilation: int = 1) -> None:
        super().__init__(
            ConvNorm(inside, inside, 3, norm, dilation, groups=inside),
            ConvNorm(inside, outside, 1, norm),
        )


def spatial_conv(kind: HeadKind, inside: int, outside: int, norm: NormKind, dilation: int = 1) -> nn.Module:
    """A 3x3 convolution of the head, with its norm and ReLU."""
    if kind == "dense":
        return ConvNorm(inside, outside, 3, norm, dilation)
    return SeparableConv(inside, outside, norm, dilation)


def initialise(module: nn.Module) -> None:
    """He's initialisation of new layers, by the inputs that a weight sees: right for depthwise convolutions too."""
    for part in module.modules():
        if isinstance(part, nn.Conv2d):
            nn.init.kaiming_normal_(part.weight, mode="fan_in", nonlinearity="relu")
            if part.bias is not None:
                nn.init.zeros_(part.bias)


def resize_like(value: Tensor, size: tuple[int, int]) -> Tensor:
    """Bilinear resize of float (N, C, h, w) to (N, C, *size), pixel centres aligned as in OpenCV and Pillow.

    A map that has the size already is given back itself.
    """
    if (value.shape[2], value.shape[3]) == size:
        return value
    return nn.functional.interpolate(value, size=size, mode="bilinear", align_corners=False)


def resize_rows(value: Tensor, sizes: Sequence[tuple[int, int]], top: int, bottom: int) -> Tensor:
    """Rows top to bottom (not included) of `value`, resized as by `resize_like` to each of the sizes in turn.

    Only the rows that these need are ever computed. float (N, C, h, w) to (N, C, bottom - top, width of the last).
    """
    if not sizes:
        return value[:, :, top:bottom]
    *before, (height, width) = sizes
    given, given_width = before[-1] if before else (value.shape[2], value.shape[3])
    if (given, given_width) == (height, width):
        return resize_rows(value, before, top, bottom)
    # Where the rows' centres lie between the centres of the given rows; beyond the edge the last row repeats.
    centres = (torch.arange(top, bottom, dtype=torch.float64) + 0.5) * (given / height) - 0.5
    upper = centres.clamp(0, given - 1).floor().long()
    lower = (upper + 1).clamp(max=given - 1)
    share = (centres.clamp(min=0) - upper).to(value)[:, None]
    first, end = int(upper[0]), int(lower[-1]) + 1
    known = resize_rows(value, before, first, end)
    wide = resize_like(known, (end - first, width))
    upper, lower = (upper - first).to(value.device), (lower - first).to(value.device)
    return torch.lerp(wide.index_select(2, upper), wide.index_select(2, lower), share)
