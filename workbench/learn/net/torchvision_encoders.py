"""Encoders of torchvision: its networks cut before their classifier, with two maps as output."""

import functools
from collections.abc import Callable

import torchvision
from torch import Tensor, nn

from workbench.learn.net.encoder import Encoder
from workbench.learn.net.layers import NormKind, make_norm


class MobileNetEncoder(Encoder):
    """A MobileNet as a sequence of blocks, of which the fourth is the last at stride 4."""

    low_channels = 24
    low_end = 4

    def __init__(self, features: nn.Sequential, middle: tuple[int, int], deep_channels: int) -> None:
        """`middle` is how many blocks come before the last stage, and how many channels they end with."""
        super().__init__()
        self._middle_end, self.middle_channels = middle
        self.deep_channels = deep_channels
        self.features = features

    def maps(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """See `Encoder.maps`."""
        low: Tensor = self.features[: self.low_end](x)
        middle: Tensor = self.features[self.low_end : self._middle_end](low)
        return low, middle, self.features[self._middle_end :](middle)


class ResNetEncoder(Encoder):
    """ResNet-50 or -101 (He et al. 2015; stride in the 3x3 convolution)."""

    low_channels = 256
    middle_channels = 1024
    deep_channels = 2048

    def __init__(self, name: str, output_stride: int, norm: NormKind) -> None:
        super().__init__()
        whole = getattr(torchvision.models, name)(
            norm_layer=functools.partial(make_norm, norm),
            replace_stride_with_dilation=[False, output_stride == 8, True],
        )
        self.conv1, self.bn1, self.relu, self.maxpool = whole.conv1, whole.bn1, whole.relu, whole.maxpool
        self.layer1, self.layer2 = whole.layer1, whole.layer2
        self.layer3, self.layer4 = whole.layer3, whole.layer4

    def maps(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """See `Encoder.maps`."""
        low: Tensor = self.layer1(self.maxpool(self.relu(self.bn1(self.conv1(x)))))
        middle: Tensor = self.layer3(self.layer2(low))
        return low, middle, self.layer4(middle)


def mobilenet_v2(output_stride: int, norm: NormKind) -> Encoder:
    """MobileNetV2 (Sandler et al. 2018) without its last 1x1 convolution, as DeepLab uses it."""
    features = torchvision.models.mobilenet_v2(norm_layer=functools.partial(make_norm, norm)).features[:-1]
    dilate(features, output_stride, at_once=False)
    return MobileNetEncoder(features, (14, 96), 320)


def mobilenet_v3_large(output_stride: int, norm: NormKind) -> Encoder:
    """MobileNetV3-Large (Howard et al. 2019) with its last 1x1 convolution, as torchvision's DeepLabV3 uses it."""
    # Its batch norms are torchvision's own: they have another epsilon, with which the weights were learnt.
    norm_layer: Callable[[int], nn.Module] | None = None if norm == "batch" else functools.partial(make_norm, norm)
    features = torchvision.models.mobilenet_v3_large(norm_layer=norm_layer).features
    dilate(features, output_stride, at_once=True)
    return MobileNetEncoder(features, (13, 112), 960)


def dilate(blocks: nn.Sequential, output_stride: int, *, at_once: bool) -> None:
    """Trade strides for dilation, in place, once the output stride is reached.

    Args:
        blocks: of an encoder, in their order.
        output_stride: of the last block, when done.
        at_once: the block that loses its stride looks twice as far already, as in torchvision's MobileNetV3; else it
            keeps the dilation before it, as in ResNet, and the blocks after it look twice as far.
    """
    stride, dilation = 1, 1
    for block in blocks:
        step = max(conv.stride[0] for conv in block.modules() if isinstance(conv, nn.Conv2d))
        trade = step > 1 and stride >= output_stride
        now = dilation * step if trade and at_once else dilation
        for conv in block.modules():
            if isinstance(conv, nn.Conv2d) and conv.kernel_size > (1, 1):
                if trade:
                    conv.stride = (1, 1)
                if now > 1:
                    conv.dilation = (now, now)
                    conv.padding = (now * (conv.kernel_size[0] // 2),) * 2
        if trade:
            dilation *= step
        else:
            stride *= step
