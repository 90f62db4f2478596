"""What this computer can learn with, found without torch, which only the worker loads."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

ANSWER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is to compute with.

    Attributes:
        cores: of the CPU that the worker takes when a window is open.
        gpu: the first one's name; "" without one.
        gpu_bytes: its memory.
    """

    cores: int
    gpu: str = ""
    gpu_bytes: int = 0

    @property
    def words(self) -> str:
        """For people: "CPU, 7 cores", or the GPU with its memory."""
        if self.gpu:
            return f"{self.gpu}, {self.gpu_bytes / (1 << 30):.0f} GB"
        return f"CPU, {self.cores} core{'s' if self.cores > 1 else ''}"


@cache
def this_machine() -> Machine:
    """This computer; asked once. NVIDIA's own tool takes up to a second: not for the window's thread."""
    asked = os.environ.get("WORKBENCH_THREADS", "")
    cores = int(asked) if asked.isdigit() and int(asked) else max(1, (os.cpu_count() or 1) - 1)
    name, memory = _gpu()
    return Machine(cores, name, memory)


def _gpu() -> tuple[str, int]:
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return "", 0
    command = [tool, "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=ANSWER_SECONDS, check=True).stdout
        name, _, megabytes = told.splitlines()[0].rpartition(",")
        return name.strip(), int(megabytes) << 20
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return "", 0  # no driver that answers: then torch finds no GPU either
