"""Pictures for the clipboard are what a person sees."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from mask_window import window_on
from PySide6.QtGui import QGuiApplication, QImage

from workbench.core.classes import DISPLAY_COLORS
from workbench.core.mask import LabelMask
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    mask = LabelMask.blank(20, 30)
    mask.classes[5:10, 10:20] = 1  # car
    with window_on(mask, tmp_path) as window:
        yield window


def clipboard() -> np.ndarray:
    """Red, green, blue of what was copied: uint8 (H, W, 3)."""
    image = QGuiApplication.clipboard().image().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def test_the_whole_image_is_copied_at_its_own_size_with_its_mask(window: MainWindow) -> None:
    window.canvas.zoom_to(8.0)
    window.canvas.change_look(opacity=0.5)
    window.action("copy_image").trigger()
    copied = clipboard()
    assert copied.shape == (20, 30, 3)
    assert copied[0, 0].tolist() == [0, 0, 0]
    assert np.abs(copied[7, 15] - np.array(DISPLAY_COLORS[1]) / 2).max() <= 1, "half the colour of car over black"


def test_the_view_is_copied_as_it_is_seen_without_the_ring(window: MainWindow) -> None:
    canvas = window.canvas
    canvas.zoom_to(2.0)
    window.action("copy_view").trigger()
    copied = clipboard()
    assert copied.shape[:2] == (canvas.height(), canvas.width())
    x, y = canvas.view.to_device(canvas.image_point(canvas.rect().center().toPointF()))
    inside = copied[int(y) - 20 : int(y) + 20, int(x) - 30 : int(x) + 30]
    grabbed = canvas.grab().toImage()
    assert inside[0, 0].tolist() == list(grabbed.pixelColor(int(x) - 30, int(y) - 20).getRgb()[:3])
    car = (np.abs(copied - np.array(DISPLAY_COLORS[1]) * window.review.opacity).max(axis=2) <= 2).sum()
    assert car == 4 * 50, "each of the 5 x 10 pixels of car is four pixels of the screen"


def test_nothing_is_copied_without_an_image(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("before")
    window.canvas.set_document(None)
    window.action("copy_view").trigger()
    window.action("copy_image").trigger()
    assert QGuiApplication.clipboard().text() == "before"
