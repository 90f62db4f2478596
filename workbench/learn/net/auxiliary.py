"""A second, shallow head that learns beside the network and is left behind: its loss reaches the early layers directly.

Source: H. Zhao et al., "Pyramid Scene Parsing Network", CVPR 2017, section 3.3; there it weighs 0.4.
"""

from torch import Tensor, nn

from workbench.learn.net.deeplab import DeepLabV3Plus
from workbench.learn.net.layers import ConvNorm, NormKind, initialise, resize_like

NARROWER = 4
"""The head has so many times fewer channels than the map that it looks at."""


class AuxiliaryHead(nn.Sequential):
    """A fully convolutional head: a 3x3 convolution, dropout, the scores."""

    def __init__(self, channels: int, classes: int, norm: NormKind) -> None:
        # Sixteen at least: group norm takes them in groups of 16 or 8.
        width = max(16, channels // NARROWER // 16 * 16)
        super().__init__(ConvNorm(channels, width, 3, norm), nn.Dropout(0.1), nn.Conv2d(width, classes, 1))
        initialise(self)


class WithAuxiliary(nn.Module):
    """A network together with its second head, as they learn."""

    def __init__(self, net: DeepLabV3Plus, head: AuxiliaryHead) -> None:
        super().__init__()
        self.net, self.head = net, head

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """From normalised float (N, 3, H, W) to the logits (N, classes, H, W) of the network and of the head."""
        logits, middle = self.net.with_middle(x)
        return logits, resize_like(self.head(middle), (x.shape[-2], x.shape[-1]))
