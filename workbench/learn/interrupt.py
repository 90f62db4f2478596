"""Ending in the middle of a network's pass: one step may take long on a CPU."""

from collections.abc import Callable

from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle


def end_inside(net: nn.Module, check: Callable[[], None]) -> Callable[[], None]:
    """Let a network's passes end at any convolution, forward and backward: `check` is called there, and may raise.

    What it raises then comes out of the pass. Copies of the network made later call the same function.

    Returns:
        What takes that back, for this network alone.
    """
    hooks: list[RemovableHandle] = []

    def before(_layer: nn.Module, _inputs: tuple[Tensor, ...]) -> None:
        check()

    def after(_layer: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
        if output.requires_grad:
            output.register_hook(lambda _gradient: check())  # type: ignore[no-untyped-call]

    for layer in net.modules():
        if isinstance(layer, nn.Conv2d):
            hooks += layer.register_forward_pre_hook(before), layer.register_forward_hook(after)

    def undo() -> None:
        for hook in hooks:
            hook.remove()

    return undo
