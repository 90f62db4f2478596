"""Looks aside: a network that learns interrupts itself to predict the image that a person has just opened."""

from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

from workbench.core.control import Control
from workbench.core.events import Event
from workbench.core.job import JobImage, LiveRound
from workbench.learn.measure.predict import Predictor, predict_file

T = TypeVar("T")


class LookAside(Exception):  # noqa: N818 - a wish, not an error
    """Raised inside a pass when an image was opened; `Glances.around` catches it."""


class Glances:
    """Between two layers of any pass, an image that was opened comes first; what was interrupted is done again.

    Nothing is lost by that but the part of a step that was done: weights change only when a step is complete.

    Attributes:
        predictor: answers with the averaged weights of now; set once there are any.
    """

    def __init__(self, live: LiveRound | None, control: Control) -> None:
        """`live` is None for a run that nobody looks at: it is never interrupted."""
        self._live, self._control = live, control
        self._open = None if live is None else live.in_sight
        self.predictor: Predictor | None = None

    def check(self) -> None:
        """Called inside passes: raises EndedEarly when the job is to end, LookAside when an image was opened."""
        self._control.check()
        if self._live is not None and self._control.glance_waits:
            raise LookAside

    def around(self, work: Callable[[], T]) -> Generator[Event, None, T]:
        """Do some work that may be done again from its start, after every look aside; returns what it gives."""
        while True:
            if self._live is not None:
                yield from self._opened(self._live)
            try:
                return work()
            except LookAside:
                continue

    def last(self) -> Iterator[Event]:
        """At the end of a round: the open image with the newest weights."""
        if self._live is None:
            return
        yield from self._opened(self._live)
        while self._open is not None:
            try:
                yield self._predicted(self._live, self._open)
                return
            except LookAside:
                self._take()

    def _opened(self, live: LiveRound) -> Iterator[Event]:
        while self._take():
            assert self._open is not None
            try:
                yield self._predicted(live, self._open)
            except LookAside:
                continue

    def _take(self) -> bool:
        wish = self._control.take_glance()
        if wish is not None:
            self._open = JobImage(*wish)
        return wish is not None

    def _predicted(self, live: LiveRound, source: JobImage) -> Event:
        assert self.predictor is not None
        return predict_file(self.predictor, source, live.output, self._control)
