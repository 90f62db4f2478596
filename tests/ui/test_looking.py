"""The ways of looking, through the window's menu."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from workbench.core.classes import ClassSet
from workbench.core.geometry import Point
from workbench.core.mask import LabelMask
from workbench.ui.canvas.minimap import Minimap
from workbench.ui.canvas.tone import NEUTRAL
from workbench.ui.dialogs.tone import ToneDialog
from workbench.ui.document import Document
from workbench.ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: object) -> Iterator[MainWindow]:
    window = MainWindow(QSize(1280, 720))
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    window.middle.setCurrentWidget(window.canvas)
    document = Document(1, None, LabelMask.blank(1000, 2000))
    window.session.document = document
    window.canvas.set_document(document)
    window.session.document_changed.emit()
    window.show()
    yield window
    window.session.document = None
    window.canvas.set_document(None)


def test_the_minimap_is_there_while_a_part_is_out_of_sight(window: MainWindow) -> None:
    (minimap,) = window.canvas.findChildren(Minimap)
    window.canvas.fit()
    assert not minimap.isVisible()
    window.canvas.zoom_to(2.0)
    assert minimap.isVisible()
    assert minimap.width() == pytest.approx(2 * minimap.height(), abs=1)
    corner = minimap.geometry().bottomRight()
    assert window.canvas.rect().contains(corner)
    window.resize(1100, 700)
    QTest.qWait(20)
    assert window.canvas.rect().bottomRight() - minimap.geometry().bottomRight() == QPoint(12, 12)
    window.action("minimap").setChecked(False)
    assert not minimap.isVisible()
    window.action("minimap").setChecked(True)
    assert minimap.isVisible()


def test_a_press_on_the_minimap_goes_there_and_paints_nothing(window: MainWindow) -> None:
    (minimap,) = window.canvas.findChildren(Minimap)
    window.canvas.show_point(Point(500.0, 1000.0), 2.0)
    QTest.mouseClick(
        minimap, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(minimap.width() * 3 // 4, minimap.height() // 4)
    )
    seen = window.canvas.visible
    middle = ((seen.top + seen.bottom) / 2, (seen.left + seen.right) / 2)
    assert middle == pytest.approx((250, 1500), abs=2000 / minimap.width() + 1)
    assert window.canvas.view.scale == 2.0
    assert (window.canvas.document.mask.classes == 255).all()


def test_the_minimap_shows_image_and_mask(window: MainWindow) -> None:
    (minimap,) = window.canvas.findChildren(Minimap)
    document = window.canvas.document
    rgb = np.zeros((1000, 2000, 3), np.uint8)
    rgb[:, 1000:] = 200
    document.show_pixels(rgb)
    document.mask.classes[500:, 1000:] = 0
    window.canvas.set_classes(ClassSet.from_names(["road"]))
    window.canvas.change_look(opacity=1.0)
    window.canvas.show_point(Point(900.0, 1000.0), 2.0)
    picture = minimap.grab().toImage()
    row = minimap.height() // 4
    road = picture.pixelColor(minimap.width() * 3 // 4, 3 * row)
    assert road.getRgb()[:3] == ClassSet.from_names(["road"]).classes[0].color
    assert picture.pixelColor(minimap.width() // 4, row).red() == 0
    assert picture.pixelColor(minimap.width() * 3 // 4, row).red() == pytest.approx(200, abs=1)


def test_a_long_thin_image_is_in_the_middle_of_the_minimap(window: MainWindow) -> None:
    (minimap,) = window.canvas.findChildren(Minimap)
    document = Document(2, np.full((20, 8000, 3), 250, np.uint8), LabelMask.blank(20, 8000))
    window.canvas.set_document(document)
    window.canvas.show_point(Point(10.0, 1000.0), 1.0)
    picture = minimap.grab().toImage()
    column = minimap.width() * 3 // 4
    bright = [row for row in range(1, picture.height() - 1) if picture.pixelColor(column, row).red() > 200]
    assert bright in ([3], [4]), "one of eight rows stands for all twenty"
    QTest.mouseClick(minimap, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(column, minimap.height() // 2))
    seen = window.canvas.visible
    assert (seen.left + seen.right) / 2 == pytest.approx(6000, abs=8000 / minimap.width() + 1)
    assert seen.height == 20
    window.canvas.set_document(None)


def test_the_tone_dialog_changes_what_is_seen(window: MainWindow) -> None:
    deep = np.random.default_rng(1).integers(300, 500, (1000, 2000)).astype(np.uint16)
    grey = np.repeat((deep >> 4).astype(np.uint8)[..., None], 3, axis=2)
    window.canvas.document.show_pixels(grey, deep)
    window.action("tone").trigger()
    (dialog,) = window.findChildren(ToneDialog)
    assert dialog.isVisible()
    assert dialog.auto.isChecked()
    tone = window.canvas.tone
    assert (tone.black * 4095, tone.white * 4095) == pytest.approx((300, 499), abs=2), "12 bits: white is 4095"
    assert (dialog.black.value(), dialog.white.value()) == (round(4095 * tone.black), round(4095 * tone.white))
    dialog.gamma.setValue(300)
    assert window.canvas.tone.gamma == 2.0
    assert window.canvas.tone.black == pytest.approx(tone.black, abs=1 / 4095)
    dialog.close()
    assert window.canvas.tone.gamma == 2.0, "closing keeps what one has set"


def test_reset_shows_the_image_as_it_is(window: MainWindow, qtbot: object) -> None:
    window.action("tone").trigger()
    (dialog,) = window.findChildren(ToneDialog)
    dialog.contrast.setValue(500)
    assert window.canvas.tone != NEUTRAL
    dialog.reset.click()
    assert window.canvas.tone == NEUTRAL
    assert dialog.contrast.value() == 0


def show_deep(window: MainWindow, number: int, low: int, high: int) -> None:
    """Open another image of 16 bits, its grey values from `low` to `high`, one value of 65535 among them."""
    deep = np.random.default_rng(number).integers(low, high, (100, 200)).astype(np.uint16)
    deep[0, 0] = 65535
    document = Document(number, np.zeros((100, 200, 3), np.uint8), LabelMask.blank(100, 200), parent=window)
    document.show_pixels(document.rgb, deep)
    window.session.document = document
    window.session.document_changed.emit()


def brightest(window: MainWindow) -> int:
    """The brightness in the middle of the canvas: the mean of what is seen there, 0..255."""
    seen = window.canvas.grab().toImage()
    middle = seen.rect().center()
    return max(seen.pixelColor(middle.x() + dx, middle.y()).red() for dx in range(-40, 40, 5))


def test_black_and_white_are_each_image_s_own(window: MainWindow) -> None:
    show_deep(window, 2, 500, 900)
    window.action("tone").trigger()
    (dialog,) = window.findChildren(ToneDialog)
    dialog.white.setValue(1000)
    dialog.gamma.setValue(100)
    own = window.canvas.tone
    assert brightest(window) > 100
    show_deep(window, 3, 30000, 40000)
    measured = window.canvas.tone.black * 65535, window.canvas.tone.white * 65535
    assert measured == pytest.approx((30050, 39950), abs=50)
    assert window.canvas.tone.gamma == own.gamma, "the eye's part stays for all images"
    assert brightest(window) < 250, "not blank"
    show_deep(window, 2, 500, 900)
    assert window.canvas.tone == own


def test_auto_measures_every_image_but_those_with_their_own(window: MainWindow) -> None:
    show_deep(window, 2, 500, 900)
    window.action("tone").trigger()
    (dialog,) = window.findChildren(ToneDialog)
    dialog.white.setValue(1000)
    show_deep(window, 3, 30000, 40000)
    assert dialog.auto.isChecked()
    assert (dialog.black.value(), dialog.white.value()) == pytest.approx((30050, 39950), abs=50)
    show_deep(window, 4, 10000, 12000)
    assert (dialog.black.value(), dialog.white.value()) == pytest.approx((10010, 11990), abs=20)
    dialog.gamma.setValue(30)
    assert dialog.auto.isChecked(), "gamma is nothing of black and white"
    show_deep(window, 2, 500, 900)
    assert dialog.white.value() == 1000
    assert not dialog.auto.isChecked()
    dialog.auto.click()
    assert (dialog.black.value(), dialog.white.value()) == pytest.approx((502, 898), abs=3)


def test_deep_images_are_bright_from_the_start_until_a_person_says_otherwise(window: MainWindow) -> None:
    show_deep(window, 2, 500, 900)
    assert brightest(window) > 100
    assert window.status.tone_words == "brightness: auto"
    window.action("tone").trigger()
    (dialog,) = window.findChildren(ToneDialog)
    dialog.reset.click()
    assert window.canvas.tone == NEUTRAL
    show_deep(window, 3, 500, 900)
    assert window.canvas.tone == NEUTRAL, "said for all images"
    assert brightest(window) < 10


def test_the_status_line_says_when_the_brightness_is_not_true(window: MainWindow) -> None:
    assert window.status.tone_words == "", "8 bits are shown as they are"
    window.action("tone").trigger()
    (dialog,) = window.findChildren(ToneDialog)
    dialog.brightness.setValue(200)
    assert window.status.tone_words == "brightness: changed"
    dialog.reset.click()
    assert window.status.tone_words == ""
    dialog.auto.click()
    show_deep(window, 2, 500, 900)
    assert window.status.tone_words == "brightness: auto"
    dialog.close()
    show_deep(window, 3, 30000, 40000)
    button = window.status.findChild(QToolButton)
    assert button.isVisible()
    button.click()
    assert dialog.isVisible()
    dialog.reset.click()
    assert (window.status.tone_words, button.isVisible()) == ("", False)


def test_the_class_that_is_alone_follows_the_choice(window: MainWindow) -> None:
    window.action("alone").setChecked(True)
    assert window.canvas.look.alone == window.session.choice.current
    window.session.choice.choose(7)
    assert window.canvas.look.alone == 7
    window.action("alone").setChecked(False)
    assert window.canvas.look.alone is None
