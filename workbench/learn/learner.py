"""One optimiser step: forward, loss, backward, clip, update, average; in parts when memory is short."""

import math

import torch
from torch import Tensor, nn

from workbench.core.errors import WorkbenchError
from workbench.core.mask import UNLABELLED
from workbench.core.recipe import TrainingRecipe
from workbench.learn.average import Average
from workbench.learn.deeplab import DeepLabV3Plus
from workbench.learn.device import half_precision, more_memory, out_of_memory
from workbench.learn.inputs import normalised
from workbench.learn.objective import make_optimizer, painted_loss, rate_factor, set_rates

CLIP = 5.0
"""The gradient's norm is cut to this: one odd crop cannot throw the weights away."""

FROZEN_BELOW = 16
"""Batches smaller than this tell too little about statistics: those of pretrained batch norms are kept as they are."""


class DivergedError(WorkbenchError):
    """The loss or its gradient is no number any more."""


class Learner:
    """Holds the network that learns and the average that is validated.

    Attributes:
        part: crops that go through the network at once; halved when the device's memory does not hold them.
        rate: the new layers' learning rate at the last step.
    """

    def __init__(
        self, net: DeepLabV3Plus, recipe: TrainingRecipe, pretrained: bool, weights: Tensor, device: torch.device
    ) -> None:
        self._frozen = pretrained and recipe.batch_size < FROZEN_BELOW
        self._net = net.to(device).to(memory_format=torch.channels_last)
        if self._frozen:
            self._net.freeze_learnt_norms()
        self._recipe = recipe
        self._device = device
        self._weights = weights.to(device)
        self._optimizer = make_optimizer(self._net, recipe, pretrained)
        self._average = Average(self._net, recipe.ema)
        self._learning = [p for p in self._net.parameters() if p.requires_grad]
        self.part = recipe.batch_size
        self.rate = 0.0

    @property
    def net(self) -> DeepLabV3Plus:
        """The averaged network, for validation and keeping."""
        return self._average.net

    def step(self, number: int, images: Tensor, labels: Tensor) -> float:
        """Learn from one batch and return its loss, the mean over its painted pixels.

        Args:
            number: of the step, from 1.
            images: uint8 (N, 3, H, W).
            labels: uint8 (N, H, W), channels; 255 never counts. Without a painted pixel nothing changes.
        """
        self._net.train()
        if self._frozen:
            self._net.freeze_learnt_norms()
        self.rate = set_rates(self._optimizer, rate_factor(number, self._recipe))
        painted = int((labels != UNLABELLED).sum())
        if painted == 0:
            return 0.0
        loss = self._gradient(images, labels, painted)
        norm = float(nn.utils.clip_grad_norm_(self._learning, CLIP, foreach=True))
        if not (math.isfinite(loss) and math.isfinite(norm)):
            raise DivergedError(f"The loss of step {number} is no number any more.")
        self._optimizer.step()
        self._average.update()
        return loss

    def _gradient(self, images: Tensor, labels: Tensor, painted: int) -> float:
        """The loss of a batch, its gradient left in the parameters; part by part where memory is short."""
        while True:
            self._optimizer.zero_grad(set_to_none=True)
            try:
                loss = torch.zeros((), device=self._device)
                for few, theirs in zip(torch.split(images, self.part), torch.split(labels, self.part), strict=True):
                    loss += self._backward(few, theirs, painted)
                return float(loss)
            except RuntimeError as error:
                if not out_of_memory(error):
                    raise
                if self.part == 1:
                    raise WorkbenchError(
                        "The device's memory does not hold a single crop.",
                        f"Choose a smaller crop_size (now {self._recipe.crop_size}), {more_memory(self._device)}.",
                    ) from error
            # Outside the handler: only now does the failed pass let go of its memory.
            self.part = math.ceil(self.part / 2)
            if self._device.type == "cuda":
                torch.cuda.empty_cache()

    def _backward(self, images: Tensor, labels: Tensor, painted: int) -> Tensor:
        images = images.to(self._device, non_blocking=True)
        labels = labels.to(self._device, non_blocking=True)
        with half_precision(self._device):
            logits = self._net(normalised(images))
        loss = painted_loss(logits, labels.long(), self._weights, painted)
        torch.autograd.backward(loss)
        return loss.detach()
