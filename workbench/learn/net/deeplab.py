"""DeepLabV3+ (Chen et al. 2018, arXiv:1802.02611): atrous pyramid over the deep map, then a small decoder.

Without the decoder it is DeepLabV3 (Chen et al. 2017, arXiv:1706.05587).
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from workbench.learn.net.backbone import make_encoder
from workbench.learn.net.encoder import Encoder
from workbench.learn.net.layers import (
    ConvNorm,
    HeadKind,
    NormKind,
    StillBatchNorm,
    initialise,
    resize_like,
    spatial_conv,
)
from workbench.learn.net.pointwise import use_quick_pointwise

WIDTH = 256
"""Channels of every branch of the pyramid and of the decoder."""

LOW_LEVEL_WIDTH = 48
"""Channels to which the sharp map is reduced: the best of 8..64 in the paper's ablation (section 4.1)."""

ATROUS_RATES = {16: (6, 12, 18), 8: (12, 24, 36)}
"""By output stride, so that the rates span the same image pixels."""


class AtrousPyramid(nn.Module):
    """Five looks at the deep map: one pixel, three rates, and the mean of the whole map."""

    def __init__(
        self,
        channels: int,
        rates: tuple[int, ...],
        norm: NormKind,
        kind: HeadKind = "separable",
        pooled_norm: NormKind = "group",
    ) -> None:
        super().__init__()
        self.point = ConvNorm(channels, WIDTH, 1, norm)
        self.branches = nn.ModuleList(spatial_conv(kind, channels, WIDTH, norm, rate) for rate in rates)
        pooled = ConvNorm(channels, WIDTH, 1, pooled_norm)
        if pooled_norm == "batch":
            pooled[1] = StillBatchNorm(WIDTH)
        self.pooled = nn.Sequential(nn.AdaptiveAvgPool2d(1), pooled)
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

    def __init__(
        self, low_channels: int, classes: int, norm: NormKind, kind: HeadKind = "separable", refinements: int = 2
    ) -> None:
        super().__init__()
        self.sharpen = ConvNorm(low_channels, LOW_LEVEL_WIDTH, 1, norm)
        self.refine = nn.Sequential(
            *(spatial_conv(kind, WIDTH + (0 if i else LOW_LEVEL_WIDTH), WIDTH, norm) for i in range(refinements))
        )
        self.score = nn.Conv2d(WIDTH, classes, 1)

    def forward(self, deep: Tensor, low: Tensor) -> Tensor:
        """Logits (N, classes, h, w) on the grid of `low`."""
        scores: Tensor = self.score(self.refined(deep, low))
        return scores

    def refined(self, deep: Tensor, low: Tensor) -> Tensor:
        """The maps (N, WIDTH, h, w) that are scored, on the grid of `low`."""
        height, width = low.shape[-2:]
        both = torch.cat([resize_like(deep, (height, width)), self.sharpen(low)], dim=1)
        maps: Tensor = self.refine(both)
        return maps


class PlainHead(nn.Module):
    """What DeepLabV3 has in the decoder's place: one convolution, then the scores; the sharp map is not used."""

    def __init__(self, classes: int, norm: NormKind, kind: HeadKind) -> None:
        super().__init__()
        self.refine = nn.Sequential(spatial_conv(kind, WIDTH, WIDTH, norm))
        self.score = nn.Conv2d(WIDTH, classes, 1)

    def forward(self, deep: Tensor, low: Tensor) -> Tensor:
        """Logits (N, classes, h, w) on the grid of `deep`."""
        scores: Tensor = self.score(self.refined(deep, low))
        return scores

    def refined(self, deep: Tensor, _low: Tensor) -> Tensor:
        """The maps (N, WIDTH, h, w) that are scored, on the grid of `deep`."""
        maps: Tensor = self.refine(deep)
        return maps


@dataclass(frozen=True, slots=True)
class NetSpec:
    """All that decides the shape of a network: two nets of the same spec take the same weights.

    Attributes:
        backbone: the encoder's name.
        output_stride: 16 or 8.
        classes: output channels.
        encoder_norm: normalisation of the encoder.
        head_norm: of what comes after it.
        head: how the 3x3 convolutions after the encoder are made.
        decoder: with it the network is DeepLabV3+, without DeepLabV3.
        refinements: 3x3 convolutions of the decoder; the paper found two best (table 2).
        pooled_norm: of the pyramid's look at the mean of the map. A map of one pixel has no batch statistics worth
            the name: batch norm is only for weights that bring theirs.
    """

    backbone: str
    output_stride: int
    classes: int
    encoder_norm: NormKind
    head_norm: NormKind
    head: HeadKind = "separable"
    decoder: bool = True
    refinements: int = 2
    pooled_norm: NormKind = "group"


class DeepLabV3Plus(nn.Module):
    """The whole network; any input size, odd and small ones too.

    Attributes:
        learnt: names of the tensors that were not random at the start (see start.load_into).
    """

    learnt: frozenset[str]

    def __init__(self, encoder: Encoder, spec: NetSpec) -> None:
        super().__init__()
        self.learnt = frozenset()
        norm, kind, rates = spec.head_norm, spec.head, ATROUS_RATES[spec.output_stride]
        self.encoder = encoder
        self.pyramid = AtrousPyramid(encoder.deep_channels, rates, norm, kind, spec.pooled_norm)
        self.decoder: Decoder | PlainHead = (
            Decoder(encoder.low_channels, spec.classes, norm, kind, spec.refinements)
            if spec.decoder
            else PlainHead(spec.classes, norm, kind)
        )
        initialise(self.pyramid)
        initialise(self.decoder)
        # Small first scores: the first loss is that of a guess, log(classes), whatever the features.
        nn.init.normal_(self.decoder.score.weight, std=0.01)

    def forward(self, x: Tensor) -> Tensor:
        """From normalised float (N, 3, H, W) to logits (N, classes, H, W)."""
        height, width = x.shape[-2:]
        return resize_like(self.coarse(x), (height, width))

    def with_middle(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What `forward` gives, and the encoder's map before its last stage."""
        height, width = x.shape[-2:]
        low, middle, deep = self.encoder.maps(x)
        return resize_like(self.decoder(self.pyramid(deep), low), (height, width)), middle

    def coarse(self, x: Tensor) -> Tensor:
        """The logits (N, classes, h, w) before they are resized to (H, W), rounded up.

        A quarter of the size; without the decoder, the size divided by the output stride.
        """
        low, deep = self.encoder(x)
        logits: Tensor = self.decoder(self.pyramid(deep), low)
        return logits

    def coarse_with_maps(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What `coarse` gives, and the maps (N, WIDTH, h, w) from which it was scored."""
        low, deep = self.encoder(x)
        maps = self.decoder.refined(self.pyramid(deep), low)
        logits: Tensor = self.decoder.score(maps)
        return logits, maps

    def freeze_learnt_norms(self) -> None:
        """Keep statistics and scales of batch norms that started with learnt ones; call again after ``train()``."""
        for name, part in self.named_modules():
            if isinstance(part, nn.BatchNorm2d) and f"{name}.running_mean" in self.learnt:
                part.eval()
                part.requires_grad_(False)

    def __call__(self, x: Tensor) -> Tensor:
        """As `forward`, with its type."""
        logits: Tensor = super().__call__(x)
        return logits


def build(spec: NetSpec) -> DeepLabV3Plus:
    """A network with random weights, drawn from torch's generator."""
    net = DeepLabV3Plus(make_encoder(spec.backbone, spec.output_stride, spec.encoder_norm), spec)
    use_quick_pointwise(net)
    return net
