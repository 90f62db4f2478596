"""Feeds the loop: crops are made, or planned, ahead in threads while the network computes."""

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from workbench.learn.data.atlas import Atlas
from workbench.learn.data.crops import CropMaker
from workbench.learn.data.cutting import Crop
from workbench.learn.inputs import as_tensor
from workbench.learn.team import ALONE, Team

AHEAD = 2
"""Batches that are made before they are asked for."""


class BatchFeed:
    """Batches of a run, in order; the same whatever the number of threads. A context that ends its threads.

    In a team each process makes its own crops of every batch.
    """

    def __init__(
        self,
        maker: CropMaker,
        batch_size: int,
        first: int,
        end: int,
        device: torch.device,
        team: Team = ALONE,
        atlas: Atlas | None = None,
    ) -> None:
        """Batches `first` (from 0) to `end` (not included), cut on the device of an `atlas`, or without one here."""
        # On the CPU the network has the cores; on a GPU they would idle.
        threads = 1 if device.type == "cpu" else max(1, (os.cpu_count() or 2) - 1)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="crops")
        self._make = maker.make if atlas is None else maker.plan
        self._atlas = atlas
        self._batch_size = batch_size
        self._team = team
        self._end = end
        self._pinned = device.type == "cuda"
        self._asked = first
        self._waiting: deque[list[Future[Any]]] = deque()

    def __enter__(self) -> "BatchFeed":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def next(self) -> tuple[Tensor, Tensor]:
        """The next batch: uint8 images (N, 3, h, w) channels-last and uint8 labels (N, h, w)."""
        while len(self._waiting) <= AHEAD and self._asked < self._end:
            first = self._asked * self._batch_size
            ours = self._team.share(range(first, first + self._batch_size))
            self._waiting.append([self._pool.submit(self._make, number) for number in ours])
            self._asked += 1
        made = [future.result() for future in self._waiting.popleft()]
        return self._stacked(made) if self._atlas is None else self._atlas.batch(made)

    def _stacked(self, crops: list[Crop]) -> tuple[Tensor, Tensor]:
        """Crops as a batch in host memory."""
        images = as_tensor(np.stack([crop.image for crop in crops]))
        labels = torch.from_numpy(np.stack([crop.labels for crop in crops]))
        return (images.pin_memory(), labels.pin_memory()) if self._pinned else (images, labels)
