"""A child that reads damaged project files: each opens or is refused in words, and so is all that is in it."""

import json
import resource
import shutil
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np

from workbench.core.errors import WorkbenchError
from workbench.services import prediction, queueing, ranking
from workbench.store.project import FILE_NAME, Project

CPU_SECONDS = 5
MEGABYTES = 1000
PAGE = 8192

ORDER = ("sound", "told", "refused")
"""What can come of a mutant: nothing is wrong with it, something in it is told to be damaged, it does not open."""

Draw = np.random.Generator


def flip_header(data: bytearray, draw: Draw) -> None:
    """A byte of SQLite's header, or of the first page's own."""
    data[int(draw.integers(0, 120))] = int(draw.integers(0, 256))


def flip_first_page(data: bytearray, draw: Draw) -> None:
    """A byte of the page in which the tables are described."""
    data[int(draw.integers(0, PAGE))] ^= 1 << int(draw.integers(8))


def change_words(data: bytearray, draw: Draw) -> None:
    """A few bytes in the text that describes the tables."""
    start = data.find(b"CREATE", int(draw.integers(0, PAGE)))
    for _ in range(int(draw.integers(1, 4))):
        data[max(start, 0) + int(draw.integers(0, 200))] = int(draw.integers(32, 127))


def flip_anywhere(data: bytearray, draw: Draw) -> None:
    """Some bytes somewhere."""
    for _ in range(int(draw.integers(1, 6))):
        data[int(draw.integers(0, len(data)))] = int(draw.integers(0, 256))


def flip_a_page_head(data: bytearray, draw: Draw) -> None:
    """Bytes where a page says what it holds and where."""
    page = PAGE * int(draw.integers(1, len(data) // PAGE))
    for _ in range(int(draw.integers(1, 4))):
        data[page + int(draw.integers(0, 60))] = int(draw.integers(0, 256))


def flip_a_row(data: bytearray, draw: Draw) -> None:
    """Bytes near the end of a page, where its first rows lie."""
    page = PAGE * int(draw.integers(1, len(data) // PAGE + 1))
    for _ in range(int(draw.integers(1, 4))):
        data[page - 1 - int(draw.integers(0, 300))] = int(draw.integers(0, 256))


def flip_a_blob(data: bytearray, draw: Draw) -> None:
    """Bytes at the head of a piece of a mask, or of a step of the journal (both are zstd frames)."""
    start = data.find(b"\x28\xb5\x2f\xfd", int(draw.integers(0, len(data))))
    for _ in range(int(draw.integers(1, 4))):
        data[(max(start, 0) + int(draw.integers(0, 24))) % len(data)] = int(draw.integers(0, 256))


def cut(data: bytearray, draw: Draw) -> None:
    """The end is gone."""
    del data[int(draw.integers(0, len(data))) :]


def splice(data: bytearray, draw: Draw) -> None:
    """A stretch lies over another one."""
    size = int(draw.integers(1, 2 * PAGE))
    source, target = (int(place) for place in draw.integers(0, len(data) - size, 2))
    data[target : target + size] = data[source : source + size]


def swap_pages(data: bytearray, draw: Draw) -> None:
    """Two pages have changed places."""
    one, other = (PAGE * int(page) for page in draw.integers(0, len(data) // PAGE, 2))
    data[one : one + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[one : one + PAGE]


HARMS: tuple[Callable[[bytearray, Draw], None], ...] = (
    flip_header,
    flip_first_page,
    change_words,
    flip_anywhere,
    flip_a_page_head,
    flip_a_row,
    flip_a_blob,
    cut,
    splice,
    swap_pages,
)


def read_mutants(source: str, folder: str, first: int, count: int, report: str) -> None:
    """Read mutants number `first` and so on; write what came of each into `report`, a line of JSON each."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    whole = Path(source).read_bytes()
    with open(report, "a", encoding="utf-8") as lines:
        for number in range(first, first + count):
            draw = np.random.default_rng((2026, number))
            harm = HARMS[number % len(HARMS)]
            print(json.dumps({"begun": number, "harm": harm.__name__}), file=lines, flush=True)
            data = bytearray(whole)
            harm(data, draw)
            signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # of computing: it ends this process
            outcome = _read(Path(folder) / str(number), bytes(data))
            signal.setitimer(signal.ITIMER_PROF, 0)
            megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(json.dumps({"outcome": outcome, "megabytes": megabytes}), file=lines, flush=True)


def _read(folder: Path, data: bytes) -> str:
    """Open a mutant and read all that it holds: "sound", "refused", or "BUG" and the traceback."""
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(data)
    outcomes = {"sound"}
    try:
        with Project.open(folder) as project:
            outcomes |= {_told(lambda: project.classes), _told(project.runs), _told(project.integrity_problems)}
            outcomes |= {_told(project.stale_copies), _told(lambda: project.doubtful(()))}
            for image_id in (1, 2, 3):
                outcomes.add(_told(lambda: project.image(image_id)))  # noqa: B023
                outcomes.add(_told(lambda: project.mask(image_id)))  # noqa: B023
                outcomes.add(_told(lambda: project.areas(image_id)))  # noqa: B023
                outcomes.add(_told(lambda: project.history(image_id, 2**40)))  # noqa: B023
                outcomes.add(_told(lambda: project.undo(image_id)))  # noqa: B023
                outcomes.add(_told(lambda: project.checks.kept(image_id)))  # noqa: B023
                outcomes.add(_told(lambda: prediction.load(project, project.image(image_id))))  # noqa: B023
            outcomes |= {_told(project.images), _told(project.ledger.work)}
            outcomes |= {_told(lambda: queueing.rank(project)), _told(lambda: ranking.queue(project))}
    except WorkbenchError as error:
        outcomes.add("refused" if error.message and error.cure else f"BUG no cure: {error!r}")
    except Exception:  # noqa: BLE001 - the finding itself
        outcomes.add(f"BUG {traceback.format_exc()}")
    shutil.rmtree(folder)
    bugs = [outcome for outcome in outcomes if outcome not in ORDER]
    return bugs[0] if bugs else max(outcomes, key=ORDER.index)


def _told(deed: Callable[[], object]) -> str:
    try:
        deed()
    except WorkbenchError:
        return "told"
    except Exception:  # noqa: BLE001 - the finding itself
        return f"BUG {traceback.format_exc()}"
    return "sound"
