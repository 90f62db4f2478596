"""Processes that learn one run together, each with a part of every batch: what they must share, and when.

A run alone is a team of one, for which nothing here costs anything. Every process of a team calls the same methods in
the same order; each call waits for the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from workbench.core.arrays import I64
from workbench.core.control import Control

Item = TypeVar("Item")

_GO_ON, _PAINTED, _STOP, _CANCEL = range(4)


@dataclass(frozen=True, slots=True)
class Team:
    """This process among those that learn together.

    Attributes:
        rank: of this process; 0 leads: it alone writes files and hears the person's wishes.
        size: how many there are.
        device: on which this process computes. Numbers go round by way of the CPU, gradients from device to device.
        wishes: what the person asked for; heard at the leader alone.
    """

    rank: int = 0
    size: int = 1
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    wishes: Control = field(default_factory=Control)

    @property
    def leads(self) -> bool:
        """Whether this process writes the files of the run."""
        return self.rank == 0

    def share(self, items: Sequence[Item]) -> Sequence[Item]:
        """This process's part of some items."""
        return items[self.rank :: self.size]

    def whole_batch(self, crops: int) -> int:
        """The next batch size from `crops` up of which each process can take as much as any other."""
        return -(-crops // self.size) * self.size

    def total(self, value: float) -> float:
        """The sum of a number over the team."""
        if self.size == 1:
            return value
        found = torch.tensor([value], dtype=torch.float64)
        distributed.all_reduce(found)
        return float(found)

    def add_up(self, counts: I64) -> None:
        """Replace int64 counts by their sums over the team, in place."""
        if self.size > 1:
            distributed.all_reduce(torch.from_numpy(counts))

    def agree(self, control: Control) -> None:
        """Take the person's wishes over into every process's `control`, at the same step everywhere."""
        if self.size == 1:
            return
        wish = _GO_ON
        if self.wishes.ends:
            wish = _CANCEL if self.wishes.cancelled else _STOP
        elif self.wishes.take_painted():
            wish = _PAINTED
        found = torch.tensor([wish])
        distributed.broadcast(found, 0)
        if int(found) == _CANCEL:
            control.cancel()
        elif int(found) == _STOP:
            control.stop()
        elif int(found) == _PAINTED:
            control.more_painted()

    def own_random_numbers(self, seed: int) -> None:
        """Let dropout differ from process to process; the leader's numbers are those of a run alone."""
        if not self.leads:
            torch.manual_seed(seed + self.rank)

    def joined(self, net: nn.Module, still: frozenset[str]) -> nn.Module:
        """A network whose gradients are the means over the team; it shares the weights of `net`, which is changed.

        On CUDA its batch norms look at the crops of the whole team.

        Args:
            net: on its device, in its final form.
            still: names of layers whose batch statistics are kept as they are.
        """
        if self.size == 1:
            return net
        if self.device.type == "cuda":
            for name, part in list(net.named_modules()):
                if type(part) is nn.BatchNorm2d and name not in still:
                    parent, _, own = name.rpartition(".")
                    setattr(net.get_submodule(parent), own, nn.SyncBatchNorm.convert_sync_batchnorm(part))  # type: ignore[no-untyped-call]
        return DistributedDataParallel(net)


ALONE = Team()


def meet() -> tuple[int, int]:
    """Join the processes that torchrun started; (rank, size)."""
    distributed.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
    return distributed.get_rank(), distributed.get_world_size()


def handed_round(words: str) -> str:
    """The leader's words, for every process of the team."""
    handed = [words]
    distributed.broadcast_object_list(handed, 0)
    return handed[0]


def part() -> None:
    """Let go of the others, once all of them are here."""
    distributed.barrier()
    distributed.destroy_process_group()
