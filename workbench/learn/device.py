"""Where the network runs: the device, its threads, its random numbers and its number format."""

import contextlib
import os
import random
import sys
from contextlib import AbstractContextManager

import numpy as np
import torch

from workbench.core.errors import BadInputError

THREADS_VARIABLE = "WORKBENCH_THREADS"
"""Environment variable that sets the number of threads on the CPU."""

FLOAT16_SINCE = 7
"""First major compute capability whose tensor cores multiply float16 (Volta; same source as below)."""

BFLOAT16_SINCE = 8
"""First major compute capability with bfloat16 in hardware (Ampere; CUDA C Programming Guide, compute capabilities)."""


def choose_device(wanted: str) -> torch.device:
    """The device for "auto", "cpu" or "cuda"; auto takes a CUDA device when there is one."""
    if wanted not in ("auto", "cpu", "cuda"):
        raise BadInputError(f"There is no device {wanted!r}.", "Choose auto, cpu or cuda.")
    found = torch.cuda.is_available()
    if wanted == "cuda" and not found:
        raise BadInputError(
            "No CUDA device answers on this machine.",
            "Choose the device auto or cpu, or install the NVIDIA driver and a PyTorch built for CUDA.",
        )
    return torch.device("cuda" if found and wanted != "cpu" else "cpu")


def prepare(device: torch.device, threads: int = 0) -> None:
    """Set threads and speed switches of this process; with 0 threads the window keeps one core to itself."""
    torch.set_num_threads(threads or _threads())
    # Denormal numbers cost a hundredfold on many processors and mean nothing here.
    torch.set_flush_denormal(True)
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = True
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True


def describe(device: torch.device, processes: int = 1) -> str:
    """The device in words; so many times, when several processes learn together."""
    times = f"{processes} x " if processes > 1 else ""
    if device.type == "cuda":
        return f"{times}{torch.cuda.get_device_name(device)}"
    count = torch.get_num_threads()
    return f"{times}CPU, {count} thread{'s' if count > 1 else ''}"


def gpu_bytes(device: torch.device) -> int:
    """Memory of the GPU; 0 on the CPU."""
    return int(torch.cuda.get_device_properties(device).total_memory) if device.type == "cuda" else 0


def memory_taken(device: torch.device) -> int:
    """The most memory that was taken so far, in bytes: of the GPU by tensors, else by this process; 0 if unknown."""
    if device.type == "cuda":
        return int(torch.cuda.max_memory_allocated(device))
    if sys.platform == "win32":
        return 0
    import resource  # Windows has no such module

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10


def seed_everything(seed: int) -> None:
    """Seed every generator that a run may draw from."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def half_format(device: torch.device) -> torch.dtype | None:
    """The short number format that the device multiplies fastest; None on the CPU and on cards that only emulate it."""
    if device.type != "cuda":
        return None
    capability = torch.cuda.get_device_capability(device)[0]
    if capability >= BFLOAT16_SINCE:
        return torch.bfloat16
    return torch.float16 if capability >= FLOAT16_SINCE else None


def half_precision(device: torch.device) -> AbstractContextManager[object]:
    """A block in which the device computes in its `half_format`, if it has one."""
    short = half_format(device)
    return contextlib.nullcontext() if short is None else torch.autocast(device.type, dtype=short)


def gradient_scaler(device: torch.device) -> torch.amp.GradScaler:
    """Keeps small gradients above what float16 can tell from zero; where that is not the format it does nothing.

    Source: P. Micikevicius et al., "Mixed Precision Training", ICLR 2018, section 3.2.
    """
    return torch.amp.GradScaler(device.type, enabled=half_format(device) is torch.float16)


def out_of_memory(error: RuntimeError) -> bool:
    """Whether an error says that the device's memory is full; on the CPU it has no type of its own."""
    return isinstance(error, torch.OutOfMemoryError) or "DefaultCPUAllocator" in str(error)


def more_memory(device: torch.device) -> str:
    """The end of a cure for a full memory, after a comma."""
    return "or choose the device cpu" if device.type == "cuda" else "or use a computer with more memory"


def _threads() -> int:
    asked = os.environ.get(THREADS_VARIABLE, "")
    if not asked:
        return max(1, (os.cpu_count() or 1) - 1)
    if not asked.isdigit() or int(asked) < 1:
        raise BadInputError(f"{THREADS_VARIABLE} is {asked!r}.", "Set it to a whole number from 1 up, or not at all.")
    return int(asked)
