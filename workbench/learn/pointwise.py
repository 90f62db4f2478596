"""1x1 convolutions as the matrix products that they are: half of a training step's time is in them."""

import torch
from torch import Tensor, nn


class PointwiseConv(nn.Conv2d):
    """A 1x1 convolution with stride 1; the same weights, names and results as `nn.Conv2d`.

    On a single CPU thread PyTorch gives 1x1 convolutions to a kernel that unfolds the image first and is slower than
    its own matrix product, which takes channels-last pixels as they lie in memory.
    """

    def forward(self, x: Tensor) -> Tensor:
        """From (N, C, H, W) to (N, K, H, W)."""
        # An exported network is for other programs: it keeps its convolutions.
        if x.device.type != "cpu" or torch.get_num_threads() > 1 or torch.compiler.is_exporting():
            return super().forward(x)
        pixels = nn.functional.linear(x.permute(0, 2, 3, 1), self.weight.flatten(1), self.bias)
        return pixels.permute(0, 3, 1, 2)


def use_matrix_products(module: nn.Module) -> None:
    """Replace every plain 1x1 convolution inside a module, in place; parameters and their names stay."""
    for name, child in module.named_children():
        if type(child) is nn.Conv2d and child.kernel_size == child.stride == (1, 1) and child.groups == 1:
            quick = PointwiseConv(child.in_channels, child.out_channels, 1, bias=child.bias is not None, device="meta")
            quick.weight, quick.bias = child.weight, child.bias
            setattr(module, name, quick)
        else:
            use_matrix_products(child)
