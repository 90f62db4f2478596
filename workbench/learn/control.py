"""How a run is asked to end early, from another thread."""

import threading

from torch import Tensor, nn


class EndedEarly(Exception):  # noqa: N818 - a wish, not an error
    """Raised inside a run, by `Control.check`, at a point where it may end; `train` and the worker catch it."""


class Control:
    """The two wishes that a person may have about a running job: stop (keep what there is) or cancel (discard)."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._cancel = threading.Event()

    def stop(self) -> None:
        """Ask the job to end soon and to keep what it has."""
        self._stop.set()

    def cancel(self) -> None:
        """Ask the job to end soon and to discard what it has."""
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        """Whether the result is not wanted."""
        return self._cancel.is_set()

    @property
    def ends(self) -> bool:
        """Whether the job is asked to end, either way."""
        return self._stop.is_set() or self._cancel.is_set()

    def check(self) -> None:
        """Raise EndedEarly when the job is asked to end."""
        if self.ends:
            raise EndedEarly


def end_inside(net: nn.Module, control: Control) -> None:
    """Let a network's passes end at any convolution, forward and backward: one step may take long on a CPU.

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
