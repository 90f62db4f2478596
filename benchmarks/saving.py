"""Keeps the figures of a run under benchmarks/results/, in a file that is named by the day and the hardware."""

import json
import os
import platform
import re
import subprocess
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"


def save(figures: object) -> Path:
    """Write the figures of the benchmark that runs, with what they depend on; the next run that day replaces them."""
    facts = _facts()
    hardware = facts["gpu"] or f"{facts['cpu']} {facts['cores']} cores"
    name = re.sub(r"[^a-z0-9]+", "-", hardware.lower()).strip("-")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{facts['date']}-{Path(sys.argv[0]).stem}-{name}.json"
    path.write_text(json.dumps(facts | {"figures": figures}, indent=1) + "\n", encoding="utf-8")
    return path


def _facts() -> dict[str, Any]:
    return {
        "benchmark": " ".join([Path(sys.argv[0]).name, *(word for word in sys.argv[1:] if word.startswith("--"))]),
        "date": date.today().isoformat(),
        "commit": _commit(),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "gpu": _gpu(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in ("torch", "numpy", "opencv-contrib-python-headless", "PySide6")},
    }


def _cpu() -> str:
    try:
        rows = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        rows = []
    names = [row.partition(":")[2].strip() for row in rows if row.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _gpu() -> str:
    """The graphics card's name where the benchmark has looked for one."""
    torch = sys.modules.get("torch")
    return str(torch.cuda.get_device_name()) if torch is not None and torch.cuda.is_available() else ""


def _commit() -> str:
    """What was measured; with a plus where files have changed since."""
    try:
        found = [
            subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
            for words in (("rev-parse", "--short=12", "HEAD"), ("status", "--porcelain", "--untracked-files=no"))
        ]
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found[0] + ("+" if found[1] else "")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
