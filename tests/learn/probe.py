"""How far a network sees, measured by its gradient."""

from collections.abc import Callable

import torch
from torch import Tensor, nn


def receptive_field(net: nn.Module, see: Callable[[Tensor], Tensor], width: int) -> int:
    """Columns of the image that one place of a map depends on; changes the network's weights.

    Every weight is made positive, so that no two ways through the network cancel, and the image is one row.
    """
    net.eval().double()
    for part in list(net.modules()):
        for name, child in part.named_children():
            if isinstance(child, nn.MaxPool2d):  # the gradient of a maximum goes one way only
                setattr(part, name, nn.AvgPool2d(child.kernel_size, child.stride, child.padding))
        if isinstance(part, nn.Conv2d):
            nn.init.constant_(part.weight, 1 / part.weight[0].numel())
    image = torch.ones(1, 3, 1, width, dtype=torch.float64, requires_grad=True)
    seen = see(image)
    seen[..., seen.shape[-1] // 2].sum().backward()
    columns = image.grad.sum(dim=(0, 1, 2)).nonzero().flatten()
    assert columns[0] > 0
    assert columns[-1] < width - 1
    return int(columns[-1] - columns[0]) + 1
