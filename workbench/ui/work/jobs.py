"""Long jobs: one at a time, each a flow on a thread of its own."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop, QObject, Signal

from workbench.core.control import Control
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, Finished
from workbench.ui.messages import Messages
from workbench.ui.work.task import Task

FINISH_MILLISECONDS = 8000
KEEP_MILLISECONDS = 20000
"""What was learnt is validated a last time and written."""

STOPPABLE = frozenset({"training", "prediction", "accept"})
"""Jobs that can end early and keep what they have; the others can be cancelled."""

LIVE = "live training"

GIVING_WAY = frozenset({LIVE})
"""Jobs that stand beside what a person does: nobody waits for them, and any other job ends them."""


EXPORT = "export"

LOOK = "look"
"""Tells what an import would bring in."""


class Jobs(QObject):
    """Starts, stops and tells of the running job.

    Signals:
        started: a job began (its name).
        happened: an event of the running job.
        ended: the running job is over (its name), whatever the way.
    """

    started = Signal(str)
    happened = Signal(object)
    ended = Signal(str)

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._task: Task | None = None
        self._name = ""
        self._looked_at: int | None = None
        self._ending = False  # whether somebody waits for the end of the job: none may begin in its place
        self._keeping = False  # whether the job is being ended so that what it has is kept

    @property
    def busy(self) -> bool:
        """Whether a job runs for which others must wait, or one is being ended for another."""
        return self._ending or (self._task is not None and self._name not in GIVING_WAY)

    @property
    def name(self) -> str:
        """The name of the running job, or ""."""
        return self._name if self.busy else ""

    @property
    def stoppable(self) -> bool:
        """Whether the running job can end early and keep what it has."""
        return self.name in STOPPABLE

    def start(self, name: str, flow: Iterator[Event], control: Control) -> None:
        """Run a flow; refused while another one runs that does not give way."""
        if self.busy or (self._task is not None and not self.finish()):
            raise WorkbenchError("Another job is still running.", "Stop it, or wait until it has finished.")
        if self._looked_at is not None:
            control.look_at(self._looked_at)
        task = Task(flow, control, self)
        self._task, self._name, self._keeping = task, name, False
        task.happened.connect(self._on_event)
        task.failed.connect(self._messages.show_error)
        task.finished.connect(lambda: self._on_finished(name, task))
        self.started.emit(name)
        task.start()

    def look_at(self, image_id: int) -> None:
        """That image is open now: a job that predicts does it next."""
        self._looked_at = image_id
        if self._task is not None:
            self._task.control.look_at(image_id)

    def stop(self) -> None:
        """Ask the running job to end and keep what it has."""
        if self._task is not None:
            self._task.control.stop()

    def cancel(self) -> None:
        """Ask the running job to end and discard."""
        if self._task is not None:
            self._task.control.cancel()

    def finish(self, keep: bool = False) -> bool:
        """End the running job and wait for its end, a few seconds at most; whether it has ended.

        The window is drawn meanwhile, and what the job still has to say is heard before this returns.

        Args:
            keep: whether what it has is kept, where it can; else it is discarded.
        """
        self._keeping = keep
        (self.stop if keep else self.cancel)()
        deadline = QDeadlineTimer(KEEP_MILLISECONDS if keep else FINISH_MILLISECONDS)
        self._ending = True
        while self._task is not None and not deadline.hasExpired():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 50)
        self._ending = False
        return self._task is None

    def give_way(self) -> None:
        """Ask a job that gives way to end; others run on."""
        if not self.busy:
            self.cancel()

    def painted(self, strokes: int) -> None:
        """So many strokes more are on disk."""
        if self._task is not None:
            self._task.control.more_painted(strokes)

    def _on_event(self, event: Event) -> None:
        self.happened.emit(event)
        if self._keeping and isinstance(event, Finished):
            self.cancel()  # the run is kept; nobody waits for the comparisons and predictions that would follow

    def _on_finished(self, name: str, task: Task) -> None:
        if self._task is task:
            self._task = None
        task.deleteLater()
        self.ended.emit(name)
