"""What a run leaves behind for people: metrics.jsonl for curves, log.txt to read."""

import json
import time
from pathlib import Path
from types import TracebackType
from typing import TextIO

from workbench.core.errors import StorageError
from workbench.core.events import (
    CheckpointSaved,
    EpochDone,
    Event,
    Notice,
    Refused,
    StepDone,
    TrainingFinished,
    TrainingStarted,
    event_to_json,
)


class RunLog:
    """Appends to metrics.jsonl and log.txt in a run's folder. A context that closes both."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._metrics: TextIO = open(folder / "metrics.jsonl", "a", encoding="utf-8")  # noqa: SIM115
            self._text: TextIO = open(folder / "log.txt", "a", encoding="utf-8")  # noqa: SIM115
        except OSError as error:
            raise StorageError(
                f"The run's folder {folder} cannot be written: {error.strerror or error}.",
                "Choose a folder that may be written, or free some space.",
            ) from error

    def __enter__(self) -> "RunLog":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and isinstance(error, Exception):
            self._line(f"failed: {error}")
        self._metrics.close()
        self._text.close()

    def take(self, event: Event) -> None:
        """Write down an event of the run."""
        if isinstance(event, StepDone | EpochDone):
            self._metrics.write(json.dumps(event_to_json(event)) + "\n")
        words = _words(event)
        if words:
            self._line(words)
            self._metrics.flush()

    def _line(self, words: str) -> None:
        self._text.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {words}\n")
        self._text.flush()


def _words(event: Event) -> str:
    match event:
        case TrainingStarted():
            return (
                f"started on {event.device} from {event.started_from}: {event.steps} steps, {event.train_images} "
                f"training and {event.val_images} validation images, {event.labelled_pixels} labelled pixels, "
                f"{event.parameters} parameters"
            )
        case EpochDone():
            score = "no val images" if event.miou is None else f"mIoU {event.miou:.4f}"
            return f"step {event.step} of {event.steps}: loss {event.loss:.4f}, {score}{', best' if event.best else ''}"
        case CheckpointSaved():
            return f"saved {event.path}"
        case Notice():
            return event.text
        case Refused():
            return f"left out {event.item}: {event.reason}"
        case TrainingFinished():
            return f"{event.status} at step {event.step} after {event.seconds:.0f} s"
        case _:
            return ""
