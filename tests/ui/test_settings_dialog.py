"""Settings: each holds at once, everywhere, and again at the next start."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from mask_window import window_on
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton

from workbench.core.job import Grant
from workbench.core.mask import LabelMask
from workbench.services import weights_folder
from workbench.ui import preferences, style
from workbench.ui.app import application
from workbench.ui.dialogs.settings.dialog import SettingsDialog
from workbench.ui.main_window import MainWindow
from workbench.ui.style import DARK, LIGHT, Looks, Scheme


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    app = application()
    style.wear(app, Looks())  # the test before may have been the first, and have no style
    with window_on(LabelMask.blank(20, 30), tmp_path) as window:
        yield window
    style.wear(app, Looks())
    weights_folder.move_to(None)


@pytest.fixture
def dialog(window: MainWindow) -> SettingsDialog:
    window.action("settings").trigger()
    (dialog,) = window.findChildren(SettingsDialog)
    return dialog


def pick(box, data) -> None:
    box.setCurrentIndex(box.findData(data))


@pytest.mark.parametrize(("scheme", "theme"), [(Scheme.LIGHT, LIGHT), (Scheme.DARK, DARK)])
def test_a_theme_holds_at_once_and_at_the_next_start(
    window: MainWindow, dialog: SettingsDialog, scheme: Scheme, theme: style.Theme
) -> None:
    pick(dialog.looks.scheme, scheme)
    QApplication.processEvents()
    assert style.theme() is theme
    assert QApplication.palette().window().color().name() == theme.window
    grabbed = window.menuBar().grab().toImage()
    assert grabbed.pixelColor(grabbed.width() - 3, grabbed.height() - 3).name() == theme.window
    assert window._theme is theme
    assert preferences.looks().scheme is scheme


def test_text_grows_on_top_of_the_size_that_the_system_has(window: MainWindow, dialog: SettingsDialog) -> None:
    before = QApplication.font().pointSizeF()
    label, number = window.review._reason, window.options._number
    height, width = label.fontMetrics().height(), number.width()
    pick(dialog.looks.text, 200)
    QApplication.processEvents()
    assert QApplication.font().pointSizeF() == pytest.approx(2 * before)
    assert label.fontMetrics().height() == pytest.approx(2 * height, abs=2)
    assert number.width() == 2 * width
    pick(dialog.looks.text, 100)
    assert QApplication.font().pointSizeF() == pytest.approx(before)
    assert number.width() == width


@pytest.mark.parametrize("percent", [80, 150, 200])
def test_no_word_of_a_button_is_cut_at_any_size_of_text(
    window: MainWindow, dialog: SettingsDialog, percent: int
) -> None:
    dialog.close()
    for dock in window.docks:
        dock.show()
    style.wear(QApplication.instance(), Looks(Scheme.DARK, percent))
    window.resize(1920, 1048)
    QTest.qWait(50)
    buttons = [
        b for b in [*window.findChildren(QPushButton), *window.findChildren(QCheckBox)] if b.isVisible() and b.text()
    ]
    assert len(buttons) >= 3
    needed = {b.text(): b.fontMetrics().horizontalAdvance(b.text().replace("&", "")) for b in buttons}
    cut = [b.text() for b in buttons if b.width() < needed[b.text()]]
    assert cut == []


def test_opacity_is_one_with_the_slider_of_the_review_panel(window: MainWindow, dialog: SettingsDialog) -> None:
    dialog.looks.opacity.setValue(20)
    assert window.canvas.look.opacity == pytest.approx(0.2)
    window.review.set_opacity(70)
    assert dialog.looks.opacity.value() == 70
    again = MainWindow()
    assert again.canvas.look.opacity == pytest.approx(0.7)
    again.close()


def test_boxes_and_menus_are_the_same_switches(window: MainWindow, dialog: SettingsDialog) -> None:
    boxes = dialog.painting.boxes
    assert boxes["minimap"].isChecked()
    boxes["minimap"].setChecked(False)
    window.action("pen_pressure").setChecked(True)
    assert not window.action("minimap").isChecked()
    assert boxes["pen_pressure"].isChecked()
    again = MainWindow()
    assert not again.action("minimap").isChecked()
    assert again.action("pen_pressure").isChecked()
    again.close()


def test_the_worker_is_granted_what_was_chosen(window: MainWindow, dialog: SettingsDialog) -> None:
    dialog.machine.cores.setValue(1)
    dialog.machine.memory.setValue(512)
    QTest.keyClick(dialog.machine.memory, Qt.Key.Key_Return)
    assert window.session.engine.grant == Grant(1, 512 << 20)
    again = MainWindow()
    assert again.session.engine.grant == Grant(1, 512 << 20)
    again.close()


def test_weights_are_kept_in_another_folder_and_back(
    window: MainWindow, dialog: SettingsDialog, tmp_path: Path
) -> None:
    usual = dialog.machine.weights.text()
    dialog.machine.weights_wanted.emit(tmp_path / "weights")
    assert dialog.machine.weights.text() == str(tmp_path / "weights" / "hub" / "checkpoints")
    assert os.environ["TORCH_HOME"] == str(tmp_path / "weights")
    QTest.mouseClick(dialog.machine.usual, Qt.MouseButton.LeftButton)
    assert dialog.machine.weights.text() == usual
    assert preferences.weights_home() is None


@pytest.mark.parametrize("kept", ["loud", "", "-5", "1e9"])
def test_settings_that_cannot_be_read_are_the_usual_ones(window: MainWindow, kept: str) -> None:
    for key in ("looks/scheme", "looks/text", "opacity", "worker/cores", "worker/memory"):
        preferences.recent.settings().setValue(key, kept)
    assert preferences.looks().scheme is Scheme.SYSTEM
    assert 80 <= preferences.looks().text <= 200
    assert 0 <= preferences.opacity() <= 100
    assert preferences.share() == preferences.Share()


def test_settings_open_once(window: MainWindow, dialog: SettingsDialog) -> None:
    window.action("settings").trigger()
    assert window.findChildren(SettingsDialog) == [dialog]


def test_languages_and_the_folder_of_weights_can_be_read(window: MainWindow, dialog: SettingsDialog) -> None:
    language = dialog.looks.language
    assert language.itemText(language.findData("en")) == "English"
    pick(dialog.looks.text, 125)
    dialog.pages.setCurrentWidget(dialog.machine)
    QApplication.processEvents()
    path = "/home/somebody/.cache/torch/hub/checkpoints"
    assert dialog.machine.weights.width() > dialog.machine.weights.fontMetrics().horizontalAdvance(path)
