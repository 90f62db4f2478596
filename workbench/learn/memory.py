"""How much memory and disk a run may take for decoded pictures without pushing other programs out.

Of a graphics card's memory most is for the network: see `card_room`.
"""

import ctypes
import shutil
import sys
from pathlib import Path

import torch

SHARE = 0.5
"""Of what is free at the start, memory or disk, that pictures may take."""

MOST = 64 << 30
"""Bytes of memory that they take at most, however much there is."""

CARD_SHARE = 0.25
"""Of the free memory of a graphics card."""

UNKNOWN = 2 << 30
"""Free memory that is assumed where the system does not tell."""


def picture_room() -> int:
    """Bytes of memory that decoded pictures may take."""
    return min(int(SHARE * free_memory()), MOST)


def disk_room(folder: Path) -> int:
    """Bytes that they may take on the disk of a folder."""
    try:
        return int(SHARE * shutil.disk_usage(folder).free)
    except OSError:
        return 0


def card_room(device: torch.device) -> int:
    """Bytes that decoded pictures may take on a device beside the network: a quarter of what is free; 0 on the CPU.

    There OpenCV cuts crops out of the pictures in memory sixteen times as fast as tensors do (benchmarks/training.py).
    """
    if device.type != "cuda":
        return 0
    return int(CARD_SHARE * torch.cuda.mem_get_info(device)[0])


def free_memory() -> int:
    """Bytes that this process may still take before the system swaps or kills."""
    if sys.platform == "win32":
        return _windows_memory()
    found = [amount for amount in (_linux_memory(), _container_memory()) if amount is not None]
    return min(found) if found else UNKNOWN


def _linux_memory() -> int | None:
    try:
        rows = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    found = [row.split()[1] for row in rows if row.startswith("MemAvailable:")]
    return int(found[0]) << 10 if found else None


def _container_memory() -> int | None:
    """What is left of the limit of a control group (version 2); None where there is no limit."""
    folder = Path("/sys/fs/cgroup")
    try:
        limit, used = ((folder / name).read_text(encoding="ascii").strip() for name in ("memory.max", "memory.current"))
    except OSError:
        return None
    return max(0, int(limit) - int(used)) if limit.isdigit() else None


def _windows_memory() -> int:
    class Status(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong)] + [
            (name, ctypes.c_ulonglong)
            for name in ("total", "free", "page", "free_page", "virtual", "free_virtual", "extended")
        ]

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - not there elsewhere
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else UNKNOWN
