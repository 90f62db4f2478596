"""A project of two pictures on disk, predicted: blobs of known classes and confidence, and a mask with a hand in it."""

from pathlib import Path

import numpy as np
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.prediction import Prediction
from workbench.core.records import PredictionRecord
from workbench.services import annotation, importing
from workbench.services.library import create_project
from workbench.store.project import Project

HEIGHT, WIDTH = 120, 160
ROAD, CAR, SKY = 0, 1, 2
LEFT_CAR, RIGHT_CAR = np.s_[60:90, 20:50], np.s_[70:100, 100:140]
UNSURE = np.s_[60:75, 20:50]
"""The upper half of the left car: the model is 60 % sure; of all else 100 %."""

HAND = np.s_[80:110, 110:120]
"""Painted as road by a hand, in the middle of the right car."""


def said(run: int = 1) -> Prediction:
    """Sky above, road below, and two cars on it."""
    classes = np.full((HEIGHT, WIDTH), ROAD, np.uint8)
    classes[:40] = SKY
    classes[LEFT_CAR] = classes[RIGHT_CAR] = CAR
    confidence = np.full_like(classes, 255)
    confidence[UNSURE] = 153
    return Prediction(classes, confidence, np.full_like(classes, SKY), run)


def predict(project: Project, prediction: Prediction, *image_ids: int) -> None:
    """Keep it as what its run, which is begun when there is none of that number, says of these images."""
    while len(project.runs()) < prediction.run:
        project.add_run({})
    for image_id in image_ids:
        path = project.prediction_folder(prediction.run) / f"{image_id}.npz"
        prediction.write(path)
        doubt = prediction.doubt / image_id  # the first is the most doubtful
        project.put_prediction(PredictionRecord(image_id, prediction.run, path, doubt, "unsure."))


def make(folder: Path) -> None:
    """Write the project and its pictures into a folder."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True)
    for name in ("a.png", "b.png"):
        noise = np.random.default_rng(len(name)).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
        Image.fromarray(noise).save(pictures / name)
    with create_project(folder / "project", ClassSet.from_names(["road", "car", "sky"])) as project:
        list(importing.run(project, pictures, wishes=importing.Wishes(copy=True)))
        first, second = (image.id for image in project.images())
        where = np.zeros((HEIGHT, WIDTH), bool)
        where[HAND] = True
        plane = np.full((HEIGHT, WIDTH), ROAD, np.uint8)
        edit = edit_from_pixels(project.mask(first), where, plane, Origin.HAND, "brush", 1.0)
        assert edit is not None
        annotation.commit(project, first, edit)
        predict(project, said(), first, second)
