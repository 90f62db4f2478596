"""Keys that a person changes: they act, they are told everywhere, conflicts are resolved by choice, and they stay."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from mask_window import window_on
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from workbench.core.mask import LabelMask
from workbench.ui.actions import ROWS
from workbench.ui.dialogs.keys import KeysDialog
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    with window_on(LabelMask.blank(20, 30), tmp_path) as window:
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        window.canvas.setFocus()
        yield window


@pytest.fixture
def dialog(window: MainWindow) -> Iterator[KeysDialog]:
    dialog = KeysDialog(window.keymap, window)
    dialog.show()
    yield dialog
    dialog.close()


def test_no_two_actions_of_the_table_share_a_key() -> None:
    keys = [QKeySequence(key).toString() for row in ROWS for key in row.keys]
    assert "" not in keys
    assert sorted(keys) == sorted(set(keys))


def test_a_changed_key_acts_and_the_old_one_does_no_more(window: MainWindow) -> None:
    window.keymap.give("eraser", ("Ctrl+Alt+J",))
    QTest.keyClick(window, Qt.Key.Key_E)
    assert window.canvas.tool == "brush"
    QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert window.canvas.tool == "eraser"


def test_a_key_is_taken_from_the_action_that_had_it(window: MainWindow, dialog: KeysDialog) -> None:
    dialog.choose("eraser")
    dialog.change.field.setKeySequence(QKeySequence("B"))
    assert dialog.change.words == "B belongs to “Brush” (Tools menu), which would lose it."
    assert window.action("brush").shortcut().toString() == "B", "nothing is taken before it is agreed to"
    QTest.mouseClick(dialog.change.give, Qt.MouseButton.LeftButton)
    assert window.action("eraser").shortcut().toString() == "B"
    assert window.action("brush").shortcuts() == []
    assert dict(dialog.shown)["Brush"] == ""
    assert dialog.focusWidget() is dialog.list, "Space presses no button now"
    dialog.choose("brush")
    QTest.mouseClick(dialog.change.usual, Qt.MouseButton.LeftButton)
    assert window.action("brush").shortcut().toString() == "B"
    assert window.action("eraser").shortcuts() == []
    window.keymap.give("eraser", ("Ctrl+Alt+J",))
    QTest.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    (question,) = dialog.findChildren(QMessageBox)
    assert window.action("eraser").shortcut().toString() == "Ctrl+Alt+J", "nothing is lost before it is agreed to"
    assert question.defaultButton() is question.button(QMessageBox.StandardButton.Cancel)
    QTest.mouseClick(next(b for b in question.buttons() if b.text() == "All usual keys"), Qt.MouseButton.LeftButton)
    assert window.action("eraser").shortcut().toString() == "E"
    assert not dialog.reset.isEnabled()


@pytest.mark.parametrize("key", ["0", "5", "9", "Space", "Esc", "Backspace"])
def test_keys_that_paint_cannot_be_given_away(window: MainWindow, dialog: KeysDialog, key: str) -> None:
    dialog.choose("eraser")
    dialog.change.field.setKeySequence(QKeySequence(key))
    assert "cannot be given away" in dialog.change.words
    assert not dialog.change.give.isEnabled()
    assert not dialog.change.add.isEnabled()


def test_a_second_key_and_no_key(window: MainWindow, dialog: KeysDialog) -> None:
    dialog.choose("eraser")
    dialog.change.field.setKeySequence(QKeySequence("Ctrl+Alt+J"))
    QTest.mouseClick(dialog.change.add, Qt.MouseButton.LeftButton)
    assert dict(dialog.shown)["Eraser"] == "E, Ctrl+Alt+J"
    QTest.mouseClick(dialog.change.none, Qt.MouseButton.LeftButton)
    assert window.action("eraser").shortcuts() == []


def test_tooltips_and_hints_tell_the_key_that_holds(window: MainWindow) -> None:
    window.keymap.give("show_mask", ("Ctrl+Alt+M",))
    window.keymap.give("eraser", ())
    assert window.review.mask_switch.toolTip() == "Show what is painted (Ctrl+Alt+M)"
    assert window.action("eraser").toolTip() == "Eraser"
    assert window.action("brush").toolTip() == "Brush (B)"
    assert window.keymap.filled("{show_mask} or {eraser}, {keep_check} {else}") == "Ctrl+Alt+M or Eraser, Comma {else}"


def test_keys_are_kept_for_the_next_start(window: MainWindow) -> None:
    window.keymap.give("eraser", (",", "Ctrl+Alt+J"))
    window.keymap.give("brush", ())
    again = MainWindow()
    assert [key.toString() for key in again.action("eraser").shortcuts()] == [",", "Ctrl+Alt+J"]
    assert again.action("brush").shortcuts() == []
    assert again.action("keep_check").shortcuts() == []
    assert again.action("polygon").shortcut().toString() == "P"
    again.close()


def test_a_key_that_a_person_chose_wins_over_a_newer_table(window: MainWindow, tmp_path: Path) -> None:
    QSettings("segmentation-workbench", "workbench").setValue("keys/history", "G")  # box cut came later, say
    again = MainWindow()
    assert again.action("history").shortcut().toString() == "G"
    assert again.action("box_cut").shortcuts() == []
    again.close()


def test_keys_of_tools_wait_for_a_project(window: MainWindow) -> None:
    window.session.close_project()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, Qt.Key.Key_S)
    assert window.canvas.tool == "brush"
    assert not window.action("scissors").isEnabled()
