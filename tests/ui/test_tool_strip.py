"""The strip of tool options in the real window: switches, fields, protection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from canvas_hand import Hand
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QToolButton

from workbench.core.classes import ClassSet
from workbench.core.mask import UNLABELLED, LabelMask
from workbench.paint.ink import InkRule
from workbench.ui.document import Document
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))
    window = MainWindow()
    window.session.create(tmp_path / "first", ClassSet.from_names(["road", "car"]))  # tools need one
    yield window
    window.close()


def test_the_switches_make_the_rule(window: MainWindow) -> None:
    window.options.show_classes(ClassSet.from_names(["road", "car", "sky"]))
    window.action("protect_hand").trigger()
    lock = next(b for b in window.options.findChildren(QToolButton) if b.menu() is not None)
    lock.menu().actions()[1].trigger()
    assert window.canvas.ink_palette.rule == InkRule(protect_hand=True, protected=frozenset({1}))
    assert lock.isChecked()
    assert lock.text() == "car"
    window.options.show_classes(ClassSet.from_names(["road", "car", "sky", "tree"]))
    window.action("only_unlabelled").trigger()
    assert window.canvas.ink_palette.rule == InkRule(True, True, frozenset({1})), "a new class unlocks nothing"


def test_every_tool_shows_its_own_fields(window: MainWindow) -> None:
    own = {"brush": {"size"}, "wand": {"tolerance"}, "polygon": set(), "fill": {"holes"}, "eraser": {"size"}}
    for tool, expected in own.items():
        window.action(tool).trigger()
        assert {name for name, field in window.options._fields.items() if field.isVisibleTo(window.options)} == expected


def test_the_fields_reach_the_canvas(window: MainWindow) -> None:
    window.options.tolerance_changed.emit(40)
    window.options._holes.setValue(25)
    window.action("square_brush").trigger()
    window.action("encircle").trigger()
    palette = window.canvas.ink_palette
    assert (palette.tolerance, palette.holes, palette.square, palette.encircle) == (40, 25, True, True)


def test_the_pens_switch_is_remembered(window: MainWindow) -> None:
    assert not window.canvas.ink_palette.pressure
    window.action("pen_pressure").trigger()
    assert window.canvas.ink_palette.pressure
    for remembered in (True, False):
        other = MainWindow()
        assert other.canvas.ink_palette.pressure == remembered
        assert other.action("pen_pressure").isChecked() == remembered
        other.action("pen_pressure").trigger()
        other.close()


def test_undo_from_the_menu_takes_the_last_point_of_a_polygon_back(window: MainWindow) -> None:
    canvas = window.canvas
    document = Document(1, None, LabelMask.blank(100, 100))
    canvas.set_document(document)
    canvas.set_classes(ClassSet.from_names(["road", "car"]))
    hand = Hand(canvas, document)
    window.session.document = document
    canvas.set_tool("polygon")
    for place in ((10.0, 10.0), (10.0, 50.0), (50.0, 50.0), (90.0, 5.0)):
        hand.stroke(place)
    window.action("undo").setEnabled(True)
    window.action("undo").trigger()
    hand.key(Qt.Key.Key_Return)
    assert document.history.count() == 1
    assert document.mask.classes[20, 40] == 0
    assert (document.mask.classes[60:] == UNLABELLED).all()
    window.action("undo").trigger()
    assert (document.mask.classes == UNLABELLED).all()
    canvas.set_document(None)


def test_the_status_line_tells_which_keys_end_a_gesture_of_many_clicks(window: MainWindow, tmp_path: Path) -> None:
    window.session.create(tmp_path / "project", ClassSet.from_names(["road"]))
    for tool, words in (
        ("polygon", ("Enter", "Backspace", "Escape", "Alt")),
        ("scissors", ("Enter", "Backspace", "Escape")),
        ("brush", ()),
    ):
        window.action(tool).trigger()
        assert all(word in window.status.advice for word in words), tool
        assert bool(window.status.advice) == bool(words), tool
