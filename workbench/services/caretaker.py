"""What is done for a project while somebody works on it: backups, plain copies of masks, the ballast."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from workbench.core.errors import DamagedError, StorageError, WorkbenchError
from workbench.core.events import Refused
from workbench.services import ballast, plain_copies
from workbench.services.backups import Schedule
from workbench.store.copying import breathe
from workbench.store.project import Project

ROUND_SECONDS = 60.0
"""Between two looks at what is due."""

log = logging.getLogger(__name__)


class _Leaving(Exception):  # noqa: N818 - no error: the project is being closed
    """Raised between two steps of a backup that nobody waits for."""


class Caretaker:
    """Looks every minute, on a thread of its own, at what is due. It ends at once when it is closed.

    Args:
        project: an open one.
        on_problem: told the first problem of a streak; called on the caretaker's thread.
        on_work: told what it does that takes a while, "" when that is done; called on the caretaker's thread.
    """

    def __init__(
        self,
        project: Project,
        on_problem: Callable[[WorkbenchError], None],
        on_work: Callable[[str], None] = lambda _words: None,
    ) -> None:
        self._project = project
        self._on_problem, self._on_work = on_problem, on_work
        self._schedule = Schedule(project)
        self._closing = threading.Event()
        self._failing = False
        self._refused = False
        self._thread = threading.Thread(target=self._work, name="caretaker", daemon=True)

    @classmethod
    def started(
        cls,
        project: Project,
        on_problem: Callable[[WorkbenchError], None],
        on_work: Callable[[str], None] = lambda _words: None,
    ) -> "Caretaker":
        """One whose rounds have begun; the first is after a minute, when the window has settled."""
        made = cls(project, on_problem, on_work)
        made._thread.start()
        return made

    def close(self) -> None:
        """End now: what is half done is thrown away."""
        self._closing.set()
        if self._thread.ident is not None:
            self._thread.join()

    def make_round(self, now: datetime) -> None:
        """Do what is due; on the caller's thread."""
        try:
            self._project.check_place()
            ballast.ensure(self._project.folder)
            plain_copies.keep_classes(self._project)
            if self._schedule.due(now):
                self._on_work("making a backup")
                rows = self._project.backups.rows_changed
                self._project.backups.make(between=self._between)
                self._schedule.made(rows)
                self._on_work("writing plain copies of masks")
                self._refresh()
            self._failing = False
        except _Leaving:
            return
        except StorageError as problem:
            self._tell(problem)
        except Exception as error:
            log.exception("a round of the caretaker failed")
            self._tell(WorkbenchError(f"The project could not be looked after: {error!r}.", "What is painted is kept."))
        finally:
            self._on_work("")

    def _work(self) -> None:
        while not self._closing.wait(ROUND_SECONDS):
            self.make_round(datetime.now(UTC))

    def _refresh(self) -> None:
        """Bring the plain copies up to date; a mask that cannot be read is told once while the project is open."""
        for event in plain_copies.refresh(self._project):
            if isinstance(event, Refused) and not self._refused:
                self._refused = True
                self._on_problem(
                    DamagedError(f"{event.item}: {event.reason} Everything else is kept and backed up.", event.cure)
                )
            self._between()

    def _between(self) -> None:
        if self._closing.is_set():
            raise _Leaving
        breathe()

    def _tell(self, problem: WorkbenchError) -> None:
        if not self._failing:
            self._failing = True
            self._on_problem(problem)
