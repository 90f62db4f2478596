"""Keeping what a person paints: every edit is committed at once, in order, off the caller's thread."""

import logging
import threading
from collections import deque
from collections.abc import Callable

from workbench.core.edit import Edit
from workbench.core.errors import (
    BadInputError,
    DamagedError,
    DiskFullError,
    MissingError,
    StorageError,
    WorkbenchError,
)
from workbench.services import ballast, splits
from workbench.store.project import Project

RETRY_SECONDS = 2.0

log = logging.getLogger(__name__)


def commit(project: Project, image_id: int, edit: Edit) -> None:
    """Keep an edit now, on the caller's thread."""
    project.commit(image_id, edit, splits.chooser(project))


class Keeper:
    """A queue of edits, undos, redos and times of work that one thread writes to the project in order.

    When the disk refuses, the waiting changes stay in memory, the first refusal of a streak is told, and the write is
    tried again with the next change or after `RETRY_SECONDS`. Only a change that would fail for ever, because its image
    is gone from the project or its step of the journal is damaged, is told and given up, so that it does not hold up
    the others.

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
        self._waiting: deque[tuple[int, Callable[[], object]]] = deque()
        self._kept: set[int] = set()
        self._refused_at: int | None = None
        self._changed = threading.Condition()
        self._closing = False
        self._failing = False
        self._thread = threading.Thread(target=self._work, name="keeper", daemon=True)
        self._thread.start()

    def committed(self, image_id: int, edit: Edit) -> None:
        """An edit was made."""
        self._add(image_id, lambda: commit(self._project, image_id, edit))

    def undone(self, image_id: int) -> None:
        """The newest edit of the image was undone."""
        self._add(image_id, lambda: self._project.undo(image_id))

    def redone(self, image_id: int) -> None:
        """The oldest undone edit of the image was done again."""
        self._add(image_id, lambda: self._project.redo(image_id))

    def worked(self, image_id: int, seconds: float) -> None:
        """The person has worked on the image for so long without an edit."""
        self._add(image_id, lambda: self._project.add_seconds(image_id, seconds))

    @property
    def pending(self) -> int:
        """How many changes are not yet on disk."""
        with self._changed:
            return len(self._waiting)

    def take_kept(self) -> set[int]:
        """The numbers of the images of which changes have reached the disk since this was asked last."""
        with self._changed:
            kept, self._kept = self._kept, set()
        return kept

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until everything is on disk, at most `timeout` seconds; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout)

    def close(self, timeout: float = 10.0) -> bool:
        """Write what waits, then end the thread; whether everything is on disk."""
        complete = self.flush(timeout)
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout)
        return complete

    def _add(self, image_id: int, operation: Callable[[], object]) -> None:
        with self._changed:
            self._waiting.append((image_id, operation))
            self._changed.notify_all()
        self._on_pending()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or bool(self._waiting))
                if self._closing:
                    return
                image_id, operation = self._waiting[0]
            if not self._attempt(image_id, operation):
                self._rest()
                continue
            with self._changed:
                self._waiting.popleft()
                self._kept.add(image_id)
                self._changed.notify_all()
            self._on_pending()

    def _rest(self) -> None:
        """Wait for the next change, or for `RETRY_SECONDS`."""
        with self._changed:
            waiting = len(self._waiting)
            self._changed.wait_for(lambda: self._closing or len(self._waiting) > waiting, RETRY_SECONDS)

    def _attempt(self, image_id: int, operation: Callable[[], object]) -> bool:
        """Write a change, unless the last attempt reached the disk after all: a drive that is pulled out does not say
        whether it has what it was given."""
        try:
            revision = self._project.mask_revision(image_id)
            if self._refused_at is None or revision == self._refused_at:
                self._refused_at = revision
                operation()
            self._refused_at = None
        except (MissingError, BadInputError, DamagedError) as problem:  # it would fail for ever
            self._refused_at = None
            self._on_problem(problem)
        except WorkbenchError as problem:
            if isinstance(problem, DiskFullError):
                ballast.give_up(self._project.folder)
            self._tell(problem)
            return False
        except Exception as error:
            log.exception("a change could not be kept")
            self._tell(
                StorageError(f"A change could not be kept: {error!r}.", "It stays in memory and is tried again.")
            )
            return False
        self._failing = False
        return True

    def _tell(self, problem: WorkbenchError) -> None:
        if not self._failing:
            self._failing = True
            self._on_problem(problem)
