"""The demonstration: the whole loop on pictures that the program renders itself. A flow of events, step by step."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from workbench.core.classes import ClassSet
from workbench.core.edit import EditRecorder
from workbench.core.errors import BadInputError
from workbench.core.events import Event, Notice, Progress
from workbench.core.listing import ImageQuery
from workbench.core.mask import Origin
from workbench.core.metrics import ConfusionMatrix, Scores
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import ImageRecord
from workbench.demo.camera import jpeg_bytes
from workbench.demo.hand import strokes
from workbench.demo.scenes import CLASSES, Scene, render_scene
from workbench.paint.brush import paint_line
from workbench.paint.ink import SolidInk
from workbench.pixels.mask_file import read_indexed, write_indexed
from workbench.services import annotation, importing, prediction
from workbench.store.project import FILE_NAME, Project

IMAGES = 30
PAINTED = 6
SECONDS_A_STROKE = 1.5

RECIPE = TrainingRecipe(
    weights="none", steps=280, crop_size=192, image_scale=0.5, scale_min=0.7, scale_max=1.4, validate_every=70
)
"""From scratch on two cores in less than two minutes; nothing is fetched."""


def exists(folder: Path) -> bool:
    """Whether a demonstration, or anything else, lies there already."""
    return folder.exists() and any(folder.iterdir())


def remove(folder: Path) -> None:
    """Delete an earlier demonstration. Anything that is no project of this program is refused."""
    if not (folder / FILE_NAME).is_file():
        raise BadInputError(f"{folder} is not a project, so it is not replaced.", "Move it away, then try again.")
    with Project.open(folder):  # refused while a window holds it
        pass
    shutil.rmtree(folder)


def prepare(folder: Path) -> Iterator[Event]:
    """Render the pictures, make the project and paint some of it, partly, as a hand would."""
    pictures, truths = folder / "images", folder / "truth"
    with Project.create(folder, ClassSet.from_names(CLASSES)) as project:
        pictures.mkdir()
        truths.mkdir()
        with ThreadPoolExecutor(2, thread_name_prefix="render") as pool:
            for number, scene in enumerate(pool.map(render_scene, range(IMAGES)), start=1):
                _write(scene, pictures / f"parts-{number:02d}.jpg", truths / f"parts-{number:02d}.png")
                yield Progress("rendering pictures", number, IMAGES)
        yield from importing.run(project, pictures, "images")
        for number, image in enumerate(project.images()[:PAINTED], start=1):
            _paint(project, image, number)
            yield Progress("painting by hand", number, PAINTED)
        yield Notice(f"{PAINTED} of {IMAGES} pictures are painted, {_painted_share(project):.0%} of their pixels.")


def prepare_whole(folder: Path) -> Iterator[Event]:
    """As `prepare`, beside the place first: the folder appears when it is complete, or not at all."""
    hidden = folder.with_name(f".{folder.name}-in-making")
    shutil.rmtree(hidden, ignore_errors=True)  # what a killed program has left
    try:
        yield from prepare(hidden)
        hidden.rename(folder)
    except BaseException:
        shutil.rmtree(hidden, ignore_errors=True)
        raise


def score(project: Project) -> Scores:
    """How well the predictions agree with the truth, over the pictures that nobody painted."""
    classes = project.classes.shown
    matrix = ConfusionMatrix([c.index for c in classes])
    for image in project.images():
        found = None if image.labelled else prediction.load(project, image)
        if found is not None:
            matrix.add(read_indexed(project.folder / "truth" / f"{image.path.stem}.png"), found.classes)
    return matrix.scores([c.name for c in classes])


def _write(scene: Scene, picture: Path, truth: Path) -> None:
    picture.write_bytes(jpeg_bytes(scene.rgb))
    write_indexed(truth, scene.truth)


def _paint(project: Project, image: ImageRecord, seed: int) -> None:
    truth = read_indexed(project.folder / "truth" / f"{image.path.stem}.png")
    mask = project.mask(image.id)
    for stroke in strokes(truth, seed):
        recorder = EditRecorder(mask)
        ink = SolidInk(stroke.class_index, Origin.HAND)
        for start, end in zip(stroke.points, [*stroke.points[1:], stroke.points[-1]], strict=True):
            paint_line(recorder, start, end, stroke.radius, ink)
        edit = recorder.finish("brush", SECONDS_A_STROKE)
        if edit is not None:
            annotation.commit(project, image.id, edit)


def _painted_share(project: Project) -> float:
    painted = list(project.each(ImageQuery(painted=True)))
    return sum(i.labelled for i in painted) / max(1, sum(i.width * i.height for i in painted))
