"""The list of classes in the real window: what a person changes there, and what a merge does to the open image."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QMessageBox, QToolButton
from small_window import comes
from tiny_scenes import scene, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.records import EpochRecord, RunStatus
from workbench.services import importing
from workbench.services.library import create_project
from workbench.ui.dialogs.class_name import ClassNameDialog
from workbench.ui.main_window import MainWindow
from workbench.ui.panels.classes.name_field import ClassNameField

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


def plain(action: QAction) -> str:
    """The words of an action, without its mark and its key."""
    return action.text().replace("&", "").split("\t")[0]


def choose(window: MainWindow, index: int, *words: str) -> None:
    """Choose from the menu of a class, through its submenus."""
    menu = window.classes.menu_of(index)
    *parents, last = words
    for parent in parents:
        menu = next(action.menu() for action in menu.actions() if plain(action) == parent)
    next(action for action in menu.actions() if plain(action) == last).trigger()
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
    assert shown == []


def test_a_name_is_changed_where_it_stands(window: MainWindow) -> None:
    window.canvas.setFocus()
    row = window.classes._rows[0]
    QTest.mouseDClick(row, LEFT, pos=row._name.geometry().center())
    field = QApplication.focusWidget()
    assert isinstance(field, ClassNameField)
    assert field.selectedText() == "road"
    QTest.keyClicks(field, "sky")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "'sky'" in field.toolTip(), "the name is taken: why is told, and what was typed stays"
    assert QApplication.focusWidget() is field
    QTest.keyClicks(field, "b1")
    assert window.canvas.tool == "brush", "letters are typed"
    assert window.session.choice.current == 0
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert names(window) == ["b1", "car", "tree", "sky"]
    assert window.session.project.classes.get(0).name == "b1"
    assert QApplication.focusWidget() is window.canvas
    choose(window, 1, "Rename")
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "bus")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert names(window) == ["b1", "car", "tree", "sky"]
    assert window.classes._rows[1]._name.isVisible()


def test_a_padlock_protects_a_class_and_follows_the_tool_options(window: MainWindow) -> None:
    locks = {index: row._lock for index, row in window.classes._rows.items()}
    locks[1].click()
    assert window.canvas.ink_palette.rule.protected == {1}
    assert window.options.protected == {1}
    next(action for action in window.options._locks.actions() if action.data() == 2).trigger()
    assert [index for index, lock in locks.items() if lock.isChecked()] == [1, 2]
    choose(window, 1, "Protect: no tool paints over it")
    assert window.canvas.ink_palette.rule.protected == {2}
    window.session.choice.move(2, 0)
    assert [index for index, row in window.classes._rows.items() if row._lock.isChecked()] == [2]


def test_one_class_alone_is_shown_and_then_all_again(window: MainWindow) -> None:
    paint(window, 1)
    QTest.keyPress(window, Qt.Key.Key_Alt)
    alt = Qt.KeyboardModifier.AltModifier
    QTest.mouseClick(eye(window, 1), LEFT, alt)
    QTest.keyRelease(window, Qt.Key.Key_Alt)
    assert window.canvas.look.hidden == {0, 2, 3}
    assert [index for index in range(4) if eye(window, index).isChecked()] == [1]
    choose(window, 2, "Show only this class")
    assert window.canvas.look.hidden == {0, 1, 3}
    choose(window, 2, "Show only this class")
    assert window.canvas.look.hidden == frozenset()
    assert all(eye(window, index).isChecked() for index in range(4))


def test_a_key_is_given_by_the_place_in_the_list(window: MainWindow) -> None:
    choose(window, 3, "Key", "1")
    assert names(window) == ["sky", "road", "car", "tree"]
    QTest.keyClick(window, Qt.Key.Key_1)
    assert window.session.choice.current == 3


def test_the_menu_of_the_class_that_paints_opens_by_key(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QMenu] = []
    monkeypatch.setattr(
        QMenu, "popup", lambda menu, _place: opened.append(menu)
    )  # there is no screen to grab keys from
    window.session.choice.choose(2)
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert [plain(menu.activeAction()) for menu in opened] == ["Rename"]
    next(action for action in opened[0].actions() if plain(action) == "Hide from the list").trigger()
    QTest.qWait(1)
    assert names(window) == ["road", "car", "sky"], "the class that paints"


def test_a_class_without_pixels_is_deleted_at_once_and_one_with_pixels_gives_them_away(window: MainWindow) -> None:
    session = window.session
    told: list[str] = []
    window.messages.news.connect(told.append)
    truth = paint(window, 1)
    choose(window, 3, "Delete...")
    assert names(window) == ["road", "car", "tree"]
    assert told[-1] == "sky is out of the list: nothing was painted as it."
    choose(window, 1, "Delete...")
    dialog = next(d for d in window.findChildren(QInputDialog) if d.isVisible())
    assert f"{int((truth == 1).sum()):,} pixels in 1 image" in dialog.labelText()
    assert dialog.comboBoxItems() == ["road", "tree"]
    dialog.setTextValue("tree")
    dialog.accept()
    assert comes(lambda: not session.jobs.busy and "car" not in names(window))
    assert np.array_equal(session.project.mask(1).classes, np.where(truth == 1, 2, truth))


def test_each_class_tells_how_well_the_best_model_knows_it(window: MainWindow) -> None:
    project = window.session.project
    first, second = project.add_run({}), project.add_run({})
    for run, miou, ious in ((first, 0.6, {"road": 0.9, "car": 0.3}), (second, 0.5, {"road": 0.8, "car": 0.2})):
        project.add_epoch(run, EpochRecord(1, 10, 1.0, 0.1, 0.5, {"road": 0.1, "car": 0.1}))
        project.add_epoch(run, EpochRecord(2, 20, 1.0, miou, 0.5, {**ious, "tree": None, "boat": 0.4}))
        project.end_run(run, RunStatus.FINISHED, miou, 1.0)
        project.run_folder(run).mkdir(parents=True)
        (project.run_folder(run) / "best.json").write_text("{}")
    window.session.jobs.ended.emit("training")
    ious = {index: row._iou for index, row in window.classes._rows.items()}
    assert comes(lambda: ious[0].text() == "0.90")
    assert [ious[index].text() for index in range(4)] == ["0.90", "0.30", "", ""]
    assert f"run {first}" in ious[0].toolTip()
    window.session.choice.change(replace(window.session.choice.classes.get(0), name="street"))
    assert window.classes._rows[0]._iou.text() == "0.90", "the class is the same"


def test_the_menu_of_a_class_tells_the_keys_that_a_person_chose(window: MainWindow) -> None:
    window.keymap.give("class_up", ("Ctrl+Alt+9",))
    words = [action.text() for action in window.classes.menu_of(0).actions()]
    assert "Move &up\tCtrl+Alt+9" in words
    assert "Move &down\tAlt+Down" in words
