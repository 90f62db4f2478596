"""What is minimised, and how fast: the loss over painted pixels, class weights, parameter groups, the schedule."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from workbench.core.arrays import I64
from workbench.core.mask import UNLABELLED
from workbench.core.recipe import TrainingRecipe
from workbench.learn.net.deeplab import DeepLabV3Plus

WEIGHT_BOUND = 4.0
"""No class weighs more than this many times, or less than this part of, the average pixel."""

MOMENTUM = 0.9


@dataclass(frozen=True, slots=True)
class Objective:
    """The loss of a run; pixels labelled 255 never count, in any part of it.

    Attributes:
        weights: float (K,), of each class.
        dice: whether the Dice loss of the classes in a batch is added.
        hardest: share of the painted pixels that counts, those with the highest cross-entropy.
    """

    weights: Tensor
    dice: bool = False
    hardest: float = 1.0

    def __call__(self, logits: Tensor, labels: Tensor, painted: int) -> Tensor:
        """The loss of some crops of a batch; over the parts of a batch it adds up to the loss of the whole.

        Args:
            logits: float (N, K, H, W).
            labels: int64 (N, H, W), channels.
            painted: painted pixels of the whole batch, of which this may be a part.
        """
        loss = painted_loss(logits, labels, self.weights, painted, self.hardest)
        if self.dice:
            share = int((labels != UNLABELLED).sum()) / max(painted, 1)
            loss = loss + share * dice_loss(logits, labels)
        return loss


def painted_loss(logits: Tensor, labels: Tensor, weights: Tensor | None, painted: int, hardest: float = 1.0) -> Tensor:
    """Cross-entropy summed over painted pixels, divided by their number.

    Args:
        logits: float (N, K, H, W).
        labels: int64 (N, H, W), channels; 255 never counts.
        weights: float (K,), or None.
        painted: painted pixels of the whole batch, of which this may be a part; 0 counts as 1.
        hardest: share of the painted pixels that counts (online hard example mining).
    """
    if hardest >= 1.0:
        total = nn.functional.cross_entropy(
            logits.float(), labels, weight=weights, ignore_index=UNLABELLED, reduction="sum"
        )
        return total / max(painted, 1)
    each = nn.functional.cross_entropy(
        logits.float(), labels, weight=weights, ignore_index=UNLABELLED, reduction="none"
    )
    found = each[labels != UNLABELLED]
    kept = found.topk(math.ceil(hardest * found.numel()), sorted=False).values
    return kept.sum() / max(hardest * painted, 1.0)


def dice_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """One minus the soft Dice overlap (Milletari et al. 2016), the mean over the classes that are painted here.

    Args:
        logits: float (N, K, H, W).
        labels: int64 (N, H, W), channels; 255 never counts.
    """
    counts = labels != UNLABELLED
    truth = labels[counts]
    if not truth.numel():
        return logits.sum() * 0.0
    sure = logits.float().movedim(1, -1)[counts].softmax(dim=1)
    painted = torch.bincount(truth, minlength=logits.shape[1])
    hit = torch.zeros_like(sure[0]).index_add(0, truth, sure.gather(1, truth[:, None])[:, 0])
    overlap = (2.0 * hit + 1.0) / (sure.sum(dim=0) + painted + 1.0)
    return 1.0 - overlap[painted > 0].mean()


def class_weights(counts: I64, balance: float) -> Tensor:
    """float32 (K,): inverse frequency to the power `balance`, bounded, with mean 1 over the painted pixels.

    Args:
        counts: int64 (K,), painted pixels of each class; a class without any weighs 1.
        balance: 0 weighs all pixels alike, 1 all classes (within bounds).
    """
    seen = counts > 0
    weights = np.ones(counts.size, dtype=np.float64)
    if seen.any():
        shares = counts[seen] / counts[seen].sum()
        raw = shares**-balance
        raw /= (raw * shares).sum()
        raw = raw.clip(1 / WEIGHT_BOUND, WEIGHT_BOUND)
        weights[seen] = raw / (raw * shares).sum()
    return torch.from_numpy(weights).float()


def parameter_groups(
    net: DeepLabV3Plus, recipe: TrainingRecipe, pretrained: bool, beside: nn.Module | None = None
) -> list[dict[str, Any]]:
    """Groups for an optimiser; "peak" is each group's highest rate.

    A pretrained encoder, and a pretrained pyramid, learn more slowly than new layers, of which an auxiliary head
    `beside` the network has some, too. Scales, shifts and biases are not decayed.
    """
    head = recipe.learning_rate
    slow = head / recipe.head_rate_factor if pretrained else head
    known = any(name.startswith("pyramid.") for name in net.learnt)
    groups: list[dict[str, Any]] = []
    parts = [(net.encoder, slow), (net.pyramid, slow if known else head), (net.decoder, head)]
    if beside is not None:
        parts.append((beside, head))
    for part, rate in parts:
        learning = [p for p in part.parameters() if p.requires_grad]
        for params, decay in (
            ([p for p in learning if p.ndim > 1], recipe.weight_decay),
            ([p for p in learning if p.ndim <= 1], 0.0),
        ):
            if params:
                groups.append({"params": params, "peak": rate, "lr": rate, "weight_decay": decay})
    return groups


def make_optimizer(
    net: DeepLabV3Plus, recipe: TrainingRecipe, pretrained: bool, beside: nn.Module | None = None
) -> torch.optim.Optimizer:
    """AdamW, or SGD with Nesterov's momentum 0.9; one fused kernel for all parameters."""
    groups = parameter_groups(net, recipe, pretrained, beside)
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(groups, momentum=MOMENTUM, nesterov=True, fused=True)
    return torch.optim.AdamW(groups, fused=True)


def rate_factor(step: int, recipe: TrainingRecipe) -> float:
    """Share of the peak rate at step 1, 2, ..., steps: a straight rise, then (1 - progress) ** poly_power."""
    rise = round(recipe.warmup * recipe.steps)
    if step <= rise:
        return step / rise
    progress = (step - 1 - rise) / (recipe.steps - rise)
    return float((1.0 - progress) ** recipe.poly_power)


def set_rates(optimizer: torch.optim.Optimizer, factor: float) -> float:
    """Give every group its peak rate times `factor`; returns the new layers' rate."""
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * factor
    return float(optimizer.param_groups[-1]["lr"])
