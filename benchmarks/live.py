"""From an opened image to its overlay while live training learns, and the same at rest.

CamVid at its own 480 x 360, MobileNet from random weights, the worker as the window starts it. Twelve images are
painted as the truth says; others are opened one after another at odd moments. Measured from the wish to the kept
prediction, of which the window then only draws the overlay.
"""

import random
import statistics
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from camvid_data import PLACE, arrays, camvid_classes, camvid_images, find_camvid
from report import Row, options, print_rows

from workbench.core.classes import ClassSet
from workbench.core.control import Control
from workbench.core.edit import edit_from_pixels
from workbench.core.events import LiveTold, PredictionReady
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.recipe import TrainingRecipe
from workbench.services import annotation, importing, live
from workbench.services.engine import Engine
from workbench.services.library import create_project
from workbench.services.live_rounds import LiveChoice
from workbench.store.project import Project

GOAL = 300.0
"""Milliseconds."""

PAINTED = 12


class Watcher:
    """Runs the flow on a thread, as the window does, and notes when which image was predicted."""

    def __init__(self, project: Project, engine: Engine) -> None:
        self.control = Control()
        self._engine, self._project = engine, project
        self._arrived = threading.Condition()
        self._predicted: dict[int, float] = {}
        self.state = ""
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        recipe, choice = TrainingRecipe(weights="none"), LiveChoice(idle_minutes=0)
        for event in live.run(self._project, self._engine, recipe, choice, "cpu", self.control):
            with self._arrived:
                if isinstance(event, PredictionReady):
                    self._predicted[event.image] = time.perf_counter()
                elif isinstance(event, LiveTold):
                    self.state = event.text
                self._arrived.notify_all()

    def opened(self, image: int) -> float:
        """Milliseconds from opening an image to its prediction."""
        begun = time.perf_counter()
        with self._arrived:
            self._predicted.pop(image, None)
            self.control.look_at(image)
            self._arrived.wait_for(lambda: image in self._predicted or not self.thread.is_alive(), timeout=60)
            return 1000 * (self._predicted[image] - begun)

    def wait_for(self, words: str) -> None:
        """Until the state begins with these words."""
        with self._arrived:
            self._arrived.wait_for(lambda: self.state.startswith(words) or not self.thread.is_alive(), timeout=600)


def main() -> None:
    given = options(__doc__ or "")
    source = find_camvid()
    if source is None:
        raise SystemExit(f"Name the CamVid VOC folder: {PLACE}=FOLDER")
    looks = 8 if given.quick else 40
    with tempfile.TemporaryDirectory() as folder, _project(Path(folder), source) as project:
        engine = Engine()
        watcher = Watcher(project, engine)
        numbers = [image.id for image in project.images()][PAINTED:]
        watcher.thread.start()
        try:
            watcher.opened(numbers[0])  # the worker starts, the first weights are made
            learning = _series(watcher, numbers, looks, more=True)
            watcher.wait_for("Resting")
            resting = _series(watcher, numbers, looks // 2, more=False)
        finally:
            watcher.control.cancel()
            watcher.thread.join()
            engine.close()
    rows = []
    for state, found in (("while it learns", learning), ("at rest", resting)):
        middle, worst = statistics.median(found), max(found)
        rows += [
            Row(f"opened to predicted, {state}, median of {len(found)}", middle, None, "ms", "300 ms", middle <= GOAL),
            Row(f"opened to predicted, {state}, worst", worst, None, "ms", "300 ms", worst <= GOAL),
        ]
    print_rows(rows, given)


def _series(watcher: Watcher, numbers: list[int], count: int, more: bool) -> list[float]:
    draw = random.Random(1)
    found = []
    for turn in range(count):
        if more:
            watcher.control.more_painted()  # it never rests
        time.sleep(draw.uniform(0.3, 2.0))
        found.append(watcher.opened(numbers[(turn + 1) % len(numbers)]))
    return found


def _project(folder: Path, source: Path) -> Project:
    """Painted as the truth says in the first images; the pictures of twice as many."""
    images = list(camvid_images(source, Path(), None))[: 2 * PAINTED]
    classes = ClassSet.from_names([c.name for c in camvid_classes(source)])
    (folder / "pictures").mkdir()
    for image in images:
        (folder / "pictures" / image.image.name).symlink_to(image.image.resolve())
    project = create_project(folder / "project", classes)
    list(importing.run(project, folder / "pictures"))
    truths = {image.image.name: image for image in images}
    for record in project.images()[:PAINTED]:
        truth = arrays(truths[record.name])[1]
        edit = edit_from_pixels(project.mask(record.id), truth != UNLABELLED, truth, Origin.HAND, "brush", 1.0)
        assert edit is not None
        annotation.commit(project, record.id, edit)
    assert np.any(truth != UNLABELLED)
    return project


if __name__ == "__main__":
    main()
