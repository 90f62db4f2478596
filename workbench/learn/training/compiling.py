"""Learning with a compiled network: quicker steps after a first one that takes a minute."""

from typing import Any

import torch
from torch import Tensor, nn


class Compiled:
    """A network that is compiled at its first pass; where that fails it goes on as it is.

    Attributes:
        trouble: why it could not be compiled; "" while nothing is known against it.
    """

    def __init__(self, plain: nn.Module) -> None:
        """`plain` must be free of hooks: code that is cut in pieces is compiled for ages and no quicker."""
        self._plain = plain
        self._quick = torch.compile(plain, fullgraph=True, dynamic=False)
        self.trouble = ""

    def __call__(self, images: Tensor) -> Any:
        """What the network gives."""
        if not self.trouble:
            try:
                return self._quick(images)
            except failures() as error:
                self.trouble = str(error).strip().partition("\n")[0] or type(error).__name__
        return self._plain(images)


def failures() -> tuple[type[Exception], ...]:
    """What torch.compile raises where there is no compiler, or where it does not understand a network."""
    # Loading the compiler takes seconds, so only runs that use it do.
    from torch._dynamo.exc import TorchDynamoException

    return (TorchDynamoException,)
