"""How flows are shown in a terminal: a progress bar for people, JSON lines for programs."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from workbench.core.control import Control
from workbench.core.errors import WorkbenchError
from workbench.core.events import (
    EpochDone,
    Event,
    Listed,
    Notice,
    Progress,
    Refused,
    StepDone,
    TrainingFinished,
    TrainingStarted,
    event_to_json,
)
from workbench.services.importing import painted_in_words

WIDEST = 1000
"""Characters: no table that is shown whole takes more."""

_stderr = Console(stderr=True, highlight=False, soft_wrap=True)
_stdout = Console(highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """A line for people, on standard output."""
    _stdout.print(text, markup=False)


def say_table(table: Any, *, whole: bool = False) -> None:
    """A rich table, on standard output; a `whole` one cuts nothing off, however narrow the terminal is."""
    if whole:
        room = Console(width=WIDEST)
        needed = Measurement.get(room, room.options, table).maximum
        Console(highlight=False, width=max(needed, _stdout.width)).print(table)
    else:
        _stdout.print(table)


def say_json(value: object) -> None:
    """A JSON value on one line of standard output, flushed."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def complain(error: WorkbenchError) -> None:
    """A user's-world error on standard error: what happened, then what cures it."""
    _stderr.print(f"Error: {error.message}", style="red", markup=False)
    if error.cure:
        _stderr.print(error.cure, markup=False)


def follow(flow: Iterator[Event], *, json_lines: bool = False, refusal: str = "Left out: ") -> list[Event]:
    """Run a flow to its end and show it; returns its events, progress left out.

    Notices and refusals, these after the word `refusal`, go to standard error; with `json_lines` every event is also a
    line on standard output. When that is closed by its reader, or Ctrl+C is pressed, the flow is closed while its
    project is still open.
    """
    kept: list[Event] = []
    try:
        with _Bars(enabled=not json_lines, refusal=refusal) as bars:
            for event in flow:
                if json_lines:
                    say_json(event_to_json(event))
                bars.show(event)
                if not isinstance(event, Progress | StepDone):
                    kept.append(event)
    finally:
        close = getattr(flow, "close", None)
        if close is not None:
            close()
    return kept


@contextmanager
def stopping_on_ctrl_c(control: Control) -> Iterator[None]:
    """While inside, the first Ctrl+C asks the flow to stop and keep; the second one raises as usual."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if control.stopped:
            raise KeyboardInterrupt
        control.stop()
        _stderr.print("Stopping: what was learnt is kept. Press Ctrl+C again to discard it.")

    before = signal.signal(signal.SIGINT, on_signal)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Bars:
    """Progress bars on standard error, one for each thing that is counted; plain lines for the rest."""

    def __init__(self, *, enabled: bool, refusal: str) -> None:
        self._enabled, self._refusal = enabled, refusal
        self._tasks: dict[str, TaskID] = {}
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(),
            console=_stderr,
            disable=not enabled,
        )

    def __enter__(self) -> "_Bars":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, event: Event) -> None:
        match event:
            case Progress():
                self._count(event.what, event.done, event.total)
            case StepDone():
                self._count("training", event.step, event.steps, f"loss {event.loss:.3f}")
            case Notice():
                self._line(event.text)
            case Listed():
                self._line(_listed(event))
            case Refused():
                self._line(f"{self._refusal}{event.line}", "yellow")
            case TrainingStarted():
                self._line(
                    f"Training on {event.device}, {event.started_from}: {event.train_images} images to learn from, "
                    f"{event.val_images} to validate, {event.parameters / 1e6:.1f} M parameters."
                )
            case EpochDone() if self._enabled:
                self._line(
                    f"step {event.step}: loss {event.loss:.3f}, mIoU {_number(event.miou)}{' (best)' * event.best}"
                )
            case TrainingFinished() if self._enabled:
                self._line(f"Training {event.status} after {event.step} steps, {event.seconds:.0f} s.")

    def _count(self, what: str, done: int, total: int, note: str = "") -> None:
        if not self._enabled:
            return
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total or None, note=note)
        self._bar.update(self._tasks[what], completed=done, total=total or None, note=note)

    def _line(self, text: str, style: str | None = None) -> None:
        self._bar.console.print(text, style=style, markup=False)


def _listed(event: Listed) -> str:
    """An image that would come in, on one line."""
    known = "known, " if event.known else ""
    return (
        f"{event.item}: {event.width} x {event.height}, {known}{event.split or 'no split'}; {painted_in_words(event)}"
    )


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
