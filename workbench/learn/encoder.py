"""What the network asks of an encoder, whoever made it."""

from abc import abstractmethod

from torch import Tensor, nn


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
