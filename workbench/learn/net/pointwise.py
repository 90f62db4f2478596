"""1x1 convolutions by the quick kernel on a single thread, too: half of a training step's time is in them."""

import torch
from torch import Tensor, nn

ONEDNN = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
"""Whether PyTorch was built with oneDNN; asked once, because a compiled network cannot ask."""


class PointwiseConv(nn.Conv2d):
    """A 1x1 convolution with stride 1; the same weights, names and results as `nn.Conv2d`.

    On a single CPU thread PyTorch keeps small batches of 1x1 convolutions from oneDNN, unless they are strided or
    dilated (`use_mkldnn` in its Convolution.cpp), and takes a plain matrix product: half as fast on processors with
    AVX-512. A single pixel has no neighbours to be dilated from, so saying that it is dilated changes nothing else.
    """

    def forward(self, x: Tensor) -> Tensor:
        """From (N, C, H, W) to (N, K, H, W)."""
        # An exported network is for other programs: it keeps its convolutions.
        if x.device.type != "cpu" or not ONEDNN or torch.compiler.is_exporting():
            return super().forward(x)
        return nn.functional.conv2d(x, self.weight, self.bias, dilation=2)


def use_quick_pointwise(module: nn.Module) -> None:
    """Replace every plain 1x1 convolution inside a module, in place; parameters and their names stay."""
    for name, child in module.named_children():
        if type(child) is nn.Conv2d and _is_plain(child):
            quick = PointwiseConv(child.in_channels, child.out_channels, 1, bias=child.bias is not None, device="meta")
            quick.weight, quick.bias = child.weight, child.bias
            setattr(module, name, quick)
        else:
            use_quick_pointwise(child)


def _is_plain(layer: nn.Conv2d) -> bool:
    unmoved = layer.kernel_size == layer.stride == (1, 1) and layer.padding == (0, 0)
    return unmoved and layer.groups == 1
