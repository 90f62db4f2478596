"""The running average of a network's weights: steadier than the weights of any one step."""

import copy

import torch
from torch import Tensor

from workbench.learn.net.deeplab import DeepLabV3Plus


class Average:
    """An exponential moving average of weights and of batch statistics.

    Attributes:
        net: a network of its own, in evaluation mode, that holds the average.
        updates: how often it has taken weights in.
    """

    def __init__(self, net: DeepLabV3Plus, decay: float) -> None:
        self.net = copy.deepcopy(net).eval().requires_grad_(False)
        self._decay = decay
        self.updates = 0
        self._mine = _numbers(self.net)
        self._theirs = _numbers(net)

    @torch.no_grad()
    def update(self) -> None:
        """Take in the watched network's weights as they are now.

        The decay grows from 2/11, so that the random weights of the start are soon forgotten in short runs.
        """
        self.updates += 1
        decay = min(self._decay, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(self._mine, self._theirs, 1.0 - decay)


def _numbers(net: DeepLabV3Plus) -> list[Tensor]:
    """Every floating tensor of a network's state, sharing its memory."""
    return [value for value in net.state_dict().values() if value.is_floating_point()]
