"""One optimiser step: forward, loss, backward, clip, update, average; in parts when memory is short."""

import math
from dataclasses import replace

import torch
from torch import Tensor, nn

from workbench.core.errors import WorkbenchError
from workbench.core.mask import UNLABELLED
from workbench.core.recipe import TrainingRecipe
from workbench.learn.device import gradient_scaler, half_precision, more_memory, out_of_memory
from workbench.learn.inputs import normalised
from workbench.learn.net.auxiliary import AuxiliaryHead, WithAuxiliary
from workbench.learn.net.deeplab import DeepLabV3Plus
from workbench.learn.net.layers import NormKind
from workbench.learn.team import ALONE, Team
from workbench.learn.training.average import Average
from workbench.learn.training.compiling import Compiled
from workbench.learn.training.objective import Objective, make_optimizer, rate_factor, set_rates

CLIP = 5.0
"""The gradient's norm is cut to this: one odd crop cannot throw the weights away."""

FROZEN_BELOW = 16
"""Batches smaller than this tell too little about statistics: those of pretrained batch norms are kept as they are."""


State = dict[str, Tensor]
"""Tensors by name."""


class DivergedError(WorkbenchError):
    """The loss or its gradient is no number any more."""


class Learner:
    """Holds the network that learns and the average that is validated.

    Attributes:
        part: crops that go through the network at once; halved when the device's memory does not hold them.
        rate: the new layers' learning rate at the last step.
        rate_scale: factor of every rate; below 1 after the loss was no number.
    """

    def __init__(
        self,
        net: DeepLabV3Plus,
        recipe: TrainingRecipe,
        pretrained: bool,
        objective: Objective,
        device: torch.device,
        team: Team = ALONE,
    ) -> None:
        self._frozen = pretrained and recipe.batch_size < FROZEN_BELOW
        self._net = net.to(device).to(memory_format=torch.channels_last)
        if self._frozen:
            self._net.freeze_learnt_norms()
        self._recipe = recipe
        self._device = device
        self._objective = replace(objective, weights=objective.weights.to(device))
        self._auxiliary = self._auxiliary_head()
        self._optimizer = make_optimizer(self._net, recipe, pretrained, self._auxiliary)
        self._scaler = gradient_scaler(device)
        self._average = Average(self._net, recipe.ema)
        self._team = team
        still = frozenset(n.removesuffix(".running_mean") for n in net.learnt if self._frozen)
        for module in filter(None, (self._net, self._auxiliary)):
            team.join(module, still)
        self._model: nn.Module | Compiled = self._net
        if self._auxiliary is not None:
            self._model = WithAuxiliary(self._net, self._auxiliary)
        self._learning = [p for p in self._model.parameters() if p.requires_grad]
        self.part = recipe.batch_size // team.size
        self.rate = 0.0
        self.rate_scale = 1.0

    @property
    def net(self) -> DeepLabV3Plus:
        """The averaged network, for validation and keeping."""
        return self._average.net

    def compile(self) -> None:
        """Compile the network at the next step; nothing may be hooked to it any more."""
        if not isinstance(self._model, Compiled):
            self._model = Compiled(self._model)

    @property
    def compile_trouble(self) -> str:
        """Why the network could not be compiled, though it was to be."""
        return self._model.trouble if isinstance(self._model, Compiled) else ""

    def state(self) -> State:
        """Everything that decides what the next steps do, the random numbers of dropout too; shares no memory.

        In a team all call it together: everyone's random numbers are in it.
        """
        found: State = {f"net.{name}": value for name, value in self._net.state_dict().items()}
        found |= {f"average.{name}": value for name, value in self._average.net.state_dict().items()}
        if self._auxiliary is not None:
            found |= {f"auxiliary.{name}": value for name, value in self._auxiliary.state_dict().items()}
        for place, kept in self._optimizer.state_dict()["state"].items():
            found |= {f"optimizer.{place}.{name}": value for name, value in kept.items() if value is not None}
        found["average updates"] = torch.tensor(self._average.updates)
        found["rate scale"] = torch.tensor(self.rate_scale, dtype=torch.float64)
        found["part"] = torch.tensor(self.part)
        found["loss scale"] = torch.tensor(self._scaler.get_scale())
        found |= self._team.random_numbers()
        return {name: value.detach().clone() for name, value in found.items()}

    def restore(self, state: State) -> None:
        """Go on as if `state` had just been taken, in place."""
        self._net.load_state_dict(_under("net.", state))
        self._average.net.load_state_dict(_under("average.", state))
        if self._auxiliary is not None:
            self._auxiliary.load_state_dict(_under("auxiliary.", state))
        self._average.updates = int(state["average updates"])
        self.rate_scale, self.part = float(state["rate scale"]), int(state["part"])
        if self._scaler.is_enabled():
            self._scaler.load_state_dict(self._scaler.state_dict() | {"scale": float(state["loss scale"])})
        places: dict[int, State] = {}
        for name, value in _under("optimizer.", state).items():
            place, _, key = name.partition(".")
            places.setdefault(int(place), {})[key] = value
        groups = self._optimizer.state_dict()["param_groups"]
        parameters = [p for group in self._optimizer.param_groups for p in group["params"]]
        # One fused kernel runs over weight, gradient and moments side by side: all must lie in memory the same way.
        laid = {
            place: {key: _laid_as(parameters[place], value) for key, value in kept.items()}
            for place, kept in places.items()
        }
        self._optimizer.load_state_dict({"state": laid, "param_groups": groups})
        self._team.restore_random_numbers(state)

    def step(self, number: int, images: Tensor, labels: Tensor) -> float:
        """Learn from one batch and return its loss, the mean over its painted pixels.

        Args:
            number: of the step, from 1.
            images: uint8 (N, 3, H, W).
            labels: uint8 (N, H, W), channels; 255 never counts. Without a painted pixel nothing changes.
        """
        self._net.train()
        if self._auxiliary is not None:
            self._auxiliary.train()
        if self._frozen:
            self._net.freeze_learnt_norms()
        self.rate = set_rates(self._optimizer, self.rate_scale * rate_factor(number, self._recipe))
        painted = round(self._team.total(int((labels != UNLABELLED).sum())))
        if painted == 0:
            return 0.0
        loss = self._team.total(self._gradient(images, labels, painted))
        self._scaler.unscale_(self._optimizer)
        norm = float(nn.utils.clip_grad_norm_(self._learning, CLIP, foreach=True))
        # A gradient that is too large for float16 is expected now and then: the step is left out, the scale falls.
        overflow = self._scaler.is_enabled() and self._scaler.get_scale() > 1.0 and not math.isfinite(norm)
        if not (math.isfinite(loss) and (math.isfinite(norm) or overflow)):
            raise DivergedError(f"The loss of step {number} is no number any more.")
        self._scaler.step(self._optimizer)
        self._scaler.update()
        if not overflow:
            self._average.update()
        return loss

    def _gradient(self, images: Tensor, labels: Tensor, painted: int) -> float:
        """The loss of a batch, its gradient left in the parameters; part by part where memory is short."""
        while True:
            self._optimizer.zero_grad(set_to_none=True)
            loss, short = 0.0, False
            try:
                loss = self._in_parts(images, labels, painted)
            except RuntimeError as error:
                if not out_of_memory(error):
                    raise
                short = True
                if self.part == 1 or self._team.meets_inside(self._net):  # the others wait inside their passes
                    few = "a single crop" if self.part == 1 else f"{self.part} crops at once"
                    sizes = f"crop_size (now {self._recipe.crop_size})"
                    knob = sizes if self.part == 1 else f"batch_size (now {self._recipe.batch_size}) or {sizes}"
                    raise WorkbenchError(
                        f"The device's memory does not hold {few}.",
                        f"Choose a smaller {knob}, {more_memory(self._device)}.",
                    ) from error
            if not self._team.anyone(short):
                self._team.add_up_gradients(self._learning, self._net)
                return loss
            # Outside the handler: only now does the failed pass let go of its memory.
            self.part = math.ceil(self.part / 2)
            if self._device.type == "cuda":
                torch.cuda.empty_cache()

    def _in_parts(self, images: Tensor, labels: Tensor, painted: int) -> float:
        loss = torch.zeros((), device=self._device)
        for crops, theirs in zip(torch.split(images, self.part), torch.split(labels, self.part), strict=True):
            loss += self._backward(crops, theirs, painted)
        return float(loss)

    def _backward(self, images: Tensor, labels: Tensor, painted: int) -> Tensor:
        images = images.to(self._device, non_blocking=True)
        labels = labels.to(self._device, non_blocking=True)
        with half_precision(self._device):
            found = self._model(normalised(images))
        logits, beside = found if isinstance(found, tuple) else (found, None)
        loss = whole = self._objective(logits, labels.long(), painted)
        if beside is not None:
            whole = loss + self._recipe.auxiliary * self._objective(beside, labels.long(), painted)
        torch.autograd.backward(self._scaler.scale(whole))
        return loss.detach()

    def _auxiliary_head(self) -> AuxiliaryHead | None:
        if not self._recipe.auxiliary:
            return None
        norm: NormKind = "batch" if self._recipe.norm == "batch" else "group"
        classes = self._net.decoder.score.out_channels
        head = AuxiliaryHead(self._net.encoder.middle_channels, classes, norm)
        return head.to(self._device).to(memory_format=torch.channels_last)


def _under(prefix: str, state: State) -> State:
    return {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}


def _laid_as(parameter: Tensor, value: Tensor) -> Tensor:
    return torch.empty_like(parameter).copy_(value) if value.shape == parameter.shape else value.clone()
