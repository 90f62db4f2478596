"""The project in which painting is measured: one picture of noise, and a few small scenes to learn from."""

from pathlib import Path

import course
import cv2
import numpy as np

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.records import Split
from workbench.demo.scenes import CLASSES, render_scene
from workbench.services import annotation, importing
from workbench.services.library import create_project
from workbench.store.project import Project

SCENES = 4
PICTURE = "a-noise.jpg"


def make(folder: Path, megapixels: int) -> Path:
    """Make pictures and the project in an empty folder; the project's folder. Its first image is the noise.

    The scenes are wholly painted, half of them for learning; the noise is for testing, so that no training reads it.
    """
    pictures = folder / "pictures"
    pictures.mkdir(parents=True)
    course.write_picture(pictures / PICTURE, megapixels)
    truths = {}
    for seed in range(SCENES):
        scene = render_scene(seed, 240, 320)
        name = f"scene-{seed}.png"
        truths[name] = scene.truth
        cv2.imwrite(str(pictures / name), np.ascontiguousarray(scene.rgb[..., ::-1]))
    with create_project(
        folder / "project", ClassSet.from_names([*CLASSES, *(f"class {n}" for n in range(8))])
    ) as project:
        for _ in importing.run(project, pictures):
            pass
        for image in project.images():
            if image.name in truths:
                _paint(project, image.id, truths[image.name])
            else:
                project.set_split([image.id], Split.TEST)
        scenes = [image.id for image in project.images() if image.name in truths]
        project.set_split(scenes[::2], Split.TRAIN)
        project.set_split(scenes[1::2], Split.VAL)
        return project.folder


def _paint(project: Project, image_id: int, truth: np.ndarray) -> None:
    mask = project.mask(image_id)
    edit = edit_from_pixels(mask, np.ones(truth.shape, dtype=bool), truth, Origin.HAND, "brush")
    assert edit is not None
    annotation.commit(project, image_id, edit)
