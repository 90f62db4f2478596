"""Ending in the middle of a network's pass: one step may take long on a CPU."""

from torch import Tensor, nn

from workbench.core.control import Control


def end_inside(net: nn.Module, control: Control) -> None:
    """Let a network's passes end at any convolution, forward and backward, when the job is asked to end.

    EndedEarly then comes out of the pass. Copies of the network made later listen to the same control.
    """

    def before(_layer: nn.Module, _inputs: tuple[Tensor, ...]) -> None:
        control.check()

    def after(_layer: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if output.requires_grad:
            output.register_hook(lambda _gradient: control.check())  # type: ignore[no-untyped-call]

    for layer in net.modules():
        if isinstance(layer, nn.Conv2d):
            layer.register_forward_pre_hook(before)
            layer.register_forward_hook(after)
