"""DeepLabV3+ (Chen et al. 2018, arXiv:1802.02611): atrous pyramid over the deep map, then a small decoder."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from workbench.learn.backbone import Encoder, make_encoder
from workbench.learn.layers import ConvNorm, NormKind, SeparableConv, initialise, resize_like
from workbench.learn.pointwise import use_matrix_products

WIDTH = 256
"""Channels of every branch of the pyramid and of the decoder."""

LOW_LEVEL_WIDTH = 48
"""Channels to which the sharp map is reduced: the best of 8..64 in the paper's ablation (section 4.1)."""

ATROUS_RATES = {16: (6, 12, 18), 8: (12, 24, 36)}
"""By output stride, so that the rates span the same image pixels."""


class AtrousPyramid(nn.Module):
    """Five looks at the deep map: one pixel, three rates, and the mean of the whole map."""

    def __init__(self, channels: int, rates: tuple[int, ...], norm: NormKind) -> None:
        super().__init__()
        self.point = ConvNorm(channels, WIDTH, 1, norm)
        self.branches = nn.ModuleList(SeparableConv(channels, WIDTH, norm, rate) for rate in rates)
        # A 1x1 map has no batch statistics worth the name: always group norm.
        self.pooled = nn.Sequential(nn.AdaptiveAvgPool2d(1), ConvNorm(channels, WIDTH, 1, "group"))
        self.project = nn.Sequential(ConvNorm((2 + len(rates)) * WIDTH, WIDTH, 1, norm), nn.Dropout(0.1))

    def forward(self, x: Tensor) -> Tensor:
        """From (N, channels, h, w) to (N, WIDTH, h, w)."""
        height, width = x.shape[-2:]
        looks = [self.point(x), *(branch(x) for branch in self.branches)]
        looks.append(self.pooled(x).expand(-1, -1, height, width))
        projected: Tensor = self.project(torch.cat(looks, dim=1))
        return projected


class Decoder(nn.Module):
    """Joins the pyramid with the sharp map at stride 4 and scores every class."""

    def __init__(self, low_channels: int, classes: int, norm: NormKind) -> None:
        super().__init__()
        self.sharpen = ConvNorm(low_channels, LOW_LEVEL_WIDTH, 1, norm)
        self.refine = nn.Sequential(
            SeparableConv(WIDTH + LOW_LEVEL_WIDTH, WIDTH, norm),
            SeparableConv(WIDTH, WIDTH, norm),
        )
        self.score = nn.Conv2d(WIDTH, classes, 1)

    def forward(self, deep: Tensor, low: Tensor) -> Tensor:
        """Logits (N, classes, h, w) on the grid of `low`."""
        height, width = low.shape[-2:]
        both = torch.cat([resize_like(deep, (height, width)), self.sharpen(low)], dim=1)
        scores: Tensor = self.score(self.refine(both))
        return scores


class DeepLabV3Plus(nn.Module):
    """The whole network; any input size, odd and small ones too."""

    def __init__(self, encoder: Encoder, output_stride: int, classes: int, head_norm: NormKind) -> None:
        super().__init__()
        self.encoder = encoder
        self.pyramid = AtrousPyramid(encoder.deep_channels, ATROUS_RATES[output_stride], head_norm)
        self.decoder = Decoder(encoder.low_channels, classes, head_norm)
        initialise(self.pyramid)
        initialise(self.decoder)
        # Small first scores: the first loss is that of a guess, log(classes), whatever the features.
        nn.init.normal_(self.decoder.score.weight, std=0.01)

    def forward(self, x: Tensor) -> Tensor:
        """From normalised float (N, 3, H, W) to logits (N, classes, H, W)."""
        height, width = x.shape[-2:]
        return resize_like(self.coarse(x), (height, width))

    def coarse(self, x: Tensor) -> Tensor:
        """The logits (N, classes, h, w) before they are resized to (H, W): a quarter of the size, rounded up."""
        low, deep = self.encoder(x)
        logits: Tensor = self.decoder(self.pyramid(deep), low)
        return logits

    def __call__(self, x: Tensor) -> Tensor:
        """As `forward`, with its type."""
        logits: Tensor = super().__call__(x)
        return logits


@dataclass(frozen=True, slots=True)
class NetSpec:
    """All that decides the shape of a network: two nets of the same spec take the same weights."""

    backbone: str
    output_stride: int
    classes: int
    encoder_norm: NormKind
    head_norm: NormKind


def build(spec: NetSpec) -> DeepLabV3Plus:
    """A network with random weights, drawn from torch's generator."""
    encoder = make_encoder(spec.backbone, spec.output_stride, spec.encoder_norm)
    net = DeepLabV3Plus(encoder, spec.output_stride, spec.classes, spec.head_norm)
    use_matrix_products(net)
    return net
