"""The list of steps in the real window: its words, and going back and forth by clicks."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from small_window import window_with_pictures
from tiny_scenes import HEIGHT, WIDTH

from workbench.core.edit import edit_from_pixels
from workbench.core.geometry import Rect
from workbench.core.mask import UNLABELLED, Origin
from workbench.ui.main_window import MainWindow
from workbench.ui.panels.history_model import START


@pytest.fixture
def window(qtbot: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window with two pictures and two classes."""
    with window_with_pictures(tmp_path) as window:
        window.show()
        window.action("history").trigger()
        settle(window)
        yield window


def settle(window: MainWindow) -> None:
    """Wait until the panel shows where the history stands: it takes new steps when Qt has nothing else to do."""
    document, panel = window.session.document, window.history
    assert document is not None
    stack = document.history
    for _ in range(1000):
        rows, row = panel.list.model().rowCount(), panel.list.currentIndex().row()
        QApplication.processEvents()
        if (rows, row) == ((stack.count() + 1, stack.index()) if stack.count() else (0, -1)):
            return
        QTest.qWait(5)
    pytest.fail("waited too long")


def paint(window: MainWindow, tool: str, box: Rect, value: int, origin: Origin = Origin.HAND) -> None:
    document = window.session.document
    assert document is not None
    where = np.zeros((HEIGHT, WIDTH), dtype=bool)
    where[box.slices] = True
    edit = edit_from_pixels(document.mask, where, np.full((HEIGHT, WIDTH), value, np.uint8), origin, tool)
    assert edit is not None
    document.push(edit)


def paint_three(window: MainWindow) -> list[np.ndarray]:
    """Three steps, and the mask before and after each."""
    document = window.session.document
    assert document is not None
    states = [document.mask.classes.copy()]
    for tool, box, value, origin in (
        ("box_cut", Rect(0, 0, 40, 50), 1, Origin.HAND),
        ("import", Rect(10, 10, 20, 12), 0, Origin.IMPORTED),
        ("eraser", Rect(0, 0, 1, 3), 255, Origin.NONE),
    ):
        paint(window, tool, box, value, origin)
        states.append(document.mask.classes.copy())
    settle(window)
    return states


def click(window: MainWindow, row: int) -> None:
    view = window.history.list
    view.scrollTo(view.model().index(row, 0))
    place = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    settle(window)


def test_the_words_of_steps_and_of_none(window: MainWindow) -> None:
    assert window.history.words == []
    assert not window.history.list.isVisible()
    paint_three(window)
    assert window.history.list.isVisible()
    expected = [START, "box cut: car, 2,000 px", "import: road, 20 px", "eraser: unlabelled, 3 px"]
    assert window.history.words == expected
    choice = window.session.choice
    choice.change(replace(choice.classes.classes[1], name="tram"))
    assert window.history.words[1] == "box cut: tram, 2,000 px"
    window.session.step(1)
    assert window.history.words == []
    window.session.step(-1)
    assert window.history.words == [START, "box cut: tram, 2,000 px", *expected[2:]], "it survives in the project"


def test_a_step_of_several_classes_names_no_single_one(window: MainWindow) -> None:
    document, choice = window.session.document, window.session.choice
    choice.add("sky")
    rows = np.arange(HEIGHT)[:, None].repeat(WIDTH, axis=1)
    every = np.ones((HEIGHT, WIDTH), dtype=bool)
    for tool, values in (
        ("copy", rows % 3),
        ("import", np.where(rows < 5, 1, 0)),
        ("clean up", np.where(rows < 1, 2, UNLABELLED)),
    ):
        edit = edit_from_pixels(document.mask, every, values.astype(np.uint8), Origin.IMPORTED, tool)
        document.push(edit)
    settle(window)
    assert window.history.words[1] == f"copy: 3 classes, {HEIGHT * WIDTH:,} px"
    assert window.history.words[2].startswith("import: road and car, ")
    assert window.history.words[3].startswith("clean up: unlabelled and sky, ")


def test_clicks_go_back_and_forth_and_each_step_is_saved(window: MainWindow) -> None:
    states = paint_three(window)
    session, document = window.session, window.session.document
    assert document is not None
    assert session.project is not None
    for row in (1, 3, 0, 2):
        click(window, row)
        assert window.history.list.currentIndex().row() == row
        assert np.array_equal(document.mask.classes, states[row])
        session.settle()
        assert np.array_equal(session.project.mask(document.image_id).classes, states[row])
    assert [undone for _, undone in session.project.history(document.image_id, 2**40)] == [False, False, True]
    paint(window, "brush", Rect(0, 0, 2, 2), 0)
    settle(window)
    assert window.history.words[3:] == ["brush: road, 4 px"]
    assert window.history.list.currentIndex().row() == 3


def test_nothing_moves_while_a_gesture_paints(window: MainWindow) -> None:
    states = paint_three(window)
    document = window.session.document
    assert document is not None
    document.set_painting(True)
    click(window, 1)
    assert np.array_equal(document.mask.classes, states[3])
    assert window.history.list.currentIndex().row() == 3
    document.set_painting(False)


def test_undo_and_redo_move_the_mark(window: MainWindow) -> None:
    paint_three(window)
    for name, row in (("undo", 2), ("undo", 1), ("redo", 2)):
        window.action(name).trigger()
        settle(window)
        assert window.history.list.currentIndex().row() == row


def test_it_shares_a_place_and_comes_by_its_key(window: MainWindow) -> None:
    docks = {dock.objectName(): dock for dock in window.docks}
    docks["Training"].raise_()
    settle(window)
    assert not window.history.isVisible() or window.history.visibleRegion().isEmpty()
    before = {name: docks[name].geometry() for name in ("Classes", "Images")}
    room = docks["Training"].geometry()
    for how in ("behind", "closed"):
        if how == "closed":
            docks["History"].close()
        window.activateWindow()
        QTest.keyClick(window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
        settle(window)
        assert not window.history.visibleRegion().isEmpty()
        assert docks["History"].geometry() == room
        assert {name: docks[name].geometry() for name in before} == before
