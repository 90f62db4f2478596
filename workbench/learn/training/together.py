"""``-m workbench.learn.training.together`` under torchrun: one training job by several processes, one a GPU.

The leader (rank 0) is spoken to as the plain worker is: a job as a JSON line on standard input, then perhaps
{"do": "stop"}, {"do": "cancel"} or {"do": "painted"}; its events go to standard output, the last is `done`. Then all
processes end.
"""

import json
import logging
import os
import sys
import threading
import time
from collections.abc import Iterable
from typing import TextIO

import torch

from workbench.core.control import Control
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.events import Done, Event, Failed, event_to_json
from workbench.core.job import TrainingJob, job_from_json
from workbench.learn.device import choose_device
from workbench.learn.streams import obey_parent, private_stdout, wish_of
from workbench.learn.team import Team, handed_round, meet, part
from workbench.learn.training.train import train

_log = logging.getLogger(__name__)

ORPHAN_SECONDS = 0.5
"""How often a process looks whether torchrun, its parent, still lives."""


def main() -> None:
    """Run one process of the team on this process's standard streams."""
    obey_parent()
    leads = os.environ["RANK"] == "0"
    events = private_stdout()
    threading.Thread(target=_end_with, args=(os.getppid(),), name="parent", daemon=True).start()
    job, wishes = "", Control()
    if leads:
        job = sys.stdin.readline()
        threading.Thread(target=_listen, args=(sys.stdin, wishes), name="wishes", daemon=True).start()
    try:
        _learn(job, wishes, events if leads else None)
    except Exception as error:  # noqa: BLE001 - told to the parent and logged; the process ends
        # The others wait for this one: torchrun ends them when it sees that this one has failed.
        if leads:
            _tell(events, _failed(error))
            _tell(events, Done())
        _log.exception("a process of the team failed")
        logging.shutdown()
        os._exit(1)
    if leads:
        _tell(events, Done())


def _learn(line: str, wishes: Control, events: TextIO | None) -> None:
    """Learn as one of the team; `line` is the job where this process leads."""
    rank, size = meet()
    job = job_from_json(json.loads(handed_round(line)))
    if not isinstance(job, TrainingJob):
        raise BadInputError("Several processes can only train together.", "Ask the plain worker.")
    team = Team(rank, size, own_device(job.device), wishes)
    for event in train(job, Control(), team):
        if events is not None:
            _tell(events, event)
    part()


def own_device(wanted: str) -> torch.device:
    """The GPU of this process, or the CPU; refuses more processes than there are GPUs."""
    device, local, count = choose_device(wanted), int(os.environ["LOCAL_RANK"]), int(os.environ["LOCAL_WORLD_SIZE"])
    if device.type == "cpu":
        return device
    if count > torch.cuda.device_count():
        raise BadInputError(
            f"{count} GPUs were asked for, and this machine has {torch.cuda.device_count()}.",
            f"Ask for at most {torch.cuda.device_count()}, or choose the device cpu.",
        )
    torch.cuda.set_device(local)
    return torch.device("cuda", local)


def _listen(source: Iterable[str], wishes: Control) -> None:
    for line in source:
        wish = wish_of(line)
        if wish == "cancel":
            wishes.cancel()
        elif wish == "painted":
            wishes.more_painted()
        elif wish in ("stop", "quit"):
            wishes.stop()
    os._exit(1)  # the parent has died


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(ORPHAN_SECONDS)
    os._exit(1)


def _tell(sink: TextIO, event: Event) -> None:
    sink.write(json.dumps(event_to_json(event)) + "\n")
    sink.flush()


def _failed(error: Exception) -> Failed:
    if isinstance(error, WorkbenchError):
        return Failed(error.message, error.cure)
    return Failed(f"{type(error).__name__}: {error}", "See the worker's log.", bug=True)


if __name__ == "__main__":
    main()
