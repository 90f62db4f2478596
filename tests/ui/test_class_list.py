"""The list of classes in the real window: what a person changes there, and what a merge does to the open image."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QToolButton
from small_window import comes
from tiny_scenes import scene, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.services import importing
from workbench.services.library import create_project
from workbench.ui.dialogs.class_name import ClassNameDialog
from workbench.ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with a project of two pictures and four classes."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    write_pictures(tmp_path / "pictures", 2)
    with create_project(tmp_path / "project", ClassSet.from_names(["road", "car", "tree", "sky"])) as project:
        list(importing.run(project, tmp_path / "pictures"))
    window = MainWindow()
    window.resize(1280, 860)
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.session.open(tmp_path / "project")
    yield window
    window.close()


def names(window: MainWindow) -> list[str]:
    """As they stand in the panel, from the top down."""
    rows = sorted(window.classes._rows.values(), key=lambda row: row.mapToGlobal(QPoint(0, 0)).y())
    return [window.session.choice.classes.name_of(row.index) for row in rows]


def choose(window: MainWindow, index: int, *words: str) -> None:
    """Choose from the menu of a class, through its submenus."""
    menu = window.classes.menu_of(index)
    *parents, last = words
    for parent in parents:
        menu = next(action.menu() for action in menu.actions() if action.text() == parent)
    next(action for action in menu.actions() if action.text().split("\t")[0] == last).trigger()
    QApplication.processEvents()


def type_name(window: MainWindow, name: str) -> ClassNameDialog:
    """Press Add class and answer the question."""
    QTest.mouseClick(window.classes._add, LEFT)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ClassNameDialog)
    dialog.name.setText(name)
    dialog.accept()
    return dialog


def paint(window: MainWindow, seed: int) -> np.ndarray:
    """Paint a scene's truth on the open image: 0 road, 1 car."""
    document, truth = window.session.document, scene(seed)[1]
    edit = edit_from_pixels(document.mask, np.ones(truth.shape, bool), truth, Origin.HAND, "brush")
    document.push(edit)
    return truth


def test_alt_up_and_down_reorder_and_the_keys_follow(window: MainWindow) -> None:
    choice = window.session.choice
    choice.choose(3)
    QTest.keyClick(window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.qWait(1)
    assert names(window) == ["road", "car", "sky", "tree"]
    QTest.keyClick(window, Qt.Key.Key_3)
    assert choice.current == 3
    QTest.keyClick(window, Qt.Key.Key_4)
    assert choice.current == 2, "the fourth class in the list is tree now"
    for _ in range(5):
        QTest.keyClick(window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [c.name for c in window.session.project.classes.shown] == ["road", "car", "sky", "tree"]


def test_a_row_is_drawn_to_its_place(window: MainWindow) -> None:
    row, last = window.classes._rows[0], window.classes._rows[2]
    target = row.mapFromGlobal(last.mapToGlobal(last.rect().center())) + QPoint(0, 4)
    QTest.mousePress(row, LEFT, pos=QPoint(60, 8))
    QTest.mouseMove(row, QPoint(60, 8 + QApplication.startDragDistance() + 2))
    QTest.mouseMove(row, target)
    QTest.mouseRelease(row, LEFT, pos=target)
    QTest.qWait(1)
    assert names(window) == ["car", "tree", "road", "sky"]
    assert [(c.name, c.index, c.key) for c in window.session.project.classes.shown] == [
        ("car", 1, "1"),
        ("tree", 2, "2"),
        ("road", 0, "3"),
        ("sky", 3, "4"),
    ]


def test_hiding_the_class_that_paints_and_bringing_it_back(window: MainWindow) -> None:
    choice = window.session.choice
    choice.choose(1)
    truth = paint(window, 1)
    choose(window, 1, "Hide from the list")
    QTest.qWait(1)
    assert names(window) == ["road", "tree", "sky"]
    assert choice.current == 0
    choice.choose(1)
    assert choice.current == 0, "a hidden class does not paint"
    assert np.array_equal(window.session.document.mask.classes, truth), "its pixels stay"
    assert window.classes._hidden.text() == "1 hidden"
    window.classes._hidden.menu().actions()[0].trigger()
    QTest.qWait(1)
    assert names(window) == ["road", "car", "tree", "sky"]
    assert not window.classes._hidden.isVisible()


@pytest.mark.parametrize("name", ["CAR", " car ", "a:b", "  "])
def test_names_that_cannot_be(window: MainWindow, name: str) -> None:
    shown: list[str] = []
    window.messages.shown.connect(shown.append)
    dialog = type_name(window, name)
    assert dialog.trouble.text()
    dialog.reject()
    assert shown == []
    assert len(window.session.project.classes) == 4


def test_the_255th_class_is_refused_with_the_reason(window: MainWindow) -> None:
    project = window.session.project
    classes = project.classes
    for number in range(249):
        classes = classes.with_added(f"c{number}")
    project.set_classes(classes)
    window.session.choice.refresh()
    shown: list[str] = []
    window.messages.shown.connect(shown.append)
    type_name(window, "number 254")
    assert shown == []
    assert project.classes.classes[-1].index == 253
    dialog = type_name(window, "one more")
    assert dialog.trouble.text().startswith("A project holds at most 254 classes.")
    dialog.reject()
    assert len(project.classes) == 254


def test_merging_in_the_window_changes_the_open_image_and_every_other(window: MainWindow) -> None:
    session = window.session
    session.show_image(2)
    other = paint(window, 2)
    session.show_image(1)
    truth = paint(window, 1)
    window.canvas.zoom_to(3.0)
    choose(window, 1, "Merge into", "tree")
    box = next(b for b in window.findChildren(QMessageBox) if b.isVisible())
    pixels = int((truth == 1).sum() + (other == 1).sum())
    assert f"{pixels:,} pixels in 2 images" in box.text()
    assert "car" in box.text()
    merge = next(b for b in box.buttons() if b.text() == "Merge")
    QTest.mouseClick(merge, LEFT)
    assert comes(lambda: not session.jobs.busy and session.document is not None)
    for image_id, before in ((1, truth), (2, other)):
        assert np.array_equal(session.project.mask(image_id).classes, np.where(before == 1, 2, before))
    document = session.document
    assert document.image_id == 1
    assert np.array_equal(document.mask.classes, np.where(truth == 1, 2, truth))
    assert window.canvas.document is document
    assert window.canvas.view.scale == 3.0, "the view stays"
    assert document.areas == document.mask.areas()
    assert "car" not in names(window)
    window.action("undo").trigger()
    assert np.array_equal(document.mask.classes, truth)
    session.settle()
    assert np.array_equal(session.project.mask(1).classes, truth)
    window.action("redo").trigger()
    assert np.array_equal(document.mask.classes, np.where(truth == 1, 2, truth))


def test_a_question_that_is_not_answered_with_merge_changes_nothing(window: MainWindow) -> None:
    truth = paint(window, 1)
    choose(window, 1, "Merge into", "tree")
    box = next(b for b in window.findChildren(QMessageBox) if b.isVisible())
    QTest.keyClick(box, Qt.Key.Key_Escape)
    QTest.qWait(1)
    assert not window.session.jobs.busy
    assert np.array_equal(window.session.document.mask.classes, truth)
    assert names(window) == ["road", "car", "tree", "sky"]


def eye(window: MainWindow, index: int) -> QToolButton:
    return window.classes._rows[index]._eye


def test_a_closed_eye_stays_closed_when_the_list_is_made_anew(window: MainWindow) -> None:
    paint(window, 1)
    eye(window, 1).click()
    assert window.canvas.look.hidden == {1}
    choice = window.session.choice
    choice.change(replace(choice.classes.classes[1], name="tram"))
    choice.move(1, 3)
    assert not eye(window, 1).isChecked()
    assert window.canvas.look.hidden == {1}
    eye(window, 1).click()
    assert window.canvas.look.hidden == frozenset()


def test_a_class_that_leaves_the_list_is_seen_and_so_are_those_of_another_project(
    window: MainWindow, tmp_path: Path
) -> None:
    choice = window.session.choice
    for index in (1, 2):
        eye(window, index).click()
    choice.hide(1)
    assert window.canvas.look.hidden == {2}, "no eye is left that could open it"
    choice.hide(1, False)
    assert eye(window, 1).isChecked()
    window.session.create(tmp_path / "another", ClassSet.from_names(["a", "b", "c"]))
    assert window.canvas.look.hidden == frozenset()
    assert eye(window, 2).isChecked()


def test_a_protected_class_stays_protected_when_it_leaves_the_list(window: MainWindow) -> None:
    choice = window.session.choice
    lock = next(action for action in window.options._locks.actions() if action.data() == 1)
    lock.trigger()
    choice.hide(1)
    assert window.canvas.ink_palette.rule.protected == {1}
    offered = {action.data(): action for action in window.options._locks.actions()}
    assert set(offered) == {0, 1, 2, 3}, "and it can be let go"
    offered[1].trigger()
    assert window.canvas.ink_palette.rule.protected == frozenset()


def test_a_name_that_exists_is_told_beside_it_and_can_be_mended(window: MainWindow) -> None:
    shown: list[str] = []
    window.messages.shown.connect(shown.append)
    dialog = type_name(window, "car")
    assert dialog.isVisible()
    assert "called 'car' already" in dialog.trouble.text()
    QTest.keyClick(dialog.name, Qt.Key.Key_End)
    QTest.keyClicks(dialog.name, "avan")
    assert dialog.trouble.text() == ""
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert names(window) == ["road", "car", "tree", "sky", "caravan"]
    choose(window, 0, "Rename...")
    renaming = next(d for d in window.findChildren(ClassNameDialog) if d.isVisible())
    assert renaming.name.text() == "road"
    renaming.name.setText("sky")
    renaming.accept()
    assert "'sky'" in renaming.trouble.text()
    renaming.name.setText("street")
    renaming.accept()
    assert names(window)[0] == "street"
    assert shown == []
