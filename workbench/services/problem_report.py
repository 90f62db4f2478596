"""A report of a problem: log, crashes and facts of the system; no images, no masks, no names of a person's files."""

import json
import os
import platform
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

import workbench
from workbench.core.listing import ImageQuery
from workbench.core.whole_file import whole_file
from workbench.pixels.image_file import SUFFIXES
from workbench.services.crash_notes import all_crashes
from workbench.services.program_log import log_files
from workbench.services.summary import summarise
from workbench.store.project import FILE_NAME, Project

LIBRARIES = ("PySide6-Essentials", "torch", "torchvision", "numpy", "opencv-contrib-python-headless", "SQLAlchemy")

LONGEST_LOG = 500_000
"""Characters of the log that are told: its end."""

LONGEST_NAME = 255

GPU_SECONDS = 5.0

_ENDING = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(SUFFIXES, key=len, reverse=True)))})\b", re.I)
_STOPS = frozenset("\n\t'\"<>|*?")


class Disguise:
    """Takes out of a text what tells of a person: their home, the places of their work, the names of their images.

    The same name becomes the same word everywhere, so that a report can still be followed.

    Args:
        names: of images that are known: they may hold blanks, which no rule would find.
        folders: of projects and images.
        home: the person's folder.
    """

    def __init__(self, names: Iterable[str], folders: Iterable[Path], home: Path) -> None:
        self._names = frozenset(names)
        self._given: dict[str, str] = {}
        places = [(str(folder), f"FOLDER-{number}") for number, folder in enumerate(folders, start=1)]
        self._places = [*sorted(places, key=lambda place: -len(place[0])), (str(home), "~")]

    def __call__(self, text: str) -> str:
        """The text without them."""
        for place, word in self._places:
            text = text.replace(place, word)
        parts, done = [], 0
        for found in _ENDING.finditer(text):
            start = self._start(text, done, found.start(), found.end())
            parts += [text[done:start], self._word(text[start : found.end()])]
            done = found.end()
        return "".join([*parts, text[done:]])

    def _start(self, text: str, least: int, before: int, end: int) -> int:
        """Where the name that ends at `end` begins: with its blanks if it is known or in quotes, else without."""
        first = max(least, end - LONGEST_NAME)
        for start in range(first, before):
            if text[start:end] in self._names:
                return start
        quote = text[end : end + 1]
        if quote in {"'", '"'} and (opening := text.rfind(quote, first, before)) >= 0:
            return max(opening + 1, text.rfind("/", opening, before) + 1)
        start = before
        while start > first and text[start - 1] not in _STOPS and text[start - 1] not in " /\\":
            start -= 1
        return start

    def _word(self, name: str) -> str:
        ending = Path(name).suffix.lower()
        return self._given.setdefault(name, f"image-{len(self._given) + 1}{ending}")


def contents(project: Project | None, screen: Mapping[str, object], recent: Iterable[Path]) -> dict[str, str]:
    """The files of the report by name, as text: a person reads them before they are written.

    Args:
        project: the open one, or None.
        screen: facts that only the window knows.
        recent: folders of projects whose places are not told.
    """
    images = list(project.each(ImageQuery())) if project else []
    own = [project.folder] if project else []
    folders = list(dict.fromkeys([*own, *recent, *(image.path.parent for image in images)]))
    disguise = Disguise((image.name for image in images), folders, Path.home())
    facts = {
        "program": workbench.__version__,
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "system": platform.platform(),
        "processor": {"cores": os.cpu_count(), "kind": platform.machine()},
        "memory_bytes": _memory(),
        "gpu": _gpu(),
        "screen": dict(screen),
        "project": None if project is None else _sizes(project),
    }
    files = {"system.json": json.dumps(facts, indent=1, ensure_ascii=False)}
    for number, crash in enumerate(all_crashes(), start=1):
        files[f"crash-{number}.txt"] = disguise(crash.text)
    log = "".join(path.read_text(encoding="utf-8", errors="replace") for path in reversed(log_files()))
    files["log.txt"] = disguise(log[-LONGEST_LOG:])
    return files


def write(place: Path, files: Mapping[str, str]) -> None:
    """Write the report as one zip file; StorageError when the disk refuses."""
    with (
        whole_file(place, "The report", "Choose another place.") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle,
    ):
        for name, text in files.items():
            bundle.writestr(name, text)


def _sizes(project: Project) -> dict[str, object]:
    """How large a project is; nothing that it holds."""
    found = summarise(project)
    return {
        "images": found.images,
        "painted": found.labelled,
        "done": found.done,
        "splits": found.splits,
        "classes": len(found.classes),
        "runs": [run.status.value for run in found.runs],
        "sizes": [[width, height, count] for (height, width), count in project.sizes(ImageQuery()).items()][:50],
        "file_bytes": (project.folder / FILE_NAME).stat().st_size,
        "free_bytes": shutil.disk_usage(project.folder).free,
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _memory() -> int | None:
    """Bytes of the machine, where the system tells them without more libraries."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _gpu() -> list[str]:
    """Name, memory and driver of NVIDIA's GPUs, as their own tool tells them: the window does not load PyTorch."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return []
    asked = [tool, "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, timeout=GPU_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        return [f"not known: {type(error).__name__}"]
    return told.stdout.splitlines()
