"""What the events of a run say, in words: one line in the panel, one in the log."""

from workbench.core.events import (
    CheckpointSaved,
    EpochDone,
    Event,
    Finished,
    Notice,
    PredictionReady,
    Progress,
    Refused,
    StepDone,
    TrainingStarted,
)
from workbench.core.pace import in_words
from workbench.core.records import RunStatus


def line_of(event: Event) -> str:
    """What the panel says now; "" where an event changes nothing of it."""
    match event:
        case StepDone():
            left = in_words(event.seconds_left)
            return f"Step {event.step:,} of {event.steps:,}, loss {event.loss:.3f}, {left} left."
        case TrainingStarted():
            return (
                f"On {event.device}, {event.started_from}: {event.train_images:,} images to learn from, "
                f"{event.val_images:,} to validate."
            )
        case Progress():
            return f"{event.what.capitalize()}: {event.done:,} of {event.total:,}."
        case PredictionReady():
            return "Predicting: overlays arrive, the open image first."
        case Finished():
            best = "" if event.best_miou is None else f" Best mIoU on val: {event.best_miou:.2f}."
            kept = " Nothing of it is kept." if event.status == RunStatus.CANCELLED else ""
            return f"Run {event.run} {event.status}.{best}{kept}"
    return ""


def log_line_of(event: Event) -> str:
    """What the log keeps; "" for what comes too often to be read."""
    match event:
        case TrainingStarted() | Finished():
            return line_of(event)
        case EpochDone():
            measured = "no val images" if event.miou is None else f"mIoU {event.miou:.3f}"
            best = ", the best so far" if event.best and event.miou is not None else ""
            return f"Step {event.step:,}: loss {event.loss:.3f}, {measured}{best}."
        case CheckpointSaved():
            return f"Weights of step {event.step:,} are kept."
        case Notice():
            return event.text
        case Refused():
            return f"Left out: {event.line}"
    return ""
