"""Processes that learn one run together, each with a part of every batch: what they must share, and when.

A run alone is a team of one, for which nothing here costs anything. Every process of a team calls the same methods in
the same order; each call waits for the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import torch
from torch import Tensor, distributed, nn

from workbench.core.arrays import I64
from workbench.core.control import Control

Item = TypeVar("Item")

PATIENCE = timedelta(days=1)
"""How long processes wait for each other: one may fetch weights over a slow line. torchrun ends those left behind."""

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

    def random_numbers(self) -> dict[str, Tensor]:
        """Where the random numbers of everyone stand; all ask together."""
        found = {"random cpu": self._gathered(torch.get_rng_state())}
        if self.device.type == "cuda":
            found["random cuda"] = self._gathered(torch.cuda.get_rng_state(self.device))
        return {_of_rank(name, rank): state for name, states in found.items() for rank, state in enumerate(states)}

    def restore_random_numbers(self, state: dict[str, Tensor]) -> None:
        """Go on with this process's random numbers of then; where it was not there then, with those of now."""
        cpu, cuda = (state.get(_of_rank(name, self.rank)) for name in ("random cpu", "random cuda"))
        if cpu is not None:
            torch.set_rng_state(cpu.cpu())
        if cuda is not None and self.device.type == "cuda":
            torch.cuda.set_rng_state(cuda.cpu(), self.device)

    def anyone(self, here: bool) -> bool:
        """Whether something is so in any process."""
        return self.total(float(here)) > 0

    def join(self, net: nn.Module, still: frozenset[str]) -> None:
        """Give everyone the leader's weights; on CUDA batch norms look at the crops of the whole team. In place.

        Args:
            net: on its device, in its final form.
            still: names of layers whose batch statistics are kept as they are.
        """
        if self.size == 1:
            return
        if self.device.type == "cuda":
            for name, part in list(net.named_modules()):
                if type(part) is nn.BatchNorm2d and name not in still:
                    parent, _, own = name.rpartition(".")
                    setattr(net.get_submodule(parent), own, nn.SyncBatchNorm.convert_sync_batchnorm(part))  # type: ignore[no-untyped-call]
        for value in net.state_dict().values():
            distributed.broadcast(value.detach(), 0)

    def meets_inside(self, net: nn.Module) -> bool:
        """Whether a pass through a network waits for the passes of the others."""
        return any(isinstance(part, nn.SyncBatchNorm) for part in net.modules())

    def add_up_gradients(self, parameters: Sequence[nn.Parameter], net: nn.Module) -> None:
        """Replace gradients by their sums over the team, and statistics of plain batch norms by their means, in place.

        All at once and after the last pass, so that a process whose memory was too small can first say so.
        """
        if self.size == 1:
            return
        plain = [part for part in net.modules() if type(part) is nn.BatchNorm2d and part.training]
        means = [value for part in plain for value in (part.running_mean, part.running_var) if value is not None]
        sums = [parameter.grad for parameter in parameters if parameter.grad is not None]
        whole = torch.cat([value.flatten() for value in (*sums, *(mean / self.size for mean in means))])
        distributed.all_reduce(whole)
        for value, found in zip((*sums, *means), torch.split(whole, [v.numel() for v in (*sums, *means)]), strict=True):
            value.copy_(found.view(value.shape))

    def _gathered(self, own: Tensor) -> list[Tensor]:
        if self.size == 1:
            return [own]
        found = [torch.empty_like(own) for _ in range(self.size)]
        distributed.all_gather(found, own)
        return found


def _of_rank(name: str, rank: int) -> str:
    """The name of what a process keeps; the leader's is that of a run alone."""
    return f"{name} {rank}" if rank else name


ALONE = Team()


def meet() -> tuple[int, int]:
    """Join the processes that torchrun started; (rank, size)."""
    distributed.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo", timeout=PATIENCE)
    return distributed.get_rank(), distributed.get_world_size()


def handed_round(item: Item) -> Item:
    """The leader's item, for every process of the team; what the others give does not matter."""
    handed = [item]
    distributed.broadcast_object_list(handed, 0)
    return handed[0]


def part() -> None:
    """Let go of the others, once all of them are here."""
    distributed.barrier()
    distributed.destroy_process_group()
