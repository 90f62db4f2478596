"""Sorting images in the grid: it takes the canvas's place, is walked by keys, and gives the canvas back."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from workbench.core.classes import ClassSet
from workbench.core.listing import ImageQuery, Order
from workbench.core.records import Status
from workbench.services.image_list import Wanted
from workbench.ui.dialogs.new_project import NewProject

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
COUNT = 60


@pytest.fixture
def grid(person, tmp_path: Path):
    """Sixty grey images, a00.png to f09.png; the first is open, and the grid is shown."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for place in range(COUNT):
        Image.new("RGB", (60, 40), (128, 128, 128)).save(folder / f"{'abcdef'[place // 10]}{place % 10:02}.png")
    person.window.commands.make(NewProject(tmp_path / "project", folder, ClassSet.from_names(["road", "car"]), False))
    person.wait_idle()
    person.wait(lambda: person.window.session.document is not None, "an image")
    person.key(Qt.Key.Key_G, CTRL)
    return person


def view(person):
    return person.window.gallery.view


def current(person) -> str:
    return view(person).currentIndex().data()


def press(person, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> str:
    """Press a key where the keyboard is; the name of the current image afterwards."""
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)
    return current(person)


def test_the_grid_takes_the_canvas_s_place_and_enter_gives_it_back(grid) -> None:
    window = grid.window
    dock = next(dock for dock in window.docks if dock.objectName() == "Images")
    assert window.middle.currentWidget() is window.gallery
    assert QApplication.focusWidget() is view(grid)
    assert not dock.isVisible()
    assert view(grid).height() > 400
    press(grid, Qt.Key.Key_Right)
    assert grid.document.image_id == 1, "only chosen, not opened"
    assert press(grid, Qt.Key.Key_Return) == "a01.png"
    assert window.middle.currentWidget() is window.canvas
    assert window.canvas.isVisible()
    assert grid.project.image(grid.document.image_id).name == "a01.png"
    assert dock.isVisible()
    assert dock.widget() is window.gallery
    assert not view(grid).grid
    grid.key(Qt.Key.Key_G, CTRL)
    place = view(grid).visualRect(window.gallery.model.index(30, 0)).center()
    QTest.mouseClick(view(grid).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.middle.currentWidget() is window.gallery, "a click chooses"
    QTest.mouseDClick(view(grid).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.middle.currentWidget() is window.canvas
    assert grid.project.image(grid.document.image_id).name == "d00.png"
    grid.key(Qt.Key.Key_G, CTRL)
    press(grid, Qt.Key.Key_Escape)
    assert window.middle.currentWidget() is window.canvas


def test_keys_lead_through_the_grid(grid) -> None:
    names = [f"{'abcdef'[place // 10]}{place % 10:02}.png" for place in range(COUNT)]
    across = view(grid).across
    assert 3 < across < 20
    assert press(grid, Qt.Key.Key_Down) == names[across]
    assert press(grid, Qt.Key.Key_Down) == names[2 * across]
    assert press(grid, Qt.Key.Key_Up) == names[across]
    assert press(grid, Qt.Key.Key_Left) == names[across - 1]
    assert press(grid, Qt.Key.Key_Up) == names[across - 1], "nothing is above"
    assert press(grid, Qt.Key.Key_End) == names[-1]
    assert press(grid, Qt.Key.Key_Down) == names[-1]
    rows = max(1, view(grid).viewport().height() // 128 - 1)
    assert press(grid, Qt.Key.Key_PageUp) == names[-1 - rows * across]
    assert press(grid, Qt.Key.Key_Home) == names[0]
    assert press(grid, Qt.Key.Key_PageDown) == names[rows * across]
    press(grid, Qt.Key.Key_Home)
    press(grid, Qt.Key.Key_Down, SHIFT)
    assert len(view(grid).chosen()) == across + 1
    assert f"{across + 1} chosen" in grid.window.gallery.filters._count.text()
    press(grid, Qt.Key.Key_A, CTRL)
    assert len(view(grid).chosen()) == COUNT


def test_a_typed_name_is_found_and_digits_choose_no_class(grid) -> None:
    choice = grid.window.session.choice
    assert press(grid, Qt.Key.Key_D) == "d00.png"
    assert press(grid, Qt.Key.Key_0) == "d00.png"
    assert press(grid, Qt.Key.Key_7) == "d07.png"
    QTest.qWait(QApplication.keyboardInputInterval() + 50)
    press(grid, Qt.Key.Key_A)
    press(grid, Qt.Key.Key_0)
    assert press(grid, Qt.Key.Key_2) == "a02.png", "from the top again"
    assert choice.current == 0
    assert grid.window.canvas.tool == "brush"


def test_ctrl_f_finds_and_enter_goes_back_to_the_images(grid) -> None:
    grid.key(Qt.Key.Key_F, CTRL)
    field = QApplication.focusWidget()
    assert field is grid.window.gallery.filters.text
    QTest.keyClicks(field, "b0")
    assert len(grid.window.gallery.model.ids) == 10
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is view(grid)
    press(grid, Qt.Key.Key_Escape)
    grid.window.action("panels").trigger()
    grid.key(Qt.Key.Key_F, CTRL)
    assert QApplication.focusWidget() is field, "the panels come back for it"
    assert field.selectedText() == "b0"


def test_panels_stand_as_before_after_the_grid_and_another_project_begins_with_the_canvas(grid, tmp_path) -> None:
    window = grid.window
    dock = next(dock for dock in window.docks if dock.objectName() == "Images")
    window.action("panels").trigger()
    assert not window.classes.isVisible()
    press(grid, Qt.Key.Key_Escape)
    assert not dock.isVisible(), "the panels are hidden"
    window.action("panels").trigger()
    assert dock.isVisible()
    assert window.classes.isVisible()
    window.action("grid").trigger()
    window.session.create(tmp_path / "another", ClassSet.from_names(["a"]))
    assert window.middle.currentWidget() is window.canvas
    assert not window.action("grid").isChecked()
    assert dock.isVisible()


def test_masks_are_drawn_over_the_pictures_and_follow_the_strokes(grid) -> None:
    window = grid.window
    press(grid, Qt.Key.Key_Escape)
    road = np.array(window.session.choice.classes.classes[0].color)

    def seen() -> float:
        """The share of the first picture in the strip that is tinted with the class's colour over grey."""
        view(grid).viewport().repaint()
        cell = view(grid).viewport().grab(view(grid).visualRect(window.gallery.model.index(0, 0))).toImage()
        cell = cell.convertToFormat(cell.Format.Format_RGB888)
        rows = np.frombuffer(cell.constBits(), np.uint8).reshape(cell.height(), cell.bytesPerLine())
        pixels = rows[:, : 3 * cell.width()].reshape(-1, 3).astype(int)
        return float((np.abs(pixels - (0.55 * road + 0.45 * 128)) <= 3).all(axis=1).mean())

    grid.wait(lambda: window.gallery.thumbnails.get(grid.project.image(1)) is not None, "the picture in small")
    assert seen() == 0
    window.canvas.set_brush(20)
    grid.stroke((20, 5), (20, 55))
    grid.wait(lambda: seen() > 0.1, "the stroke in small")
    window.action("gallery_masks").trigger()
    assert seen() == 0
    window.action("gallery_masks").trigger()
    assert seen() > 0.1
    window.action("undo").trigger()
    grid.wait(lambda: seen() == 0, "the stroke to be gone")


def test_filters_are_kept_under_a_name(grid, monkeypatch: pytest.MonkeyPatch) -> None:
    filters, model = grid.window.gallery.filters, grid.window.gallery.model
    grid.project.set_status(range(1, 21), Status.DONE)
    filters.text.setText("b")
    filters.states.setCurrentText("Done")
    filters.orders.setCurrentText("Most car first")
    listed = model.ids.tolist()
    assert len(listed) == 10
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("done & b", True))
    filters.saved.menu().actions()[-2].trigger()
    filters.show_all()
    filters.orders.setCurrentText("Name")
    assert len(model.ids) == COUNT
    assert filters.saved.menu().actions()[0].text() == "done && b"
    filters.saved.menu().actions()[0].trigger()
    assert model.ids.tolist() == listed
    query = ImageQuery("b", frozenset({Status.DONE}), order=Order.AREA, area_of=1)
    assert filters.wanted == Wanted(query)
    folder = grid.project.folder
    grid.window.commands.close()
    assert len(filters.saved.menu().actions()) == 3, "without a project there are none"
    grid.window.commands.open(folder)
    forgetting = filters.saved.menu().actions()[-1].menu()
    assert [action.text() for action in forgetting.actions()] == ["done && b"]
    forgetting.actions()[0].trigger()
    assert len(filters.saved.menu().actions()) == 3
