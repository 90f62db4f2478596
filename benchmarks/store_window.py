"""One project of many images through the real window; prints milliseconds by what was done, as JSON."""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

import numpy as np  # noqa: E402
from many_images import make_many  # noqa: E402
from PySide6.QtCore import QEventLoop, QSettings, QSize  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from workbench.core.edit import Edit, apply, edit_from_pixels  # noqa: E402
from workbench.core.listing import ImageQuery, Order  # noqa: E402
from workbench.core.mask import LabelMask, Origin  # noqa: E402
from workbench.core.records import Split, Status  # noqa: E402
from workbench.services import annotation, ranking, summary  # noqa: E402
from workbench.store.project import Project  # noqa: E402
from workbench.ui.app import application  # noqa: E402
from workbench.ui.main_window import MainWindow  # noqa: E402

REPEATS = 5
FILTERS: dict[str, dict[str, object]] = {
    "status": {"statuses": frozenset({Status.DONE})},
    "split": {"splits": frozenset({Split.VAL})},
    "tag": {"tag": "rain"},
    "class present": {"class_index": 2},
    "painted": {"painted": True},
    "predicted": {"predicted": True},
    "doubt": {"least_doubt": 0.1, "most_doubt": 0.3},
    "text": {"text": "straße-0"},
}


def main() -> None:
    folder, size = Path(sys.argv[1]), int(sys.argv[2])
    make_many(folder / "project", size)
    found: dict[str, float] = {}
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder / "settings"))
    application()
    begun = time.perf_counter()
    window = MainWindow(QSize(1600, 1000))
    window.show()
    window.session.open(folder / "project")
    settle(window)
    found["window with its first page"] = (time.perf_counter() - begun) * 1000
    project = window.session.project
    assert project is not None
    _ask(project, found)
    _browse(window, found)
    window.close()
    found["window, project opened again"] = best(lambda: Project.open(folder / "project").close(), 2)
    print(json.dumps(found))


def _ask(project: Project, found: dict[str, float]) -> None:
    for order in Order:
        found[f"sort by {order.value}"] = best(lambda o=order: project.image_ids(ImageQuery(order=o)))
    for name, conditions in FILTERS.items():
        found[f"filter by {name}"] = best(lambda c=conditions: project.image_ids(ImageQuery(**c)))
        found[f"filter by {name}, by doubt"] = best(
            lambda c=conditions: project.image_ids(ImageQuery(order=Order.DOUBT, **c))
        )
    ids = project.image_ids(ImageQuery())
    middle = int(ids[len(ids) // 2])
    found["count"] = best(lambda: project.count(ImageQuery()))
    found["page of records"] = best(lambda: project.records(ids[len(ids) // 2 :][:64]))
    found["neighbour of an image"] = best(lambda: project.image_beside(middle, True))
    found["next image to work on"] = best(lambda: ranking.next_image(project, middle))
    found["summary"] = best(lambda: summary.summarise(project))
    record = project.image(middle)
    mask = LabelMask.blank(record.height, record.width)
    strokes = sorted(timed(lambda e=edit: annotation.commit(project, middle, e)) for edit in _strokes(mask))
    found["stroke on the disk, the middle one"] = strokes[len(strokes) // 2]


def _strokes(mask: LabelMask) -> Iterator[Edit]:
    """Thirty dabs with a brush 41 pixels wide."""
    dice = np.random.default_rng(0)
    for _ in range(30):
        rows, columns = np.ogrid[: mask.height, : mask.width]
        row, column = dice.integers(0, mask.height), dice.integers(0, mask.width)
        where = (rows - row) ** 2 + (columns - column) ** 2 <= 20**2
        classes = np.full(mask.classes.shape, dice.integers(0, 2), np.uint8)
        edit = edit_from_pixels(mask, where, classes, Origin.HAND, "brush")
        if edit is not None:
            apply(mask, edit)
            yield edit


def _browse(window: MainWindow, found: dict[str, float]) -> None:
    gallery = window.gallery
    bar, dice = gallery.view.horizontalScrollBar(), random.Random(0)
    places = [dice.randrange(max(1, bar.maximum())) for _ in range(40)]
    frames = sorted(timed(lambda p=place: show(window, bar.setValue, p)) for place in places)
    found["page in sight after a jump of the scroll bar"] = frames[len(frames) // 2]
    found["grid in place of the strip"] = timed(lambda: show(window, window.action("grid").setChecked, True))
    down = gallery.view.verticalScrollBar()
    rows = [dice.randrange(max(1, down.maximum())) for _ in range(40)]
    frames = sorted(timed(lambda p=row: show(window, down.setValue, p)) for row in rows)
    found["page of the grid after a jump of the scroll bar"] = frames[len(frames) // 2]
    found["typed name, first letter"] = best(lambda: gallery.model.row_named("s", 0))
    found["all images chosen"] = timed(lambda: show(window, lambda _: gallery.view.selectAll(), None))
    gallery.view.clearSelection()
    found["strip in place of the grid"] = timed(lambda: show(window, window.action("grid").setChecked, False))
    found["place of an image"] = best(lambda: gallery.model.row_of(int(gallery.model.ids[-1])))
    held: list[float] = []

    def type_on(words: str) -> None:
        held.append(timed(lambda: show(window, gallery.filters.text.setText, words)))

    for end in range(1, 9):
        type_on("straße-0"[:end])
    settle(window)
    found["typing, the window's longest pause"] = max(held)
    found["typing, the last letter to the list"] = timed(lambda: (type_on("field-1"), settle(window)))


def settle(window: MainWindow) -> None:
    """Until the list that was asked for is shown and drawn."""
    QApplication.processEvents()
    while window.gallery.model.waiting:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    QApplication.processEvents()


def show(window: MainWindow, change: Callable[[object], object], value: object) -> None:
    """Change something and draw the gallery at once."""
    change(value)
    window.gallery.view.viewport().repaint()


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    return min(timed(work) for _ in range(repeats))


if __name__ == "__main__":
    main()
