"""How right is what Enter accepts, above which confidence? Where the slider of Review should begin.

A simulated annotator paints some images of a reduced CamVid, a model learns from them, and predicts the others. For
each threshold: the share of their pixels that would be accepted, and how many of these are right.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from active_learning import REDUCED
from camvid_data import PLACE, find_camvid

from workbench.core.events import Event
from workbench.core.mask import UNLABELLED
from workbench.pixels.mask_file import read_indexed
from workbench.services import prediction, replay
from workbench.services.engine import Engine
from workbench.services.library import open_project

THRESHOLDS = (0, 30, 40, 50, 60, 70, 80, 90, 95)
"""Percent."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=16, help="painted first")
    parser.add_argument("--steps", type=int, default=600, help="of the training")
    given = parser.parse_args()
    source = find_camvid()
    if source is None:
        raise SystemExit(f"Name the CamVid VOC folder: {PLACE}=FOLDER")
    plan = replay.ReplayPlan(given.images, 1, 1, REDUCED.changed({"steps": given.steps, "validate_every": 200}))
    right, seen = np.zeros(256), np.zeros(256)
    engine = Engine(alone=True)
    try:
        with tempfile.TemporaryDirectory(prefix="accepting-") as folder:
            place = Path(folder)
            data = _last(replay.prepare(source, place / "data", 1 / 3, (6, 4)))
            start = _last(replay.begin(data, plan, 0, engine, place / "start"))
            with open_project(start.folder) as project:
                model = project.runs()[-1]
                images = prediction.choose_images(project, "todo")
                list(prediction.run(project, engine, model, images))
                for image in images:
                    found = prediction.load(project, image)
                    assert found is not None
                    truth = read_indexed(data.folder / "truth" / image.path.name)
                    known = truth != UNLABELLED
                    seen += np.bincount(found.confidence[known], minlength=256)
                    right += np.bincount(found.confidence[known & (found.classes == truth)], minlength=256)
    finally:
        engine.close()
    print(f"{len(images)} images, mIoU of the model {start.point.miou:.2f} on the untouched ones")
    print(f"{'sure':>6} {'accepted':>9} {'right':>7}")
    for threshold in THRESHOLDS:
        least = round(255 * threshold / 100)
        accepted = seen[least:].sum()
        print(f"{threshold:>4} % {accepted / seen.sum():>9.1%} {right[least:].sum() / max(accepted, 1):>7.1%}")


def _last(flow):  # type: ignore[no-untyped-def]
    """What a flow returns."""
    while True:
        try:
            event: Event = next(flow)
            del event
        except StopIteration as end:
            return end.value


if __name__ == "__main__":
    main()
