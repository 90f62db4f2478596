"""Keeping what a person paints: every edit is committed at once, in order, off the caller's thread."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from workbench.core.edit import HISTORY_BYTES, Edit
from workbench.core.errors import (
    BadInputError,
    DamagedError,
    DiskFullError,
    MissingError,
    StorageError,
    UnreadableError,
    WorkbenchError,
)
from workbench.core.offer import ACCEPTING
from workbench.services import ballast, splits
from workbench.store.project import Project

RETRY_SECONDS = 2.0

_WAITS = "What you paint is kept in memory, and written as soon as that can be."
"""Beside the cure of a refusal: it is true of what goes through the keeper, and of nothing else."""

log = logging.getLogger(__name__)


def commit(project: Project, image_id: int, edit: Edit) -> None:
    """Keep an edit now, on the caller's thread."""
    project.commit(image_id, edit, splits.chooser(project, by_model=edit.tool in ACCEPTING))


@dataclass(frozen=True, slots=True, eq=False)
class _Change:
    """What waits to be written.

    Attributes:
        image_id: of which image.
        write: writes it.
        base: the revision of the mask that it was made on; None when it does not matter.
        edit: a new edit; None for all else.
    """

    image_id: int
    write: Callable[[], object]
    base: int | None = None
    edit: Edit | None = None


class Keeper:
    """A queue of edits, undos, redos and times of work that one thread writes to the project in order.

    When the disk refuses, or gives something else than was written, the waiting changes stay in memory, the first
    refusal of a streak is told, and the write is tried again with the next change or after `RETRY_SECONDS`. Only a
    change that would fail for ever, because its image is gone from the project, or a piece of its mask or its step of
    the journal is damaged, is told and given up, so that it does not hold up the others.

    A change says on which revision of the mask it was made. Where the file's mask is another one, because a job has
    changed it or a change before this one was given up, the image is astray: the same pixels of an edit get the same
    values in the mask that there is, an undo or a redo, which would be of another step, is left out and told. So it
    goes on until the image is `opened` anew.

    Args:
        project: where to.
        on_problem: told the first problem of a streak; called on the keeper's thread.
        on_pending: told that there is another number of changes that are not yet on disk (`pending`); called on the
            caller's and on the keeper's thread, so that what it hears may be late.
    """

    def __init__(
        self,
        project: Project,
        on_problem: Callable[[WorkbenchError], None],
        on_pending: Callable[[], None] = lambda: None,
    ) -> None:
        self._project = project
        self._on_problem = on_problem
        self._on_pending = on_pending
        self._waiting: deque[_Change] = deque()
        self._kept: set[int] = set()
        self._astray: dict[int, bool] = {}  # and whether it was told
        self._refused_at: int | None = None
        self._refusals = 0
        self._hurried = False
        self._changed = threading.Condition()
        self._closing = False
        self._failing = False
        self._thread = threading.Thread(target=self._work, name="keeper", daemon=True)
        self._thread.start()

    def committed(self, image_id: int, edit: Edit, base: int) -> None:
        """An edit was made on the mask of that revision."""
        self._add(_Change(image_id, lambda: commit(self._project, image_id, edit), base, edit))

    def undone(self, image_id: int, base: int) -> None:
        """The newest edit of the image was undone in the mask of that revision."""
        self._add(_Change(image_id, lambda: self._project.undo(image_id), base))

    def redone(self, image_id: int, base: int) -> None:
        """The oldest undone edit of the image was done again in the mask of that revision."""
        self._add(_Change(image_id, lambda: self._project.redo(image_id), base))

    def worked(self, image_id: int, seconds: float, clicks: int = 0, during: int | None = None) -> None:
        """So long the person has worked on the image without an edit, and so often pressed, in a round or now."""
        self._add(_Change(image_id, lambda: self._project.add_seconds(image_id, seconds, clicks, during)))

    def astray(self, image_id: int) -> bool:
        """Whether a change of the image met another mask than it was made on, so that it should be opened anew."""
        with self._changed:
            return image_id in self._astray

    def opened(self, image_id: int) -> None:
        """The image was read from the file: what is done from now on is made on the mask that is there."""
        with self._changed:
            if image_id not in self._astray:
                return
            if not self._waiting:
                del self._astray[image_id]
                return
        self._add(_Change(image_id, lambda: self._astray.pop(image_id, None)))  # once what waits is written

    @property
    def pending(self) -> int:
        """How many changes are not yet on disk."""
        with self._changed:
            return len(self._waiting)

    def waits(self, image_id: int) -> bool:
        """Whether changes of that image are not yet on disk."""
        with self._changed:
            return any(change.image_id == image_id for change in self._waiting)

    @property
    def refused(self) -> bool:
        """Whether the disk took nothing when it was tried last."""
        return self._failing

    def take_kept(self) -> set[int]:
        """The numbers of the images of which changes have reached the disk since this was asked last."""
        with self._changed:
            kept, self._kept = self._kept, set()
        return kept

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until everything is on disk, at most `timeout` seconds; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout)

    def hurry(self, timeout: float) -> bool:
        """Try now, and wait until everything is on disk, the disk refuses, or `timeout` seconds are over; whether it
        is on disk. A disk that refuses is not waited for."""
        with self._changed:
            refusals, self._hurried = self._refusals, True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._waiting or self._refusals > refusals, timeout)
            return not self._waiting

    def close(self, timeout: float = 10.0) -> bool:
        """Write what waits, then end the thread; whether everything is on disk."""
        complete = self.flush(timeout)
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout)
        return complete

    def _add(self, change: _Change) -> None:
        with self._changed:
            self._waiting.append(change)
            self._changed.notify_all()
        self._on_pending()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or bool(self._waiting))
                if self._closing:
                    return
                change = self._waiting[0]
            if not self._attempt(change):
                self._rest()
                continue
            with self._changed:
                self._waiting.popleft()
                self._changed.notify_all()
            self._on_pending()

    def _rest(self) -> None:
        """Wait for the next change, for someone in a hurry, or for `RETRY_SECONDS`."""
        with self._changed:
            self._refusals += 1
            self._changed.notify_all()
            waiting = len(self._waiting)
            self._changed.wait_for(
                lambda: self._closing or self._hurried or len(self._waiting) > waiting, RETRY_SECONDS
            )
            self._hurried = False

    def _attempt(self, change: _Change) -> bool:
        """Write a change; whether it need not be tried again: it is on disk, or given up."""
        try:
            self._project.check_place()
            with self._project.as_one():
                reached = self._write(change)
        except WorkbenchError as problem:
            if _hopeless(problem):
                self._give_up(change, problem)
                return True
            if isinstance(problem, DiskFullError):
                ballast.give_up(self._project.folder)
            self._tell(problem)
            return False
        except Exception as error:
            log.exception("a change could not be kept")
            self._tell(StorageError(f"A change could not be kept: {error!r}."))
            return False
        self._refused_at = None
        self._failing = False
        if reached:
            with self._changed:
                self._kept.add(change.image_id)
        else:
            self._tell_astray(change)
        return True

    def _write(self, change: _Change) -> bool:
        """Write a change in the caller's transaction; False when it is left out.

        It is written already when the last attempt reached the disk after all: a drive that is pulled out does not say
        whether it has what it was given.
        """
        image_id = change.image_id
        revision = self._project.mask_revision(image_id)
        if self._refused_at not in (None, revision) and self._landed(change, revision):
            return True
        self._refused_at = revision
        if change.base is None or (change.base == revision and image_id not in self._astray):
            change.write()
            return True
        with self._changed:
            self._astray.setdefault(image_id, False)
        if change.edit is None:
            return False
        edit = change.edit.made_on(self._project.mask(image_id))
        if edit is not None:
            commit(self._project, image_id, edit)
        return True

    def _landed(self, change: _Change, revision: int) -> bool:
        """Whether the mask, which is of another revision than at the last attempt, is so because of this change."""
        if change.edit is None:
            return change.base is not None and change.base + 1 == revision
        standing = [edit for edit, undone in self._project.history(change.image_id, HISTORY_BYTES) if not undone]
        return standing[-1:] == [change.edit]

    def _give_up(self, change: _Change, problem: WorkbenchError) -> None:
        """Forget a change: what is done to its image after it was made on a mask that the file will never have."""
        self._refused_at = None
        self._failing = False
        if change.base is not None:
            with self._changed:
                self._astray[change.image_id] = True
        self._on_problem(problem)

    def _tell_astray(self, change: _Change) -> None:
        """An undo or a redo was left out; told once, until the image is opened anew."""
        with self._changed:
            told = self._astray.get(change.image_id, True)
            self._astray[change.image_id] = True
        if not told:
            name = self._project.image(change.image_id).name
            self._on_problem(
                WorkbenchError(
                    f"A step of {name} was not undone or done again: a job has changed its mask meanwhile.",
                    "It is shown as it is kept; undo what you want to undo.",
                )
            )

    def _tell(self, problem: WorkbenchError) -> None:
        if not self._failing:
            self._failing = True
            self._on_problem(type(problem)(problem.message, f"{problem.cure} {_WAITS}".strip()))


def _hopeless(problem: WorkbenchError) -> bool:
    """Whether a change that met it would meet it for ever; a disk that gives rubbish may come to its senses."""
    return isinstance(problem, (MissingError, BadInputError, DamagedError)) and not isinstance(problem, UnreadableError)
