"""Seconds from two labelled photographs to a first usable model, with the recipe as it is, from random weights.

One image is learnt from, the other measured on, as in a person's first round. Usable means that the model scores more
than painting everything with the one class that scores best. On a CPU its own seconds, of all threads, divided by the
threads, stand beside those of the clock, so that other programs disturb less.
"""

import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from camvid_data import PLACE, arrays, camvid_classes, camvid_images, find_camvid
from report import Row, options, print_rows

from workbench.core.control import Control
from workbench.core.events import CheckpointSaved, EpochDone
from workbench.core.job import JobImage, TrainingJob
from workbench.core.metrics import ConfusionMatrix
from workbench.core.recipe import TrainingRecipe
from workbench.learn.training.train import train

GOAL = 60.0
"""Seconds."""


def main() -> None:
    given = options(__doc__ or "")
    source = find_camvid()
    if source is None:
        raise SystemExit(f"Name the CamVid VOC folder: {PLACE}=FOLDER")
    first, second = [image for image in camvid_images(source, Path(), None) if image.split == "train"][:2]
    classes = camvid_classes(source)
    recipe = TrainingRecipe(weights="none", image_scale=0.5 if given.quick else 1.0)
    useless = _best_single_class(second, [c.index for c in classes])
    with tempfile.TemporaryDirectory() as folder:
        job = TrainingJob((first, replace(second, split="val")), classes, recipe, Path(folder) / "run")
        clock, own = time.perf_counter(), time.process_time()
        kept, usable, best = None, None, 0.0
        for event in train(job, Control()):
            if isinstance(event, CheckpointSaved) and kept is None:
                kept = time.perf_counter() - clock
            if isinstance(event, EpochDone):
                best = max(best, event.miou or 0.0)
                if usable is None and best > useless:
                    usable = time.perf_counter() - clock
        whole, work = time.perf_counter() - clock, (time.process_time() - own) / torch.get_num_threads()
    goal = f"{GOAL:g} s"
    rows = [
        Row("first weights are kept", kept or whole, None, "s", goal, (kept or whole) <= GOAL),
        Row("better than any single class", usable or whole, None, "s", goal, usable is not None and usable <= GOAL),
        Row("whole run, by the clock", whole, None, "s", goal, whole <= GOAL),
        Row("whole run, the process's own seconds", work, None, "s", goal, work <= GOAL),
        Row("mIoU on the other, beside one class", 100 * best, 100 * useless, "%", "more", best > useless),
    ]
    print_rows(rows, given)


def _best_single_class(image: JobImage, indices: list[int]) -> float:
    """The highest mIoU of a model that sees one class everywhere."""
    truth = arrays(image)[1]
    found: list[float] = []
    for index in indices:
        matrix = ConfusionMatrix(indices)
        matrix.add(truth, np.full_like(truth, index))
        found.append(matrix.scores([str(i) for i in indices]).miou)
    return max(found)


if __name__ == "__main__":
    main()
