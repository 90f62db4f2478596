"""The strip of tool options in the real window: switches, fields, protection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QToolButton

from workbench.core.classes import ClassSet
from workbench.paint.ink import InkRule
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))
    window = MainWindow()
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
