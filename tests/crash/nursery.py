"""Children that may be killed: forked by a process that has imported the program and has opened nothing.

A fresh interpreter takes half a second to import the program, a fork of one that has done so takes milliseconds. Run as
a program, this file is that process: each line on its standard input is a wish, each line of output the answer.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
PATH = [str(HERE), str(HERE.parent), str(HERE.parents[1])]
PRELOADED = ("painting_child", "flow_children", "mutant_child", "fault_children")

LONGEST = 120
"""Seconds after which a child ends by itself, whatever became of its parent."""


class Nursery:
    """Starts, kills and waits for children; each runs one function of a module of this folder."""

    def __init__(self, library: Path | None = None) -> None:
        """With a C library whose calls are to stand before the system's."""
        before = {} if library is None else {"LD_PRELOAD": str(library)}
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "nursery.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join(PATH), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            | before,
        )

    def start(self, function: str, *arguments: object) -> int:
        """Run "module:function" with plain arguments in a new child; its process number."""
        return self._ask({"start": function, "arguments": [str(a) if isinstance(a, Path) else a for a in arguments]})

    def wait(self, child: int) -> int:
        """Wait for its end: its exit code, or minus the number of the signal that ended it."""
        return self._ask({"wait": child})

    def kill(self, child: int) -> int:
        """Kill it where it stands, and wait for its end, which may have come before."""
        os.kill(child, signal.SIGKILL)
        return self.wait(child)

    def run(self, function: str, *arguments: object) -> int:
        """Run a child to its end."""
        return self.wait(self.start(function, *arguments))

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(LONGEST)
        self._process.stdout.close()

    def _ask(self, wish: dict[str, object]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _fork(function: str, arguments: list[object]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        signal.alarm(LONGEST)
        for stream in (0, 1):  # the conversation is the parent's
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        module, _, name = function.partition(":")
        getattr(importlib.import_module(module), name)(*arguments)
        code = 0
    except BaseException:  # noqa: BLE001 - the last words of a process
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Answer wishes until there are no more; children that are left are killed."""
    for module in PRELOADED:
        importlib.import_module(module)
    children: set[int] = set()
    for line in sys.stdin:
        wish = json.loads(line)
        if "start" in wish:
            children.add(answer := _fork(wish["start"], wish["arguments"]))
        else:
            answer = os.waitstatus_to_exitcode(os.waitpid(wish["wait"], 0)[1])
            children.remove(wish["wait"])
        print(answer, flush=True)
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
