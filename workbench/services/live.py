"""Live training: learns while a person paints, rests when nothing is to be gained, and is honest when they pause.

The rounds between are previews: each goes on from the one before. When the person pauses, a model is trained cleanly
from the base weights, and the better of the two on today's val images stays (docs/adr/0015).
"""

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TypeVar

from workbench.core.control import Control
from workbench.core.counting import counted
from workbench.core.errors import NotEnoughLabelsError
from workbench.core.events import Event, Finished, LiveTold, Notice, PredictionReady, Refused, StepDone
from workbench.core.listing import ImageQuery
from workbench.core.plateau import Plateau
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import RunStatus, Split
from workbench.services import evaluation, models, prediction, queueing, rounds
from workbench.services.engine import Engine
from workbench.services.live_rounds import LiveChoice, LiveRounds
from workbench.store.project import Project

REST_SECONDS = 1.0
"""The clock is looked at so often during a rest; strokes and opened images end the wait at once."""

REFIT_STROKES = 10
"""New strokes from which a clean training is worth its time."""

_TOLD = (PredictionReady, Notice, Refused, Finished)

T = TypeVar("T")


def run(
    project: Project,
    engine: Engine,
    recipe: TrainingRecipe,
    choice: LiveChoice | None = None,
    device: str = "auto",
    control: Control | None = None,
) -> Iterator[Event]:
    """Learn, rest and learn again until `control` ends it; what was learnt is kept as a run.

    `control.more_painted` wakes it, `control.look_at` has the image that was opened predicted at once, in the middle of
    a step. Every state is told in words (`LiveTold`).

    Raises:
        WorkbenchError: what the worker could not do.
    """
    choice, control = choice or LiveChoice(), control or Control()
    live = _Live(project, engine, recipe, choice, device, control)
    before, engine.grant = engine.grant, choice.grant
    try:
        yield from live.events()
    finally:
        engine.grant = before
        live.rounds.end()


class _Live:
    """The states of one live training: learning, resting, training cleanly."""

    def __init__(
        self,
        project: Project,
        engine: Engine,
        recipe: TrainingRecipe,
        choice: LiveChoice,
        device: str,
        control: Control,
    ) -> None:
        self._project, self._engine, self._recipe = project, engine, recipe
        self._choice, self._device, self._control = choice, device, control
        self.rounds = LiveRounds(project, engine, recipe, device)
        self._plateau = Plateau()
        self._strokes = 0  # since the last rest
        self._unrefitted = 0  # since the last clean training
        self._disturbed = False  # whether a clean training met a person who was back at work

    def events(self) -> Iterator[Event]:
        while not self._control.ends:
            self._plateau.begin_anew()
            why = yield from self._learn()
            self._strokes = 0
            yield from self._rest(why)

    def _learn(self) -> Generator[Event, None, str]:
        """Round after round until no more is gained; returns why it rests then."""
        score = None
        while not self._control.ends and not self._plateau.reached:
            if self._listen():
                self._plateau.begin_anew()
            source = counted(self._strokes, "new stroke") if self._strokes else "what is painted"
            reached = "" if score is None or score < 0 else f" mIoU {score:.2f} on val so far."
            yield LiveTold(f"Learning from {source}.{reached}")
            try:
                score = yield from self.rounds.once(self._control)
            except NotEnoughLabelsError as error:
                return f"{error.message} {error.cure}"
            if score is not None:
                self._plateau.add(score)
        return "nothing new to learn."

    def _rest(self, why: str) -> Iterator[Event]:
        """Wait for strokes; show what is opened meanwhile, and train cleanly once the person is idle."""
        if self.rounds.model is not None:
            queueing.rank(self._project)
        yield LiveTold(f"Resting: {why}")
        idle_since, seen = time.monotonic(), self._control.looked_at
        while not self._control.ends and not self._strokes:
            if self._control.looked_at != seen:
                idle_since, seen = time.monotonic(), self._control.looked_at
            yield from self.rounds.show(self._control)
            if self._is_refit_due(time.monotonic() - idle_since):
                yield from self._refit()
                yield LiveTold(f"Resting: {why}")
            if not self._listen():
                self._control.wait(REST_SECONDS)

    def _listen(self) -> int:
        """Count the strokes that are new, and return how many."""
        strokes = self._control.take_painted()
        self._strokes += strokes
        self._unrefitted += strokes
        return strokes

    def _is_refit_due(self, idle: float) -> bool:
        wanted = self._choice.idle_minutes > 0 and idle >= 60 * self._choice.idle_minutes
        return wanted and self._unrefitted >= REFIT_STROKES and self.rounds.model is not None

    def _refit(self) -> Iterator[Event]:
        """A clean round of the loop (`rounds.run`).

        A stroke, or an image that is opened while it learns, interrupts it: at the next pause it goes on from its last
        step, with what is painted then.
        """
        waiting, self._unrefitted = self._unrefitted, 0
        yield LiveTold("You pause: training cleanly from the base weights.")
        inner, self._disturbed = Control(self._control), False
        live_run = self.rounds.model
        assert live_run is not None
        self.rounds.end()
        if self._project.count(ImageQuery(splits=frozenset({Split.VAL}), painted=True)):
            measured = evaluation.run(self._project, self._engine, self._project.run(live_run), Split.VAL, self._device)
            yield from self._until_disturbed(_whole(measured), inner, self._control.looked_at)
        unfinished = models.unfinished_run(self._project, self._recipe)
        learnt = rounds.learn(self._project, self._engine, self._recipe, self._device, inner, unfinished)
        model = None
        if not self._disturbed:
            model = yield from self._until_disturbed(learnt, inner, self._control.looked_at, learning=True)
        if self._disturbed:
            self._unrefitted += waiting
        if model is None:
            return
        self.rounds.go_on_from(model)
        images = prediction.choose_images(self._project, "todo")
        first = self._control.looked_at
        shown = prediction.run(self._project, self._engine, model, images, self._device, inner, first)
        yield from self._until_disturbed(_whole(shown), inner, None)

    def _until_disturbed(
        self, flow: Generator[Event, None, T], inner: Control, open_image: int | None, learning: bool = False
    ) -> Generator[Event, None, T | None]:
        """Run a flow and tell what a person wants to know of it; when they are back at work it ends: None.

        A training is asked to stop, so that it can go on later; all else is closed.

        Args:
            flow: predicts, measures or learns.
            inner: its control.
            open_image: where opening another one ends the flow: the one that is open; None where it is just predicted.
            learning: whether it begins with a training.
        """
        with closing(flow):
            while True:
                try:
                    event = next(flow)
                except StopIteration as end:
                    found: T = end.value
                    return found
                learning = learning and not isinstance(event, Finished)
                if isinstance(event, _TOLD):
                    yield event
                elif isinstance(event, StepDone):
                    yield LiveTold(f"You pause: training cleanly, step {event.step} of {event.steps}.")
                if self._control.looked_at is not None:
                    inner.look_at(self._control.looked_at)
                opened = open_image is not None and self._control.looked_at != open_image
                if self._listen() or opened or self._control.ends:
                    self._disturbed = True
                    if learning and not self._control.ends:
                        self._interrupt(flow, inner)
                    return None

    def _interrupt(self, flow: Iterator[Event], inner: Control) -> None:
        """End a training so that its run can go on; until then it is no model."""
        inner.stop()
        end = next((event for event in flow if isinstance(event, Finished)), None)
        if end is not None and end.status == RunStatus.STOPPED:
            run = self._project.run(end.run)
            self._project.end_run(run.id, RunStatus.CANCELLED, run.best_miou, run.seconds, models.UNFINISHED)


def _whole(flow: Iterator[Event]) -> Generator[Event, None, None]:
    yield from flow
