"""What a training job is given, whatever was done before: what a person set or accepted, and nothing of val twice."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tiny_scenes import CLASSES, HEIGHT, TINY, WIDTH, scene, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.control import Control
from workbench.core.edit import EditRecorder, edit_from_pixels
from workbench.core.errors import NotEnoughLabelsError
from workbench.core.events import Event
from workbench.core.geometry import Rect
from workbench.core.job import TrainingJob
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.offer import Offer
from workbench.core.prediction import Prediction
from workbench.core.records import PredictionRecord, Split
from workbench.paint.ink import RefusalInk, lay
from workbench.services import annotation, importing, prediction, training
from workbench.services.library import create_project
from workbench.store.project import Project

IMAGES = range(1, 7)
TWINS = (5, 6)
EXAMPLES = settings(
    derandomize=True, max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["paint", "accept", "refuse", "undo", "redo", "val", "train", "test"]),
        st.sampled_from(IMAGES),
        st.integers(0, 10**6),
    ),
    min_size=4,
    max_size=25,
)


BEGUN = [("paint", 1, 0), ("paint", 2, 1), ("paint", 5, 2)]
"""So that there is something to learn from, unless it is undone."""


class Listener:
    """An engine that reads its job's files, and learns nothing."""

    def __init__(self) -> None:
        self.job: TrainingJob | None = None
        self.masks: dict[int, np.ndarray] = {}

    def run(self, job: TrainingJob, _control: Control | None = None) -> Iterator[Event]:
        self.job = job
        self.masks = {image.id: np.array(Image.open(image.mask)) for image in job.images}
        return iter(())


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six predicted pictures, two of the same bytes; nothing is painted."""
    folder = tmp_path_factory.mktemp("template")
    write_pictures(folder / "pictures", 5)
    shutil.copy(folder / "pictures" / "scene-5.png", folder / "pictures" / "twin.png")
    with create_project(folder / "project", ClassSet.from_names(CLASSES)) as project:
        list(importing.run(project, folder / "pictures"))
        project.add_run({})
        for image in project.images():
            classes = scene(image.id)[1]
            path = project.prediction_folder(1) / f"{image.id}.npz"
            Prediction(classes, np.full_like(classes, 230), 1 - classes).write(path)
            project.put_prediction(PredictionRecord(image.id, 1, path, 0.1, ""))
    return folder / "project"


class Account:
    """The masks in a plain way: a pixel is what was set last, and undo takes the last step back."""

    def __init__(self) -> None:
        self.steps: list[np.ndarray] = [np.full((HEIGHT, WIDTH), UNLABELLED, np.uint8)]
        self.undone: list[np.ndarray] = []

    @property
    def plane(self) -> np.ndarray:
        return self.steps[-1]

    def add(self, plane: np.ndarray) -> None:
        self.steps.append(plane)
        self.undone = []


def do(project: Project, account: Account, deed: str, image_id: int, seed: int) -> None:
    mask, dice = project.mask(image_id), np.random.default_rng(seed)
    said = prediction.load(project, project.image(image_id))
    top, left = int(dice.integers(0, HEIGHT - 8)), int(dice.integers(0, WIDTH - 8))
    box = Rect(top, left, top + 8, left + 8)
    where = np.zeros((HEIGHT, WIDTH), bool)
    where[box.slices] = True
    if deed == "paint":
        plane = np.full((HEIGHT, WIDTH), seed % 2, np.uint8)
        edit = edit_from_pixels(mask, where, plane, Origin.HAND, "brush")
        wanted = np.where(where, plane, account.plane)
    elif deed == "accept":
        edit = said.to_edit(mask, where, Offer(0.5, frozenset({seed % 3})))
        free = where & (mask.origin == 0) & (said.classes != seed % 3)
        wanted = np.where(free, said.classes, account.plane)
    elif deed == "refuse":
        recorder = EditRecorder(mask)
        lay(recorder, box, np.ones((8, 8), bool), RefusalInk(said))
        edit, wanted = recorder.finish("refuse"), account.plane
    elif deed == "undo" and len(account.steps) > 1:
        project.undo(image_id)
        account.undone.append(account.steps.pop())
        return
    elif deed == "redo" and account.undone:
        project.redo(image_id)
        account.steps.append(account.undone.pop())
        return
    else:
        if deed in ("val", "train", "test"):
            project.set_split([image_id], Split(deed))
        return
    if edit is not None:
        annotation.commit(project, image_id, edit)
        account.add(wanted)


@EXAMPLES
@given(DEEDS)
def test_a_job_holds_what_was_set_or_accepted_and_no_val_image_to_learn_from(template: Path, deeds: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(template, Path(folder) / "project")
        accounts, listener = {image_id: Account() for image_id in IMAGES}, Listener()
        with Project.open(Path(folder) / "project") as project:
            for deed, image_id, seed in [*BEGUN, *deeds]:
                do(project, accounts[image_id], deed, image_id, seed)
            splits = {image.id: image.split for image in project.images()}
            painted = {n for n, account in accounts.items() if (account.plane != UNLABELLED).any()}
            of_use = {n for n in painted if splits[n] in (Split.TRAIN, Split.VAL)}
            try:
                list(training.run(project, listener, TINY))
            except NotEnoughLabelsError:
                assert len(of_use) < 2 or not any(splits[n] is Split.TRAIN for n in of_use)
                assert listener.job is None
                return
            job = listener.job
            assert job is not None
            assert {image.id for image in job.images} == of_use, "none that is predicted alone, none of test"
            for image in job.images:
                assert np.array_equal(listener.masks[image.id], accounts[image.id].plane)
                assert image.split == splits[image.id].value
            learnt = {image.image.read_bytes() for image in job.images if image.split != "val"}
            judged = {image.image.read_bytes() for image in job.images if image.split == "val"}
            assert not learnt & judged, "not by way of an equal picture either"
            assert splits[TWINS[0]] == splits[TWINS[1]] or Split.NONE in (splits[n] for n in TWINS)
