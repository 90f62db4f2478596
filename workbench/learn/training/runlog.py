"""What a run leaves behind for people: metrics.jsonl for curves, log.txt to read."""

import contextlib
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
        self._folder = folder
        self._failure: OSError | None = None
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
        if isinstance(error, Exception) and self._failure is None:
            with contextlib.suppress(OSError):
                # The run's own failure is what the person must hear of, not that of its log.
                self._line(f"failed: {error}")
        for file in (self._metrics, self._text):
            # Closing tries again to write what could not be written: that was told already.
            with contextlib.suppress(OSError):
                file.close()

    def take(self, event: Event) -> Notice | None:
        """Write down an event of the run.

        Returns:
            What to tell the person, once, when the disk does not take the log any more: the run goes on without it.
        """
        if self._failure is not None:
            return None
        try:
            if isinstance(event, TrainingStarted | StepDone | EpochDone):
                self._metrics.write(json.dumps(event_to_json(event)) + "\n")
            words = _words(event)
            if words:
                self._line(words)
                self._metrics.flush()
        except OSError as error:
            self._failure = error
            return Notice(
                f"The log in {self._folder} cannot be written ({error.strerror or error}): the run goes on without "
                "log.txt and metrics.jsonl. Free some space: the weights need it too."
            )
        return None

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
