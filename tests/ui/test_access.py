"""Everything can be used without a mouse and without eyes: names for screen readers, and a way there by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)
from small_window import comes, window_with_pictures

from workbench.ui.main_window import MainWindow

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    with window_with_pictures(tmp_path, "road", "car") as window:
        window.show()
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        assert comes(lambda: window.session.document is not None)
        yield window


def name(widget: QWidget) -> str:
    """What a screen reader says of it: a name of its own, its words, or those of the label that leads to it."""
    seen = QAccessible.queryAccessibleInterface(widget)
    return "" if seen is None else seen.text(QAccessible.Text.Name).strip()


def nameless(room: QWidget) -> list[str]:
    """Interactive widgets of ours that no screen reader can tell."""
    found = []
    for widget in room.findChildren(QWidget):
        inside = widget.objectName().startswith("qt_") or isinstance(
            widget, QScrollBar | QHeaderView
        )  # parts that Qt makes
        part = isinstance(widget.parent(), QComboBox | QAbstractSpinBox | QLineEdit | QKeySequenceEdit)
        owned = widget.window() is room  # dialogs are walked on their own
        if isinstance(widget, INTERACTIVE) and owned and not inside and not part and not name(widget):
            found.append(f"{type(widget).__name__} {widget.toolTip() or widget.objectName()} in {_way(widget)}")
    return found


def _way(widget: QWidget) -> str:
    names = []
    parent = widget.parentWidget()
    while parent is not None:
        names.append(type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(names[:4])


def test_everything_in_the_window_has_a_name_for_screen_readers(window: MainWindow) -> None:
    lacking = nameless(window)
    assert not lacking, "\n".join(lacking)


DIALOGS = (
    "new",
    "export",
    "project_settings",
    "settings",
    "keys",
    "palette",
    "guide",
    "tone",
    "clean_up",
    "progress",
    "add_class",
    "sequence",
    "add_classes",
    "import",
    "runs",
    "messages",
    "report",
)


@pytest.mark.parametrize("action", DIALOGS)
def test_everything_in_a_dialog_has_a_name_for_screen_readers(
    window: MainWindow, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDialog, "exec", lambda dialog: dialog.show() or QDialog.DialogCode.Rejected)
    before = {dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()}
    window.action(action).trigger()
    assert comes(lambda: {d for d in window.findChildren(QDialog) if d.isVisible()} > before)
    (dialog,) = {d for d in window.findChildren(QDialog) if d.isVisible()} - before
    assert dialog.windowTitle()
    lacking = nameless(dialog)
    assert not lacking, "\n".join(lacking)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert comes(lambda: dialog not in window.findChildren(QDialog) or not dialog.isVisible())


def test_f6_goes_round_the_window_and_comes_back(window: MainWindow) -> None:
    window.canvas.setFocus()
    visited = []
    for _ in range(12):
        QTest.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        visited.append(focus)
        if focus is window.canvas:
            break
    assert visited[-1] is window.canvas
    for room in (window.classes, window.review, window.gallery):
        assert any(room.isAncestorOf(widget) for widget in visited), f"{room} is never reached"
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is visited[-2]


@pytest.mark.parametrize("room", ["classes", "review", "training", "gallery", "checks"])
def test_every_panel_can_be_reached_and_left_by_keyboard(window: MainWindow, room: str) -> None:
    panel: QWidget = getattr(window, room)
    titles = {"gallery": "Images", "checks": "Check"}
    window.presenter.show_dock(titles.get(room, room.capitalize()))
    QTest.qWait(20)
    window.canvas.setFocus()
    dock = next(d for d in window.docks if d.objectName() == titles.get(room, room.capitalize()))
    for _ in range(12):
        QTest.keyClick(window, Qt.Key.Key_F6)
        if dock.isAncestorOf(QApplication.focusWidget()):
            break
    assert panel.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert not dock.isAncestorOf(QApplication.focusWidget())
