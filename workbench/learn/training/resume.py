"""Where an interrupted run goes on: all of its state in one file, last.safetensors, written whole or not at all.

Exact: on the CPU the next losses are those of a run that was never interrupted. Nothing is ever unpickled.
"""

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from workbench.core.errors import BadInputError, StorageError
from workbench.core.job import TrainingJob
from workbench.core.whole_file import whole_file
from workbench.learn.net.checkpoint import Facts
from workbench.learn.training.learner import State

LAST_NAME = "last.safetensors"
_KEY = "workbench run"
_CURE = "Train again from the beginning."


@dataclass(frozen=True, slots=True)
class Resumption:
    """A run between two steps.

    Attributes:
        facts: the network, the classes, the settled recipe and the step; `miou` is that of the best weights so far.
        pretrained: whether the encoder began with learnt weights.
        learnt: names of the tensors that did.
        started_from: those weights in words.
        saved_step: step of the weights that are kept as the best; 0 before the first.
        misses: validations since.
        val_key: of the images and masks on which these weights are the best (`Samples.val_key`); None in older files.
        state: of the learner.
    """

    facts: Facts
    pretrained: bool
    learnt: frozenset[str]
    started_from: str
    saved_step: int
    misses: int
    val_key: int | None
    state: State


class Memory:
    """Keeps the newest `Resumption` of a run on disk. A thread writes: nobody who stops a run waits for the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._trouble: list[StorageError] = []

    def put(self, at: Resumption) -> None:
        """Write where the run could go on, once the one before is written."""
        _wait_for(self._folder)
        _under_way[self._folder] = thread = threading.Thread(target=self._write, args=(at,), name="state of the run")
        thread.start()

    def forget(self) -> None:
        """Remove what is only of use to an unfinished run; none there is fine."""
        _wait_for(self._folder)
        (self._folder / LAST_NAME).unlink(missing_ok=True)

    def trouble(self) -> StorageError | None:
        """Why the disk refused the last time, told once."""
        return self._trouble.pop() if self._trouble else None

    def _write(self, at: Resumption) -> None:
        more = {"started_from": at.started_from, "saved_step": at.saved_step, "misses": at.misses, "val": at.val_key}
        begun = {"pretrained": at.pretrained, "learnt": sorted(at.learnt)}
        text = json.dumps(at.facts.to_json() | begun | more)
        what, cure = "The state of the run", "Free some space; the best weights so far are kept."
        data = save({name: value.cpu().contiguous() for name, value in at.state.items()}, metadata={_KEY: text})
        try:
            # Not flushed: a power cut may cost the going on, never the weights.
            with whole_file(self._folder / LAST_NAME, what, cure, durable=False) as file:
                file.write(data)
        except StorageError as error:
            self._trouble[:] = [error]


_under_way: dict[Path, threading.Thread] = {}
"""By the run's folder: a run may be asked to go on while the state at which it stopped is still being written."""


def _wait_for(folder: Path) -> None:
    thread = _under_way.pop(folder, None)
    if thread is not None:
        thread.join()


def read_resumption(job: TrainingJob) -> Resumption | None:
    """Where the run of a job was interrupted; None when its folder holds no such thing.

    Raises:
        BadInputError: the file is damaged, or the classes are others now.
    """
    _wait_for(job.output)
    path = job.output / LAST_NAME
    if not path.is_file():
        return None
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            values: dict[str, Any] = json.loads((file.metadata() or {})[_KEY])
            state: State = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        facts = Facts.from_json(values)
        found = Resumption(
            facts,
            bool(values["pretrained"]),
            frozenset(map(str, values["learnt"])),
            str(values["started_from"]),
            int(values["saved_step"]),
            int(values["misses"]),
            None if values.get("val") is None else int(values["val"]),
            state,
        )
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise BadInputError(f"The state of the run {path} is damaged: {error!r}.", _CURE) from error
    if facts.classes != job.classes:
        raise BadInputError("The classes have changed since that run was interrupted.", _CURE)
    return found
