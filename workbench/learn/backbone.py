"""The encoders: torchvision's networks cut before their classifier, with two maps as output."""

import functools
from abc import abstractmethod

import torchvision
from torch import Tensor, nn

from workbench.core.errors import BadInputError
from workbench.learn.layers import NormKind, make_norm


class Encoder(nn.Module):
    """Gives a sharp map at stride 4 and a deep map at the output stride.

    Attributes:
        low_channels: channels of the map at stride 4.
        deep_channels: channels of the deep map.
    """

    low_channels: int
    deep_channels: int

    @abstractmethod
    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """From normalised float (N, 3, H, W) the maps (N, low, H/4, W/4) and (N, deep, H/s, W/s), rounded up."""

    def __call__(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """As `forward`, with its types."""
        low, deep = super().__call__(x)
        return low, deep


class MobileNetEncoder(Encoder):
    """MobileNetV2 (Sandler et al. 2018) without its last 1x1 convolution, as DeepLab uses it."""

    low_channels = 24
    deep_channels = 320
    low_end = 4

    def __init__(self, output_stride: int, norm: NormKind) -> None:
        super().__init__()
        whole = torchvision.models.mobilenet_v2(norm_layer=functools.partial(make_norm, norm))
        self.features = whole.features[:-1]
        _dilate(self.features, output_stride)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """See `Encoder.forward`."""
        low: Tensor = self.features[: self.low_end](x)
        return low, self.features[self.low_end :](low)


class ResNetEncoder(Encoder):
    """ResNet-50 or -101 (He et al. 2015; stride in the 3x3 convolution)."""

    low_channels = 256
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

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """See `Encoder.forward`."""
        low: Tensor = self.layer1(self.maxpool(self.relu(self.bn1(self.conv1(x)))))
        return low, self.layer4(self.layer3(self.layer2(low)))


def make_encoder(name: str, output_stride: int, norm: NormKind) -> Encoder:
    """The encoder of that name, one of core.recipe.BACKBONES, with random weights."""
    if name == "mobilenet_v2":
        return MobileNetEncoder(output_stride, norm)
    if name in ("resnet50", "resnet101"):
        return ResNetEncoder(name, output_stride, norm)
    raise BadInputError(f"There is no encoder {name!r}.", "Choose mobilenet_v2, resnet50 or resnet101.")


def _dilate(blocks: nn.Sequential, output_stride: int) -> None:
    """Trade strides for dilation, in place, once the output stride is reached.

    The rule is torchvision's own for ResNet: the block that loses its stride keeps the dilation before it, and the
    blocks after it look twice as far.
    """
    stride, dilation = 1, 1
    for block in blocks:
        step = max(conv.stride[0] for conv in block.modules() if isinstance(conv, nn.Conv2d))
        trade = step > 1 and stride >= output_stride
        for conv in block.modules():
            if isinstance(conv, nn.Conv2d) and conv.kernel_size == (3, 3):
                if trade:
                    conv.stride = (1, 1)
                if dilation > 1:
                    conv.dilation = (dilation, dilation)
                    conv.padding = (dilation, dilation)
        if trade:
            dilation *= step
        else:
            stride *= step
