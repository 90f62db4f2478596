"""The curves of a run for TensorBoard, as event files beside its weights; only where the recipe asks for them."""

import importlib
from pathlib import Path
from types import TracebackType
from typing import Any

from workbench.core.errors import MissingError
from workbench.core.events import EpochDone, Event, StepDone

FOLDER = "tensorboard"
"""Inside a run's folder: `tensorboard --logdir PROJECT/runs` shows all runs beside each other."""


class Curves:
    """Writes scalars by step: loss and rate of the steps, and the scores of validations. A context that closes them."""

    def __init__(self, folder: Path, wanted: bool) -> None:
        """Curves of the run in `folder`; without `wanted` nothing is written, and the package is not needed."""
        self._writer: Any = _writer(folder / FOLDER) if wanted else None

    def __enter__(self) -> "Curves":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()

    def take(self, event: Event) -> None:
        """Write the numbers of an event of the run; a measure that does not exist leaves a gap."""
        if self._writer is None:
            return
        match event:
            case StepDone():
                values: dict[str, float | None] = {"train/loss": event.loss, "train/rate": event.rate}
            case EpochDone():
                values = {"val/mIoU": event.miou, "val/pixel accuracy": event.pixel_accuracy}
                values |= {f"IoU/{name}": iou for name, iou in event.ious.items()}
            case _:
                return
        for name, value in values.items():
            if value is not None:
                self._writer.add_scalar(name, value, event.step)


def _writer(folder: Path) -> Any:
    try:
        return importlib.import_module("torch.utils.tensorboard").SummaryWriter(str(folder))
    except ImportError as error:
        raise MissingError(
            "The recipe asks for TensorBoard's curves, and the package tensorboard is not installed.",
            "Install it (pip install tensorboard), or set tensorboard=false.",
        ) from error
