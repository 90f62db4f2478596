"""The worker process that learns and predicts: start it, feed it a job, turn its lines into events."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import workbench
from workbench.core.control import Control
from workbench.core.errors import WorkbenchError, WorkerError
from workbench.core.events import Done, Event, Failed, event_from_json
from workbench.core.job import USUAL_GRANT, EvaluationJob, Job, PredictionJob, TrainingJob, job_to_json
from workbench.services.pipes import LineReader, MessageWriter

CANCEL_SECONDS = 1.5
"""How long a cancelled job may take to end by itself before the worker is killed."""

LIVE_PAUSE = 0.02
"""Seconds between two looks at the wishes of a person who waits for the image that was opened."""

GIVES_WAY = 10
"""Niceness of a worker beside a window: who paints goes first, and what nobody needs is the worker's."""


class Engine:
    """One long-lived worker process (`python -m workbench.learn`), started at the first job.

    Killing it costs a run and never a stroke: it has no access to the project's database.

    Attributes:
        grant: how much of the machine the jobs that begin from now on may take.
    """

    def __init__(self, *, alone: bool = False, team: int = 1) -> None:
        """An engine without a worker yet.

        Args:
            alone: no window shares the machine, so that every core may compute (else one is left to the window, and the
                worker gives way on the others).
            team: processes that train together, one a GPU; torchrun starts them for a training and they end with it.
        """
        self._alone = alone
        self._team = team
        self._process: subprocess.Popen[str] | None = None
        self._lines: LineReader | None = None
        self._requests: MessageWriter | None = None
        self._errors: IO[bytes] | None = None
        self._busy = threading.Lock()
        self.grant = USUAL_GRANT

    def run(
        self, job: Job, control: Control | None = None, picture_of: Callable[[int], Path] | None = None
    ) -> Iterator[Event]:
        """The events of a job, as they come; the closing `Done` is left out.

        `control.stop` ends a training early and keeps it. `control.cancel`, like closing the generator, discards it.
        `control.more_painted` lets its patience begin anew; `control.look_at` brings an image forward.
        A round of live training does not know all images: `picture_of` tells it where the one lies that was opened. It
        has no patience either: what was painted is left to be taken by its flow.

        Raises:
            WorkbenchError: the job failed in the user's world.
            WorkerError: the worker ended or failed by a fault of ours.
        """
        if not self._busy.acquire(blocking=False):
            raise WorkbenchError("The worker is busy with another job.", "Wait until it has finished, or stop it.")
        control = control or Control()
        finished = stop_sent = False
        looked_at = job.live.in_sight.id if isinstance(job, TrainingJob) and job.live and job.live.in_sight else None
        pause = 0.1 if picture_of is None else LIVE_PAUSE
        try:
            together = self._team > 1 and isinstance(job, TrainingJob)
            if together:
                self.close()
            self._start(together)
            if isinstance(job, TrainingJob | PredictionJob | EvaluationJob):
                job = replace(job, grant=self.grant)
            self._ask(job)
            while not control.cancelled:
                if control.stopped and not stop_sent:
                    self._wish("stop")
                    stop_sent = True
                if picture_of is None and control.take_painted():
                    self._wish("painted")
                if control.looked_at is not None and control.looked_at != looked_at:
                    looked_at = control.looked_at
                    picture = "" if picture_of is None else f" {picture_of(looked_at)}"
                    self._wish(f"look {looked_at}{picture}")
                event = self._next_event(pause)
                if event is None:
                    continue
                if isinstance(event, Failed):
                    finished = self._drain()
                    if together:
                        self.close()
                    raise _error_of(event)
                if isinstance(event, Done):
                    finished = True
                    if together:
                        self.close()
                    return
                yield event
        finally:
            try:
                if not finished:
                    self._cancel()
            finally:
                self._busy.release()

    @property
    def busy(self) -> bool:
        """Whether it works on a job."""
        return self._busy.locked()

    def close(self) -> None:
        """End the worker. Closing twice does nothing."""
        process = self._process
        if process is None:
            return
        self._wish("quit")
        try:
            process.wait(CANCEL_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._forget()

    def _start(self, together: bool) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self._forget()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        root = str(Path(workbench.__file__).resolve().parent.parent)
        path = os.pathsep.join(p for p in (root, os.environ.get("PYTHONPATH", "")) if p)
        # Ctrl+C in a terminal reaches every process of the group: the worker must outlive it, to stop in order.
        flags: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            flags = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
            if not self._alone:
                flags["creationflags"] |= subprocess.BELOW_NORMAL_PRIORITY_CLASS
        self._process = subprocess.Popen(
            [sys.executable, *(self._team_module() if together else ("-m", "workbench.learn"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
            env=self._environment(path),
            **flags,
        )
        if not self._alone and sys.platform != "win32":
            with contextlib.suppress(OSError):  # a worker that ended at once is told of when it is asked
                os.setpriority(os.PRIO_PROCESS, self._process.pid, GIVES_WAY)  # the threads that it makes are born so
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._lines, self._requests = LineReader(self._process.stdout), MessageWriter(self._process.stdin)

    def _team_module(self) -> tuple[str, ...]:
        run = ("-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={self._team}")
        return (*run, "-m", "workbench.learn.training.together")

    def _environment(self, path: str) -> dict[str, str]:
        environment = os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"}
        if self._alone:
            environment.setdefault("WORKBENCH_THREADS", str(max(1, (os.cpu_count() or 1) // self._team)))
        return environment

    def _ask(self, job: Job) -> None:
        assert self._requests is not None
        self._requests.send(lambda: job_to_json(job))

    def _wish(self, what: str) -> None:
        assert self._requests is not None
        self._requests.send(lambda: {"do": what})

    def _next_event(self, timeout: float) -> Event | None:
        """The next event, or None when none came within `timeout` seconds."""
        assert self._lines is not None
        try:
            line = self._lines.next(timeout)
        except queue.Empty:
            return None
        if line is None:
            raise self._ended()
        try:
            return event_from_json(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            self._kill()
            raise WorkerError(f"The worker said something that is no event: {line[:80]!r}.", "Try again.") from error

    def _ended(self) -> WorkerError:
        assert self._process is not None
        try:
            code = self._process.wait(CANCEL_SECONDS)
        except subprocess.TimeoutExpired:  # it closed its output and hangs
            self._process.kill()
            code = self._process.wait()
        why = self._last_words()
        self._forget()
        if code == -getattr(signal, "SIGKILL", 9):
            return WorkerError(
                "The worker process was killed, most likely because the memory was full. Masks are not affected.",
                "Choose a smaller batch_size or crop_size, then try again.",
            )
        return WorkerError(
            f"The worker process ended unexpectedly (code {code}). Masks are not affected. {why}",
            "Try again; if it happens again, report these words.",
        )

    def _last_words(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return " / ".join(lines[-3:])

    def _cancel(self) -> None:
        """End the current job: by asking, else by force."""
        if self._process is None or self._process.poll() is not None:
            self._forget()
            return
        self._wish("cancel")
        if not self._drain():
            self._kill()

    def _drain(self) -> bool:
        """Read on to the job's `Done`; whether it came within `CANCEL_SECONDS`."""
        assert self._lines is not None
        deadline = time.monotonic() + CANCEL_SECONDS
        try:
            while True:
                line = self._lines.next(max(0.0, deadline - time.monotonic()))
                if line is None or isinstance(event_from_json(json.loads(line)), Done):
                    return line is not None
        except (queue.Empty, ValueError, KeyError, TypeError):
            return False  # too late, or no event at all: the worker cannot be trusted with another job

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._forget()

    def _forget(self) -> None:
        for pipe in (self._requests, self._lines):
            if pipe is not None:
                pipe.close()
        if self._errors is not None:
            self._errors.close()
        self._process = self._errors = self._lines = self._requests = None


def _error_of(failed: Failed) -> WorkbenchError:
    if failed.bug:
        return WorkerError(f"The worker failed: {failed.message}", failed.cure or "Report these words; masks are kept.")
    return WorkbenchError(failed.message, failed.cure)
