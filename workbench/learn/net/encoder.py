"""What the network asks of an encoder, whoever made it."""

from abc import abstractmethod

from torch import Tensor, nn


class Encoder(nn.Module):
    """Gives a sharp map at stride 4 and a deep map at the output stride.

    Attributes:
        low_channels: channels of the map at stride 4.
        middle_channels: channels of the map before the last stage, which an auxiliary head looks at.
        deep_channels: channels of the deep map.
    """

    low_channels: int
    middle_channels: int
    deep_channels: int

    @abstractmethod
    def maps(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What `forward` gives, and between the two the map (N, middle, h, w) before the last stage."""

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """From normalised float (N, 3, H, W) the maps (N, low, H/4, W/4) and (N, deep, H/s, W/s), rounded up."""
        low, _, deep = self.maps(x)
        return low, deep

    def __call__(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """As `forward`, with its types."""
        low, deep = super().__call__(x)
        return low, deep
