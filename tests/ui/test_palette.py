"""The palette: what is typed finds actions, classes, images, panels and projects; Enter does it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from small_window import comes, window_with_pictures

from workbench.core.classes import ClassSet
from workbench.services.library import create_project
from workbench.ui import recent
from workbench.ui.main_window import MainWindow
from workbench.ui.palette.matching import fit
from workbench.ui.palette.palette import Palette


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    with window_with_pictures(tmp_path, "road", "traffic sign") as window:
        window.show()
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        assert comes(lambda: window.session.document is not None)
        yield window


def opened(window: MainWindow, typed: str = "") -> Palette:
    window.activateWindow()  # no window system gives the keyboard back here
    assert QTest.qWaitForWindowActive(window)
    window.canvas.setFocus()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = next(p for p in window.findChildren(Palette) if p.isVisible())
    QTest.keyClicks(palette.field, typed)
    return palette


def words(palette: Palette) -> list[str]:
    return [entry.words for entry in palette.listed]


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("brush", "Brush", "Square brush"),
        ("op", "Open project", "Stop and keep"),
        ("class previous", "Previous class", "Class previously"),
        ("gap", "Next gap", "Guide, all pages"),
        ("zin", "Zoom in", "Zero light in a line"),
    ],
)
def test_what_fits_better_comes_first(typed: str, better: str, worse: str) -> None:
    first, second = fit(typed, better), fit(typed, worse)
    assert first is not None
    assert second is None or first > second


def test_words_that_are_not_there_fit_nothing() -> None:
    assert fit("zebra", "Square brush") is None
    assert fit("square zebra", "Square brush") is None
    assert fit("", "Square brush") is not None


def test_an_action_is_found_with_its_menu_and_key_and_done(window: MainWindow) -> None:
    palette = opened(window, "polyg")
    first = palette.listed[0]
    assert (first.words, first.where, first.keys, first.missing) == ("Polygon", "Tools", "P", "")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert comes(lambda: window.canvas.tool == "polygon")
    assert comes(lambda: not window.findChildren(Palette))


def test_the_arrows_choose_while_the_field_keeps_the_keyboard(window: MainWindow) -> None:
    palette = opened(window, "class")
    third = palette.listed[2].words
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentItem().text(0) == third
    assert palette.focusWidget() is palette.field
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentItem().text(0) == palette.listed[1].words


def test_what_is_not_possible_says_why_and_does_nothing(window: MainWindow) -> None:
    palette = opened(window, "accept where nothing")
    (entry,) = [e for e in palette.listed if e.words == "Accept where nothing is painted"]
    assert entry.missing == "needs a prediction of this image"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert comes(lambda: not window.findChildren(Palette))


def test_classes_images_and_panels_are_found(window: MainWindow) -> None:
    palette = opened(window, "traff")
    assert words(palette)[0] == "class: traffic sign"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert comes(lambda: window.session.choice.current == 1)
    second = window.session.project.images()[1]
    palette = opened(window, second.name[:-4])
    assert words(palette)[0] == f"image: {second.name}"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert comes(lambda: window.session.document.image_id == second.id)
    palette = opened(window, "panel hist")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert comes(lambda: not window.history.visibleRegion().isEmpty())


def test_recent_projects_are_found(window: MainWindow, tmp_path: Path) -> None:
    create_project(tmp_path / "harvest", ClassSet.from_names(["leaf"])).close()
    recent.remember_project(tmp_path / "harvest")
    palette = opened(window, "harv")
    assert words(palette) == ["project: harvest"]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert comes(lambda: window.session.project.name == "harvest")


def test_every_action_of_the_menus_is_listed(window: MainWindow) -> None:
    palette = opened(window)
    listed = set(words(palette))
    assert {"New project", "Undo", "Settings", "Copy the view as it is seen"} <= listed


def test_the_panel_of_the_images_is_not_offered_while_they_stand_in_the_place_of_the_canvas(window: MainWindow) -> None:
    window.action("grid").setChecked(True)
    (entry,) = [one for one in opened(window, "panel: images").listed if one.words == "panel: Images"]
    assert entry.missing == "its content stands in the middle"


@pytest.mark.parametrize("typed", ["theme", "dark", "text size", "language", "cores", "memory", "weights"])
def test_settings_are_found_by_what_they_hold(window: MainWindow, typed: str) -> None:
    assert words(opened(window, typed))[0] == "Settings"


def test_strewn_letters_never_lead_to_what_takes_something_away(window: MainWindow) -> None:
    assert "Remove from the project" in words(opened(window, "remo"))
    assert "Remove from the project" not in words(opened(window, "rfp"))
