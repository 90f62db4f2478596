"""Other programs, driven in interpreters of their own over the same course, so that none must be installed here."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from course import Figures

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Peer:
    """What came of driving another program.

    Attributes:
        name: of its package.
        figures: what it measured; empty when it could not be driven.
        notes: what its figures are, or why there are none.
    """

    name: str
    figures: Figures = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def find(names: Iterable[str], pythons: Iterable[str]) -> dict[str, str | None]:
    """For each package, the first of the interpreters that has it, or None."""
    pythons = list(pythons)
    return {name: next((python for python in pythons if _has(python, name)), None) for name in names}


def drive(name: str, python: str | None, script: str, arguments: list[str], seconds: float) -> Peer:
    """Run a script of `peers/` in that interpreter; a peer that is missing, fails or takes too long has no figures."""
    if python is None:
        return Peer(name, notes=[f"{name} was not given: install it and name its interpreter with --peer-python."])
    environment = surroundings() | {"PYTHONPATH": str(HERE)}
    try:
        with tempfile.TemporaryDirectory() as home:  # a peer's settings are its own affair, and stay as they are
            done = subprocess.run(
                [python, str(HERE / "peers" / script), *arguments],
                env=environment | {"HOME": home},
                capture_output=True,
                text=True,
                timeout=seconds,
            )
        last = done.stdout.strip().splitlines()[-1:]
        if not last or not last[0].startswith("{"):  # one that crashes while it ends has told its figures by then
            why = (done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"])[-1]
            return Peer(name, notes=[f"{name} could not be driven: {why}"])
        told = json.loads(last[0])
    except subprocess.TimeoutExpired:
        return Peer(name, notes=[f"{name} took longer than {seconds:.0f} s and was given up."])
    except (OSError, ValueError) as error:
        return Peer(name, notes=[f"{name} could not be driven: {error}"])
    return Peer(name, told["figures"], [f"{name}: {note}" for note in told["notes"]])


def surroundings() -> dict[str, str]:
    """The environment of another program: Qt is left to choose where to draw, on a display when there is one."""
    environment = {key: value for key, value in os.environ.items() if key not in ("QT_QPA_PLATFORM", "PYTHONPATH")}
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY") and os.name == "posix":
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment


def _has(python: str, name: str) -> bool:
    asked = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({name!r}) is None)"
    try:
        return subprocess.run([python, "-c", asked], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
