"""Habits of other programs: all by keyboard, keys of one's own, and a way back from everything."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QToolBar
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.records import Status
from workbench.ui.dialogs.keys import KeysDialog
from workbench.ui.dialogs.new_project import NewProject
from workbench.ui.main_window import MainWindow
from workbench.ui.palette.palette import Palette

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(person, tmp_path: Path):
    """The person before a project of three images."""
    write_pictures(tmp_path / "pictures", 3)
    classes = ClassSet.from_names(["road", "car"])
    person.window.commands.make(NewProject(tmp_path / "project", tmp_path / "pictures", classes, False))
    person.wait_idle()
    return person


def dialog_of(window: MainWindow, kind: type[QDialog]) -> QDialog:
    return next(dialog for dialog in window.findChildren(kind) if dialog.isVisible())


def find(person, typed: str) -> None:
    """Ctrl+K, some letters, Enter."""
    person.key(Qt.Key.Key_K, CTRL)
    palette = dialog_of(person.window, Palette)
    QTest.keyClicks(palette.field, typed)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    person.wait(lambda: not any(p.isVisible() for p in person.window.findChildren(Palette)), "the palette to go")
    QTest.qWait(20)


def test_a_person_finds_skips_and_takes_back_without_a_mouse(desk) -> None:
    window, first = desk.window, desk.document.image_id
    find(desk, "skip this")
    assert desk.project.image(first).status == Status.SKIPPED
    find(desk, "class: car")
    assert window.session.choice.current == 1
    find(desk, "next image")
    assert desk.document.image_id != first
    desk.key(Qt.Key.Key_Z, CTRL)
    assert desk.project.image(first).status != Status.SKIPPED
    desk.wait(lambda: desk.document.image_id == first, "the image to come back that was skipped by mistake")
    desk.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert desk.project.image(first).status == Status.SKIPPED


def test_a_person_gives_a_tool_another_key_and_finds_it_everywhere(desk) -> None:
    window = desk.window
    desk.key(Qt.Key.Key_F1)
    keys = dialog_of(window, KeysDialog)
    QTest.keyClicks(keys.wanted, "polygon")
    keys.choose("polygon")
    keys.change.field.setKeySequence(QKeySequence("E"))
    assert keys.change.words == "E belongs to “Eraser” (Tools menu), which would lose it."
    keys.change.give.click()
    keys.close()
    window.canvas.setFocus()
    desk.key(Qt.Key.Key_E)
    assert window.canvas.tool == "polygon"
    strip = window.findChild(QToolBar, "tools")
    assert strip.widgetForAction(window.action("polygon")).toolTip() == "Polygon (E)"
    assert strip.widgetForAction(window.action("eraser")).toolTip() == "Eraser"


def test_the_whole_image_is_copied_for_a_talk(desk) -> None:
    desk.stroke((10, 10), (10, 30))
    find(desk, "copy whole mask")
    copied, mask = QGuiApplication.clipboard().image(), desk.document.mask
    assert (copied.height(), copied.width()) == (mask.height, mask.width)
    assert desk.window.status.news.startswith("Copied the image")
