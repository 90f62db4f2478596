"""The worker process: jobs as JSON lines on standard input, events as JSON lines on standard output.

Requests: a job (core.job.job_to_json), {"do": "stop"}, {"do": "cancel"}, {"do": "painted"} (a mask has changed since
the job began), {"do": "look 7"} (image 7 is open: it is predicted next; live training is told where it lies, too:
{"do": "look 7 /a/b.png"}), {"do": "quit"}. All but the last act on the oldest job that has not ended. Every job is
answered by its events and at last by one `done`. When standard input ends, the parent has died: the process ends at
once, and what is on disk is whole because every file is renamed into place.
"""

import json
import logging
import os
import queue
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import torch

from workbench.core.control import Control, EndedEarly
from workbench.core.errors import WorkbenchError
from workbench.core.events import Done, Event, Failed, event_to_json
from workbench.core.job import EvaluationJob, ExportJob, Job, MeasureJob, PredictionJob, TrainingJob, job_from_json
from workbench.learn.device import choose_device, prepare
from workbench.learn.measure.evaluate import evaluate_job
from workbench.learn.measure.predict import Predictor, predict_job
from workbench.learn.net.counting import measure_job
from workbench.learn.net.onnx_export import export_job
from workbench.learn.streams import obey_parent, private_stdout, wish_of
from workbench.learn.training.train import train

_log = logging.getLogger(__name__)

LOOK = "look "
"""Begins the wish that tells which image is open; its number follows, then, for live training, where it lies."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A line that asks for something, with the control by which it can be ended; `None` instead of it is the end."""

    line: str
    control: Control


class Worker:
    """Answers requests one after the other; a thread reads them, so that stop and cancel reach a running job."""

    def __init__(self, source: Iterable[str], sink: TextIO) -> None:
        self._source = source
        self._sink = sink
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._unfinished: deque[Control] = deque()
        self._warm = _WarmPredictor()

    def run(self) -> None:
        """Answer until asked to quit; does not return when the source of requests ends, the process does."""
        threading.Thread(target=self._listen, name="requests", daemon=True).start()
        while (request := self._requests.get()) is not None:
            for event in self._answer(request):
                if isinstance(event, Done):
                    # Before the parent hears of the end: its next wish is about its next job.
                    self._unfinished.popleft()
                self._sink.write(json.dumps(event_to_json(event)) + "\n")
                self._sink.flush()

    def _listen(self) -> None:
        """Sort what comes in: wishes about a running job act at once, the rest waits its turn."""
        for line in self._source:
            wish = wish_of(line)
            if wish == "quit":
                for control in list(self._unfinished):
                    control.stop()
                self._requests.put(None)
                return
            if wish in ("stop", "cancel"):
                for control in list(self._unfinished)[:1]:
                    control.stop() if wish == "stop" else control.cancel()
            elif wish == "painted":
                for control in list(self._unfinished)[:1]:
                    control.more_painted()
            elif wish.startswith(LOOK):
                number, _, picture = wish.removeprefix(LOOK).partition(" ")
                for control in list(self._unfinished)[:1] if number.isdecimal() else ():
                    control.look_at(int(number), Path(picture) if picture else None)
            elif line.strip():
                request = _Request(line, Control())
                self._unfinished.append(request.control)
                self._requests.put(request)
        os._exit(0)

    def _answer(self, request: _Request) -> Iterator[Event]:
        """The events of one request; whatever fails is told, and the worker lives on."""
        try:
            yield from self._work(job_from_json(json.loads(request.line)), request.control)
        except EndedEarly:
            _log.info("ended as asked")
        except WorkbenchError as error:
            yield Failed(error.message, error.cure)
        except Exception as error:  # noqa: BLE001 - told to the parent; the worker lives on
            _log.exception("a request failed: %s", request.line.strip())
            yield Failed(f"{type(error).__name__}: {error}", "See the worker's log.", bug=True)
        yield Done()

    def _work(self, job: Job, control: Control) -> Iterator[Event]:
        match job:
            case TrainingJob():
                # The memory that a warm model takes is better given to the run.
                self._warm.forget()
                yield from train(job, control)
            case PredictionJob():
                yield from predict_job(job, control, self._warm.get(job.checkpoint, job.device, job.grant.threads))
            case MeasureJob():
                yield from measure_job(job)
            case ExportJob():
                yield from export_job(job)
            case EvaluationJob():
                yield from evaluate_job(job, control, self._warm.get(job.checkpoint, job.device, job.grant.threads))


class _WarmPredictor:
    """The last model that was asked for, as long as its file is the same."""

    def __init__(self) -> None:
        self._key: tuple[Path, int, int, torch.device] | None = None
        self._predictor: Predictor | None = None

    def get(self, checkpoint: Path, wanted_device: str, threads: int) -> Predictor:
        """The predictor of a checkpoint, loaded when it is another one than last time or was rewritten."""
        device = choose_device(wanted_device)
        prepare(device, threads)
        facts = checkpoint.stat() if checkpoint.is_file() else None
        key = (checkpoint, facts.st_mtime_ns, facts.st_size, device) if facts else None
        if self._predictor is None or key is None or key != self._key:
            self._predictor, self._key = Predictor.load(checkpoint, device), key
        return self._predictor

    def forget(self) -> None:
        """Let go of the model."""
        self._predictor = self._key = None


def main() -> None:
    """Run the worker on this process's standard streams."""
    obey_parent()
    Worker(sys.stdin, private_stdout()).run()
