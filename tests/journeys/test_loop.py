"""The whole loop through the window: import, paint, train while painting, predict, accept, correct, export."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from journey_images import write_camvid, write_rendered
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.core.classes import ClassSet
from workbench.core.events import EpochDone, Finished, StepDone
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.records import Split, Status
from workbench.services.library import open_project
from workbench.ui.dialogs.export import ExportDialog
from workbench.ui.dialogs.new_project import NewProject, NewProjectDialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(params=["camvid", "rendered"])
def photographs(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, np.ndarray], list[str]]:
    """A folder of six pictures, the truth of each by file name, and the classes."""
    folder = tmp_path / "photographs"
    folder.mkdir()
    return (write_camvid if request.param == "camvid" else write_rendered)(folder)


def test_a_person_goes_once_round_the_loop(person, photographs, tmp_path):
    images, truths, classes = photographs
    window = person.window

    # A new project, by the dialog.
    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NewProjectDialog)
        dialog.fill(str(images), "\n".join(classes), str(tmp_path / "projects" / "loop"))
        dialog.accept()

    QTimer.singleShot(0, answer)
    window.action("new").trigger()
    person.wait_idle()
    assert window.gallery.model.rowCount() == len(truths)
    assert not window.training.recipe().weights.startswith("auto")

    # Paint three pictures partly; each stroke is kept by itself.
    window.canvas.set_brush(9)
    for number in range(3):
        name = person.project.image(person.document.image_id).name
        painted = sum(person.paint_like(truths[name], c, 3, seed=number) for c in range(len(classes)))
        assert painted
        person.wait_idle()
        kept = person.project.mask(person.document.image_id)
        assert np.array_equal(kept.classes, person.document.mask.classes)
        assert (kept.classes != UNLABELLED).any()
        person.key(Qt.Key.Key_D)
    splits = [i.split for i in person.project.images() if i.labelled]
    assert splits == [Split.TRAIN, Split.VAL, Split.TRAIN]

    # Train, and go on painting the fourth while it learns.
    fourth = person.document.image_id
    name = person.project.image(fourth).name
    person.key(Qt.Key.Key_T, CTRL)
    assert window.session.jobs.busy
    person.wait(lambda: any(isinstance(e, StepDone) for e in person.events), "the first step")
    steps_before = sum(isinstance(e, StepDone) for e in person.events)
    person.paint_like(truths[name], int(np.bincount(truths[name][truths[name] < 200]).argmax()), 3, seed=9)
    assert window.session.jobs.busy, "the run ended before a stroke could be painted beside it"
    by_hand = person.document.mask.classes.copy()
    person.wait_idle()
    assert sum(isinstance(e, StepDone) for e in person.events) > steps_before
    finished = next(e for e in person.events if isinstance(e, Finished))
    assert finished.status == "finished"
    assert window.training.curves.points == (
        window.training.recipe().steps,
        sum(isinstance(e, EpochDone) and e.miou is not None for e in person.events),
    )
    assert np.array_equal(person.project.mask(fourth).classes, by_hand)

    # The prediction lies on the open picture; Enter takes it where nothing is painted, however unsure it still is.
    window.review._threshold.setValue(0)
    assert person.document.prediction is not None
    assert all(i.doubt is not None for i in person.project.images())
    prediction = person.document.prediction
    hand = person.document.mask.origin == Origin.HAND
    person.key(Qt.Key.Key_Return)
    mask = person.document.mask
    assert (mask.classes != UNLABELLED).all()
    assert np.array_equal(mask.classes[hand], by_hand[hand])
    assert np.array_equal(mask.classes[~hand], prediction.classes[~hand])
    assert (mask.origin[~hand] == Origin.ACCEPTED).all()
    person.key(Qt.Key.Key_Z, CTRL)
    assert np.array_equal(mask.classes, by_hand)

    # The adopt brush takes it where it passes; painting over corrects.
    height, width = mask.classes.shape
    person.key(Qt.Key.Key_J)
    person.stroke((height * 0.5, width * 0.3), (height * 0.5, width * 0.6))
    adopted = mask.origin == Origin.ACCEPTED
    assert adopted.any()
    assert np.array_equal(mask.classes[adopted], prediction.classes[adopted])
    person.key(Qt.Key.Key_2)
    person.stroke((height * 0.5, width * 0.4), (height * 0.5, width * 0.5))
    assert mask.classes[height // 2, round(width * 0.45)] == 1
    assert mask.origin[height // 2, round(width * 0.45)] == Origin.HAND

    # Done; the most doubtful of the others comes, as this person wants it.
    strategies = window.review.queue.strategies
    strategies.setCurrentText("Most doubtful")
    strategies.activated.emit(strategies.currentIndex())
    person.wait_idle()
    waiting = [i for i in person.project.images() if i.id != fourth]
    person.key(Qt.Key.Key_Return, CTRL)
    assert person.project.image(fourth).status == Status.DONE
    assert person.document.image_id == max(waiting, key=lambda i: (i.doubt, -i.id)).id

    # Export by the dialog; Pillow reads the same pixels.
    dest = tmp_path / "exported"
    window.action("export").trigger()
    dialog = window.findChild(ExportDialog)
    dialog.folder.setText(str(dest))
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    person.wait_idle()
    labelled = [i for i in person.project.images() if i.labelled]
    assert f"{len(labelled)} masks read back" in dialog.words.text()
    dialog.reject()
    for image in labelled:
        written = np.array(Image.open(dest / "SegmentationClass" / f"{image.path.stem}.png"))
        assert np.array_equal(written, person.project.mask(image.id).classes)

    # Closed and opened again: every pixel and the history are there.
    masks = {i.id: person.project.mask(i.id).classes for i in person.project.images()}
    folder = person.project.folder
    person.key(Qt.Key.Key_W, CTRL)
    assert window.session.project is None
    with open_project(folder) as reopened:
        for image_id, classes_plane in masks.items():
            assert np.array_equal(reopened.mask(image_id).classes, classes_plane)
    window.commands.open(folder)
    window.session.show_image(fourth)
    before = person.document.mask.classes.copy()
    person.key(Qt.Key.Key_Z, CTRL)
    assert not np.array_equal(person.document.mask.classes, before)
    person.wait_idle()
    assert person.boxes == []


def test_stop_keeps_what_was_learnt_and_cancel_discards_it(person, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    _, truths, classes = write_rendered(folder, 2)
    _project(person, folder, classes, tmp_path / "projects" / "stops")
    for _ in truths:
        name = person.project.image(person.document.image_id).name
        for index in range(len(classes)):
            person.paint_like(truths[name], index, 2, seed=index)
        person.key(Qt.Key.Key_D)
    window = person.window
    window.training.set_recipe(window.training.recipe().changed({"steps": 100_000, "validate_every": 100_000}))

    person.key(Qt.Key.Key_T, CTRL)
    person.wait(lambda: any(isinstance(e, StepDone) for e in person.events), "a step")
    person.key(Qt.Key.Key_Period, CTRL)
    person.wait(lambda: any(isinstance(e, Finished) for e in person.events), "the run to stop")
    person.wait_idle()
    kept = person.project.runs()[-1]
    assert kept.status == "stopped"
    assert (person.project.run_folder(kept.id) / "best.safetensors").is_file()

    person.events.clear()
    person.key(Qt.Key.Key_T, CTRL)
    person.wait(lambda: any(isinstance(e, StepDone) for e in person.events), "a step")
    window.training.buttons.cancel.emit()
    person.wait_idle()
    discarded = person.project.runs()[-1]
    assert discarded.status == "cancelled"
    assert not list(person.project.run_folder(discarded.id).glob("*.safetensors"))


def test_training_with_too_little_painted_says_what_to_do(person, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    _, _, classes = write_rendered(folder, 2)
    _project(person, folder, classes, tmp_path / "projects" / "little")
    person.key(Qt.Key.Key_T, CTRL)
    person.wait(lambda: bool(person.boxes), "a message")
    assert "Nothing is painted" in person.boxes[0]
    person.answer_boxes()
    person.stroke((20, 20), (20, 40))
    person.wait_idle()
    person.key(Qt.Key.Key_T, CTRL)
    person.wait(lambda: len(person.boxes) == 2, "a second message")
    assert "Only" in person.boxes[1]
    assert person.project.runs() == []


def test_a_broken_picture_is_named_and_the_others_come_in(person, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    _, _, classes = write_rendered(folder, 2)
    whole = next(folder.glob("*.jpg"))
    (folder / "half.jpg").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    _project(person, folder, classes, tmp_path / "projects" / "broken")
    assert len(person.project.images()) == 2
    assert person.boxes == ["1 file was left out; the work went on with the others."]


def test_a_picture_that_was_moved_away_costs_no_mask(person, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    _, _, classes = write_rendered(folder, 2)
    _project(person, folder, classes, tmp_path / "projects" / "moved")
    first = person.document.image_id
    person.stroke((20, 20), (20, 60))
    person.wait_idle()
    painted = person.project.mask(first).classes
    person.key(Qt.Key.Key_D)
    second = person.document.image_id
    shutil.move(person.project.image(first).path, tmp_path / "elsewhere.jpg")
    person.key(Qt.Key.Key_A)
    assert person.document.image_id == second, "a picture that is gone is passed over"
    person.window.session.show_image(first)
    person.wait(lambda: bool(person.boxes), "a message")
    assert person.document.image_id == second, "the image that can be shown stays"
    assert np.array_equal(person.project.mask(first).classes, painted)


def _project(person, images: Path, classes: list[str], folder: Path) -> None:
    """Make a project without its dialog."""
    person.window.commands.make(NewProject(folder, images, ClassSet.from_names(classes), False))
    person.wait_idle()
    person.window.canvas.set_brush(9)
