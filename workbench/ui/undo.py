"""The undo stack of one image: edits as steps, bounded by the bytes they hold."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from workbench.core.edit import HISTORY_BYTES, Edit, Outcome

UNDO_STEPS = 2000


class Step(QUndoCommand):
    """One edit on the stack; it acts only while the stack is not being filled.

    Attributes:
        edit: what it does.
    """

    def __init__(self, stack: "UndoStack", edit: Edit) -> None:
        super().__init__(edit.tool)
        self._stack = stack
        self.edit = edit

    @cached_property
    def outcome(self) -> Outcome:
        """See `Edit.outcome`; counted when it is first asked for."""
        return self.edit.outcome()

    def undo(self) -> None:
        """Said by Qt when the step is taken back."""
        if not self._stack.filling:
            self._stack.acted.emit(self.edit, False)

    def redo(self) -> None:
        """Said by Qt when the step is put on the stack, and when it is done again."""
        if not self._stack.filling:
            self._stack.acted.emit(self.edit, True)


class UndoStack(QUndoStack):
    """A QUndoStack that forgets its oldest steps once it holds too many bytes or steps; the newest always stays.

    Signals:
        acted: the edit of a step, and whether it is done again (True) or undone (False).

    Args:
        limit_bytes: how many bytes the steps may take.
        limit_steps: how many steps there may be.
        parent: the owner.
    """

    acted = Signal(object, bool)

    def __init__(
        self,
        limit_bytes: int = HISTORY_BYTES,
        limit_steps: int = UNDO_STEPS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.filling = False
        self._limit_bytes = limit_bytes
        self._limit_steps = limit_steps
        self._held = 0

    @property
    def held_bytes(self) -> int:
        """Bytes that all steps take, those that can be done again too."""
        return self._held

    def add(self, edit: Edit) -> None:
        """Put a step on top whose pixels are already in the mask; what could be done again is forgotten."""
        self._held -= sum(step.edit.bytes for step in self.steps(self.index(), self.count()))
        self._held += edit.bytes
        with self._quiet():
            self.push(Step(self, edit))
        if self._held > self._limit_bytes or self.count() > self._limit_steps:
            self._fill([step.edit for step in self.steps(0, self.count())])

    def load(self, history: Iterable[tuple[Edit, bool]]) -> None:
        """Replace all steps by a history, oldest first: each edit and whether it is undone (these come last)."""
        steps = list(history)
        self._fill([edit for edit, _ in steps])
        undone = sum(was_undone for _, was_undone in steps)
        if undone > self.count():  # doing again must begin with the oldest undone step, which did not fit
            self._fill([])
            undone = 0
        with self._quiet():
            self.setIndex(self.count() - undone)

    def _fill(self, edits: list[Edit]) -> None:
        """Make the steps anew from the newest edits that fit.

        Qt bounds a stack only by a count that must be set while it is empty. Filling it again is cheap, because steps
        share their edits; a quarter of the budget is freed at once, so that it is rare.
        """
        kept: list[Edit] = []
        self._held = 0
        total = sum(edit.bytes for edit in edits)
        fits = total <= self._limit_bytes and len(edits) <= self._limit_steps
        share = 1.0 if fits else 0.75
        for edit in reversed(edits):
            if kept and (self._held + edit.bytes > share * self._limit_bytes or len(kept) >= share * self._limit_steps):
                break
            kept.append(edit)
            self._held += edit.bytes
        with self._quiet():
            self.clear()
            for edit in reversed(kept):
                self.push(Step(self, edit))

    def steps(self, start: int, stop: int) -> list[Step]:
        """The steps from position `start` to before `stop`; the oldest has position 0."""
        steps = (self.command(position) for position in range(start, stop))
        return [step for step in steps if isinstance(step, Step)]

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        self.filling = True
        try:
            yield
        finally:
            self.filling = False
