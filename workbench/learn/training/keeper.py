"""Which weights of a run are kept: the best on val, or the newest where there is nothing to measure on."""

import math
from pathlib import Path

from workbench.core.events import CheckpointSaved
from workbench.core.job import JobClass
from workbench.core.recipe import TrainingRecipe
from workbench.learn.net.checkpoint import Facts, delete_checkpoint, write_checkpoint
from workbench.learn.net.deeplab import DeepLabV3Plus, NetSpec


class Keeper:
    """Writes a run's checkpoint, and knows what is in it; in a team only one writes.

    Attributes:
        saved_step: step of the weights on disk; 0 before the first.
        best_miou: their mIoU on val; None before the first or without val images.
        misses: validations since the last one that was better than all before.
    """

    def __init__(
        self, folder: Path, spec: NetSpec, classes: tuple[JobClass, ...], recipe: TrainingRecipe, writes: bool
    ) -> None:
        self._folder = folder
        self._spec = spec
        self._classes = classes
        self._recipe = recipe
        self._writes = writes
        self.saved_step = 0
        self.best_miou: float | None = None
        self.misses = 0

    def go_on(self, saved_step: int, best_miou: float | None, misses: int) -> None:
        """Take over from an interrupted run in the same folder."""
        self.saved_step, self.best_miou, self.misses = saved_step, best_miou, misses

    def better(self, miou: float | None) -> bool:
        """Whether weights of that mIoU should take the place of what is kept (on a tie the newer); counts misses."""
        if miou is None or not math.isfinite(miou) or self.best_miou is None:
            self.misses = 0
            return True
        self.misses = 0 if miou > self.best_miou else self.misses + 1
        return miou >= self.best_miou

    def save(self, net: DeepLabV3Plus, step: int, miou: float | None) -> CheckpointSaved:
        """Write the weights as best.safetensors and best.json."""
        facts = Facts(self._spec, self._classes, self._recipe, step, miou)
        path = write_checkpoint(self._folder, net, facts) if self._writes else self._folder
        self.saved_step, self.best_miou = step, miou
        return CheckpointSaved(str(path), step, miou)

    def discard(self) -> None:
        """Delete what this run has written."""
        if self.saved_step and self._writes:
            delete_checkpoint(self._folder)
        self.saved_step, self.best_miou = 0, None

    def words(self) -> str:
        """What is kept, for a message."""
        if not self.saved_step:
            return "No weights of this run were kept."
        score = "" if self.best_miou is None else f" (mIoU {self.best_miou:.3f})"
        return f"The weights of step {self.saved_step}{score} were kept."
