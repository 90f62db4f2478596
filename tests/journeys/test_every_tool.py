"""Every tool through the real window: taken by its key, used, kept in the project file, taken back by Ctrl+Z."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from canvas_hand import Hand
from pen_hand import Kind, PenHand
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tool_uses import CLASS, HEIGHT, USES, WIDTH, Use, overlap, painted, picture, said, start

from workbench.core.classes import ClassSet
from workbench.core.edit import Edit, EditRecorder, apply
from workbench.core.mask import UNLABELLED, LabelMask
from workbench.services import annotation, importing
from workbench.services.library import create_project, open_project
from workbench.ui.actions import TOOL_NAMES

CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
HISTORY_BYTES = 10_000_000


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one picture whose mask has something of everything."""
    desk = tmp_path_factory.mktemp("template")
    (desk / "pictures").mkdir()
    Image.fromarray(picture()).save(desk / "pictures" / "disc.png")
    with create_project(desk / "project", ClassSet.from_names(["road", "car", "sky"])) as project:
        for _ in importing.run(project, desk / "pictures", wishes=importing.Wishes(copy=True)):
            pass
        image = project.images()[0]
        mask, wanted = project.mask(image.id), start()
        recorder = EditRecorder(mask)
        recorder.touch(mask.rect)
        mask.classes[:], mask.origin[:] = wanted.classes, wanted.origin
        edit = recorder.finish("import")
        assert edit is not None
        annotation.commit(project, image.id, edit)
    return desk / "project"


@pytest.fixture
def desk(person, template: Path, tmp_path: Path):
    """A person with a copy of that project open; returned with a hand at its canvas."""
    folder = tmp_path / "projects" / "tools"
    shutil.copytree(template, folder)
    window = person.window
    window.commands.open(folder)
    person.wait(lambda: window.session.document is not None and window.session.document.rgb is not None, "the picture")
    window.session.document.set_prediction(said())
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    window.canvas.setFocus()
    return person, Hand(window.canvas, person.document), folder


def same(one: LabelMask, other: LabelMask) -> bool:
    return one.classes.tobytes() == other.classes.tobytes() and one.origin.tobytes() == other.origin.tobytes()


def keyboard(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """A key, to whatever has the keyboard."""
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)
    QApplication.processEvents()


def judge(use: Use, hand: Hand, before: LabelMask) -> None:
    """The mask is what must come of the tool."""
    mask, shape = hand.document.mask, use.shape(hand, before)
    if use.overlap < 1:  # the class is found over whatever was there
        assert overlap(mask.classes == CLASS, shape) >= use.overlap
        return
    if use.ink == "prediction":
        shape = shape & (before.origin != 1)  # what a hand has set stays
    assert same(mask, painted(use, hand, before, shape))


def in_the_file(folder: Path, image_id: int) -> tuple[LabelMask, list[Edit]]:
    """The mask and the steps as another program finds them."""
    with open_project(folder) as project:
        history = project.history(image_id, HISTORY_BYTES)
        assert not any(undone for _, undone in history)
        return project.mask(image_id), [edit for edit, _ in history]


def test_every_tool_has_a_use_here() -> None:
    assert set(USES) == set(TOOL_NAMES)


@pytest.mark.parametrize("tool", TOOL_NAMES)
def test_a_tool_from_its_key_to_the_file_and_back(desk, tool: str) -> None:
    person, hand, folder = desk
    use, document, window = USES[tool], person.document, person.window
    before, steps = document.mask.copy(), document.history.count()
    window.canvas.set_brush(use.size)
    keyboard(Qt.Key.Key_2)
    keyboard(use.key[0], SHIFT if use.key[1] else NONE)
    assert window.canvas.tool == tool
    assert window.canvas.ink_palette.class_index == CLASS

    # Escape in the middle leaves every byte.
    use.begin(hand)
    keyboard(Qt.Key.Key_Escape)
    assert same(document.mask, before)
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, NONE, hand.at(*hand.way[-1]))
    assert same(document.mask, before)
    assert document.history.count() == steps
    assert not document.painting

    # To its end it is one step.
    shown = window.canvas.view
    use.begin(hand)
    use.end(hand)
    if tool in ("pan", "picker"):
        assert (window.canvas.view != shown) == (tool == "pan")
        assert window.canvas.ink_palette.class_index == (CLASS if tool == "pan" else 2)
        assert same(document.mask, before)
        assert document.history.count() == steps
        return
    assert not document.painting
    judge(use, hand, before)
    after = document.mask.copy()
    assert not same(after, before)
    assert document.history.count() == steps + 1

    # Ctrl+Z gives back every byte, Ctrl+Y does it again.
    keyboard(Qt.Key.Key_Z, CTRL)
    assert same(document.mask, before)
    keyboard(Qt.Key.Key_Y, CTRL)
    assert same(document.mask, after)

    # The step is in the project file.
    image_id = document.image_id
    person.wait_idle()
    window.commands.close()
    kept, edits = in_the_file(folder, image_id)
    assert same(kept, after)
    assert len(edits) == steps + 1
    apply(kept, edits[-1].inverse())
    assert same(kept, before)


def test_a_pen_in_the_window(desk) -> None:
    """Pressure by its switch, a wheel in mid-polygon, the eraser end, Ctrl+Z: as a person with a tablet works."""
    person, hand, folder = desk
    window, document, pen = person.window, person.document, PenHand(person.window.canvas)
    steps, image_id = document.history.count(), document.image_id
    keyboard(Qt.Key.Key_2)
    window.canvas.set_brush(40)
    window.action("pen_pressure").trigger()
    pen.stroke((40.0, 40.0, 0.0), (40.0, 160.0, 1.0))
    found = document.mask.classes == CLASS
    wide = [np.count_nonzero(found[:, column]) for column in (50, 100, 150)]
    assert wide == sorted(set(wide))
    assert wide[-1] - wide[0] > 20

    keyboard(Qt.Key.Key_P)
    pen.stroke((90.0, 20.0, 1.0))
    hand.wheel(90.0, 20.0, 2, CTRL)
    pen.stroke((90.0, 60.0, 1.0))
    pen.stroke((130.0, 60.0, 1.0))
    keyboard(Qt.Key.Key_Return)
    assert document.mask.classes[95, 55] == CLASS
    assert document.mask.classes[125, 25] == UNLABELLED
    pen.stroke((40.0, 100.0, 1.0), end=Kind.Eraser)
    assert document.mask.classes[40, 100] == UNLABELLED
    assert window.canvas.tool == "polygon"
    keyboard(Qt.Key.Key_Z, CTRL)
    assert document.mask.classes[40, 100] == CLASS
    pen.leave()
    after = document.mask.copy()
    person.wait_idle()
    window.commands.close()
    with open_project(folder) as project:
        kept, history = project.mask(image_id), project.history(image_id, HISTORY_BYTES)
    assert same(kept, after)
    assert [undone for _, undone in history] == [False] * (steps + 2) + [True]


def test_two_images_switched_by_key_in_mid_stroke(person, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for name in ("a.png", "b.png"):
        Image.fromarray(picture()).save(pictures / name)
    folder, window = tmp_path / "projects" / "two", person.window
    with create_project(folder, ClassSet.from_names(["road", "car"])) as project:
        for _ in importing.run(project, pictures, wishes=importing.Wishes(copy=True)):
            pass
        first, second = (image.id for image in project.images())
    window.commands.open(folder)
    window.session.show_image(first)
    person.wait(lambda: person.document.image_id == first and person.document.rgb is not None, "the first picture")
    hand = Hand(window.canvas, person.document)
    hand.press(40.0, 40.0)
    hand.move((60.0, 90.0))
    way, old = list(hand.way), person.document
    painted_first = hand.covered(window.canvas.ink_palette.diameter)
    keyboard(Qt.Key.Key_D)
    person.wait(lambda: person.document.image_id == second, "the second picture")
    hand.move((100.0, 150.0))
    hand.release(100.0, 150.0)
    assert len(way) == 2
    assert old.image_id == first
    assert (person.document.mask.classes == UNLABELLED).all()
    assert not person.document.painting
    person.wait_idle()
    assert np.array_equal(person.project.mask(first).classes == 0, painted_first)
    assert (person.project.mask(second).classes == UNLABELLED).all()
    assert painted_first.shape == (HEIGHT, WIDTH)
