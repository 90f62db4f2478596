"""Training examples by their plans, as tensors: pictures lie on the device once, a batch is gathered there at a stroke.

The pictures of a run are of any sizes, so they lie behind each other in one flat tensor, and every pixel of every crop
computes where it comes from. A pixel and its label are one number: what is gathered together stays together.
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from workbench.core.mask import UNLABELLED
from workbench.learn.data.plans import BLUR, Plan, Tint, View
from workbench.learn.data.samples import Sample
from workbench.learn.inputs import MEAN_COLOR
from workbench.learn.memory import card_room

FINEST = 8
"""A pixel of a crop is the mean of at most so many times so many places of a picture that is shrunk."""

REACH = math.ceil(3 * BLUR[1])
"""Pixels that a blur looks at on either side."""

BYTES = 4
"""Of one pixel with its label."""


class Atlas:
    """Training pictures with their labels in the memory of one device, and the crops that are cut from them there.

    Every crop is computed from its own plan alone, whatever else is in its batch.
    """

    def __init__(self, samples: Sequence[Sample], size: tuple[int, int], device: torch.device) -> None:
        """`size` is the height and width of every crop."""
        self._size, self._device = size, device
        self._first: dict[int, int] = {}
        # Filled in place: parts that are joined at the end would take twice the room.
        self._pixels = torch.empty(sum(sample.labels.size for sample in samples), dtype=torch.int32, device=device)
        place = 0
        for sample in samples:
            packed = torch.from_numpy(np.dstack([sample.image(), sample.labels])).view(torch.int32).flatten()
            self._pixels[place : place + packed.numel()] = packed
            self._first[sample.source.id] = place
            place += packed.numel()

    def batch(self, plans: Sequence[Plan]) -> tuple[Tensor, Tensor]:
        """uint8 images (N, 3, h, w) channels-last and uint8 labels (N, h, w), on the device."""
        pasting = [number for number, plan in enumerate(plans) if plan.pasted is not None]
        seen = [(plan.view, plan) for plan in plans]
        seen += [(plan.pasted, plan) for plan in plans if plan.pasted is not None]
        images, labels = self._cut(seen)
        for extra, number in enumerate(pasting, start=len(plans)):
            pasted, _ = seen[extra]
            ours = labels[extra] == int(pasted.sample.labels[pasted.place])
            images[number] = torch.where(ours[..., None], images[extra], images[number])
            labels[number] = torch.where(ours, labels[extra], labels[number])
        return images[: len(plans)].permute(0, 3, 1, 2), labels[: len(plans)]

    def _cut(self, seen: Sequence[tuple[View, Plan]]) -> tuple[Tensor, Tensor]:
        """uint8 (V, h, w, 3) and uint8 (V, h, w) of some looks, each mirrored as its plan says."""
        views = [view for view, _ in seen]
        matrices = [_mirrored(view.matrix(self._size), plan, self._size) for view, plan in seen]
        rows, columns = self._places(torch.from_numpy(np.stack(matrices)).to(self._device, torch.float32))
        shapes = [view.sample.labels.shape for view in views]
        tall, wide = (self._column([shape[axis] for shape in shapes]) for axis in (0, 1))
        first = self._column([self._first[view.sample.source.id] for view in views])
        inside = (rows >= -0.5) & (rows < tall - 0.5) & (columns >= -0.5) & (columns < wide - 0.5)

        images = torch.empty((len(views), *self._size, 3), device=self._device)
        fineness = [_fineness(matrix) for matrix in matrices]
        for fine in set(fineness):
            chosen = [number for number, one in enumerate(fineness) if one == fine]
            few = torch.tensor(chosen, device=self._device)
            steps = torch.from_numpy(np.stack([matrices[number] for number in chosen])).to(images)[:, :, :2]
            images[few] = self._mean(rows[few], columns[few], steps, (tall[few], wide[few], first[few]), fine)
        images = _tinted(images, inside, [view.tint for view in views])
        mean = torch.tensor(MEAN_COLOR, dtype=torch.uint8, device=self._device)
        finished = torch.where(inside[..., None], images.round().clamp(0, 255).to(torch.uint8), mean)

        near = self._gathered((rows + 0.5).floor().long(), (columns + 0.5).floor().long(), tall, wide, first)
        labels = torch.where(inside, near[..., 3], UNLABELLED)
        at = np.array([_mirrored_at(view.at(self._size), plan, self._size) for view, plan in seen])
        known = [int(view.sample.labels[view.place]) for view in views]
        rows_at, columns_at = torch.from_numpy(at.T.copy()).to(self._device)
        painted = torch.tensor(known, dtype=torch.uint8, device=self._device)
        labels[torch.arange(len(views), device=self._device), rows_at, columns_at] = painted
        return finished, labels

    def _column(self, numbers: list[int]) -> Tensor:
        """int64 (V, 1, 1): one number a view."""
        return torch.tensor(numbers, device=self._device)[:, None, None]

    def _places(self, matrices: Tensor) -> tuple[Tensor, Tensor]:
        """float32 (V, h, w) rows and columns of the images at which each pixel of the crops lies."""
        down = torch.arange(self._size[0], device=self._device, dtype=torch.float32)[:, None]
        right = torch.arange(self._size[1], device=self._device, dtype=torch.float32)[None, :]
        parts = matrices[..., None, None]
        rows, columns = (parts[:, axis, 0] * down + parts[:, axis, 1] * right + parts[:, axis, 2] for axis in (0, 1))
        return rows, columns

    def _mean(
        self, rows: Tensor, columns: Tensor, steps: Tensor, where: tuple[Tensor, Tensor, Tensor], fine: int
    ) -> Tensor:
        """float32 (V, h, w, 3), 0..255: the mean of `fine` x `fine` bilinear looks inside each pixel of the crops."""
        total = torch.zeros((*rows.shape, 3), device=self._device)
        for down in range(fine):
            for right in range(fine):
                aside = steps @ steps.new_tensor([(down + 0.5) / fine - 0.5, (right + 0.5) / fine - 0.5])
                total += self._bilinear(rows + aside[:, 0, None, None], columns + aside[:, 1, None, None], *where)
        return total / fine**2

    def _bilinear(self, rows: Tensor, columns: Tensor, tall: Tensor, wide: Tensor, first: Tensor) -> Tensor:
        """float32 (V, h, w, 3), 0..255; beyond an edge the last pixel repeats."""
        up, near = rows.floor(), columns.floor()
        down, right = (rows - up)[..., None], (columns - near)[..., None]
        upper, left = up.long(), near.long()
        corners = [
            self._gathered(upper + row, left + column, tall, wide, first)[..., :3].float()
            for row in (0, 1)
            for column in (0, 1)
        ]
        return torch.lerp(torch.lerp(corners[0], corners[1], right), torch.lerp(corners[2], corners[3], right), down)

    def _gathered(self, rows: Tensor, columns: Tensor, tall: Tensor, wide: Tensor, first: Tensor) -> Tensor:
        """uint8 (V, h, w, 4), colour and label, of int64 places; those beyond an edge are moved onto it."""
        rows, columns = torch.minimum(rows.clamp(min=0), tall - 1), torch.minimum(columns.clamp(min=0), wide - 1)
        index = first + rows * wide + columns
        found = self._pixels.index_select(0, index.flatten())
        return found.view(torch.uint8).view(*index.shape, 4)


def atlas_of(samples: Sequence[Sample], size: tuple[int, int], device: torch.device) -> Atlas | None:
    """The atlas of some samples on a device; None where crops are better cut from the memory of the host."""
    needed = sum(sample.labels.size for sample in samples) * BYTES
    return Atlas(samples, size, device) if needed <= card_room(device) else None


def _mirrored(matrix: np.ndarray, plan: Plan, size: tuple[int, int]) -> np.ndarray:
    """The matrix of a look, float64 (2, 3), for a crop that is mirrored as its plan says."""
    found = matrix.copy()
    for axis, turned in enumerate((plan.flipped, plan.mirrored)):
        if turned:
            found[:, 2] += found[:, axis] * (size[axis] - 1)
            found[:, axis] *= -1
    return found


def _mirrored_at(at: tuple[int, int], plan: Plan, size: tuple[int, int]) -> tuple[int, int]:
    row, column = (min(max(place, 0), side - 1) for place, side in zip(at, size, strict=True))
    return size[0] - 1 - row if plan.flipped else row, size[1] - 1 - column if plan.mirrored else column


def _fineness(matrix: np.ndarray) -> int:
    """Into how many looks a side a pixel of the crop is divided, so that none of the picture is skipped."""
    return min(max(1, math.ceil(float(np.hypot(*matrix[:, :2]).max()) - 0.05)), FINEST)


def _tinted(images: Tensor, inside: Tensor, tints: Sequence[Tint]) -> Tensor:
    """float32 (V, h, w, 3), 0..255, as `cutting.tinted` changes it; what is outside an image is not looked at."""
    device = images.device
    if any(tint.colours is not None for tint in tints):
        plain = np.eye(3, 4, dtype=np.float32)
        maps = np.stack([plain if tint.colours is None else tint.colours for tint in tints])
        found = torch.from_numpy(maps).to(device)
        flat = images.flatten(1, 2) @ found[:, :, :3].transpose(1, 2) + found[:, None, :, 3]
        images = flat.view_as(images).clamp(0, 255)
    if any(tint.blur for tint in tints):
        images = _blurred(images, inside, [tint.blur for tint in tints])
    for number, tint in enumerate(tints):
        if tint.noise:
            draw = torch.Generator(device).manual_seed(tint.grain)
            images[number] += tint.noise * torch.randn(images[number].shape, generator=draw, device=device)
    return images


def _blurred(images: Tensor, inside: Tensor, sigmas: Sequence[float]) -> Tensor:
    """Each image float32 (V, h, w, 3) through a Gaussian of its own sigma; only what is inside takes part."""
    offsets = torch.arange(-REACH, REACH + 1, device=images.device, dtype=torch.float32)
    sigma = torch.tensor([max(one, 0.01) for one in sigmas], device=images.device)[:, None]
    kernels = torch.exp(-0.5 * (offsets / sigma) ** 2)
    kernels = kernels / kernels.sum(dim=1, keepdim=True)
    # Four planes a view: the colours where they count, and how much of the neighbourhood counts.
    counts = inside[..., None].float()
    planes = torch.cat([images * counts, counts], dim=3).permute(0, 3, 1, 2)
    height, width = planes.shape[2:]
    groups = planes.reshape(1, -1, height, width)
    each = kernels.repeat_interleave(4, dim=0)
    groups = torch.nn.functional.conv2d(groups, each[:, None, :, None], padding=(REACH, 0), groups=len(each))
    groups = torch.nn.functional.conv2d(groups, each[:, None, None, :], padding=(0, REACH), groups=len(each))
    planes = groups.view(-1, 4, height, width).permute(0, 2, 3, 1)
    return planes[..., :3] / planes[..., 3:].clamp(min=1e-6)
