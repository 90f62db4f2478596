"""Mask against model: a divider that is dragged, side by side, errors alone."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from canvas_hand import Hand
from mask_window import window_on
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from workbench.core.classes import ClassSet, LabelClass
from workbench.core.edit import EditRecorder
from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.prediction import Prediction
from workbench.paint.ink import RefusalInk, lay
from workbench.ui.canvas.other_side import Divider, OtherSide
from workbench.ui.main_window import MainWindow

HEIGHT, WIDTH = 100, 140
ROAD, CAR = (200, 60, 0), (0, 60, 200)


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """All is painted as road but the last 20 rows; the model says car in the first 40 columns, road elsewhere."""
    mask = LabelMask.blank(HEIGHT, WIDTH)
    mask.classes[:80], mask.origin[:80] = 0, Origin.HAND
    classes = np.zeros((HEIGHT, WIDTH), np.uint8)
    classes[:, :40] = 1
    with window_on(mask, tmp_path) as window:
        window.resize(1200, 800)
        window.canvas.document.set_prediction(Prediction(classes, np.full_like(classes, 255), classes))
        window.canvas.set_classes(ClassSet((LabelClass(0, "road", ROAD), LabelClass(1, "car", CAR))))
        window.canvas.change_look(opacity=1.0)
        QTest.qWait(20)
        yield window


def side(window: MainWindow) -> OtherSide:
    return window.canvas.findChild(OtherSide)


def pixels(window: MainWindow) -> np.ndarray:
    return Hand(window.canvas, window.canvas.document).picture()


def place(window: MainWindow, row: float, column: float) -> tuple[int, int]:
    x, y = window.canvas.view.to_device(Point(row, column))
    return int(y), int(x)


def test_a_divider_parts_mask_and_model_and_follows_the_hand(window: MainWindow) -> None:
    canvas = window.canvas
    mask_only = pixels(window)
    window.action("swipe").trigger()
    canvas.zoom_to(2.0)
    canvas.show_point(Point(50.0, 30.0))
    divider = canvas.findChild(Divider)
    assert divider.isVisible()
    border = side(window).x()
    assert abs(border - canvas.width() / 2) <= 1
    for target in (border - 60, border + 90):
        inside = QPoint(divider.width() // 2, 300)
        QTest.mousePress(divider, Qt.MouseButton.LeftButton, pos=inside)
        QTest.mouseMove(divider, divider.mapFromParent(QPoint(target, 300)))
        QTest.mouseRelease(divider, Qt.MouseButton.LeftButton)
        assert abs(side(window).x() - target) <= 1
        picture = pixels(window)
        for column in (10.5, 20.5, 30.5, 38.5, 60.5, 90.5):
            y, x = place(window, 50.5, column)
            model = x > target
            hatched = picture[y - 15 : y + 15, x - 1]
            says_car = model and column < 40
            assert (hatched[:, 2] > hatched[:, 0]).all() == says_car, (column, model)
    window.action("swipe").trigger()
    assert not side(window).isVisible()
    canvas.fit()
    assert np.array_equal(pixels(window), mask_only)


def test_both_sides_stay_pixel_on_pixel(window: MainWindow) -> None:
    """With the same colours for mask and model, nothing tells where the divider is but its own line."""
    canvas, document = window.canvas, window.canvas.document
    document.set_prediction(None)
    document.mask.classes[:] = UNLABELLED
    noise = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    document.show_pixels(noise)
    for scale, middle in ((3.0, Point(40.2, 70.7)), (1.0, Point(50.0, 70.0)), (8.0, Point(10.0, 12.0))):
        canvas.show_point(middle, scale)
        plain = pixels(window)
        window.action("swipe").trigger()
        canvas.pan_by(7, -5)
        canvas.pan_by(-7, 5)
        swiped = pixels(window)
        window.action("swipe").trigger()
        differs = np.flatnonzero((plain[60:] != swiped[60:]).any(axis=(0, 2)))
        assert np.abs(differs - canvas.width() / 2).max() <= 6


def test_side_by_side_shows_the_same_part_twice(window: MainWindow) -> None:
    canvas = window.canvas
    window.action("beside").trigger()
    half = canvas.width() // 2
    first, last = place(window, 0.0, 0.0), place(window, float(HEIGHT), float(WIDTH))
    assert first[1] >= 0
    assert last[1] <= half, "the whole image fits into its half"
    assert canvas.view == side(window).view
    before = canvas.view.scale
    QTest.mouseMove(canvas, QPoint(half // 2, 300))
    canvas.zoom_by(4)
    assert canvas.view.scale == pytest.approx(2 * before)
    assert canvas.view == side(window).view
    QTest.mousePress(side(window), Qt.MouseButton.LeftButton, pos=QPoint(100, 200))
    QTest.mouseMove(side(window), QPoint(130, 190))
    QTest.mouseRelease(side(window), Qt.MouseButton.LeftButton, pos=QPoint(130, 190))
    assert canvas.view == side(window).view
    picture = pixels(window)
    for row in (20.5, 50.5):
        y, x = place(window, row, 30.5)
        assert picture[y, x, 0] > 100, "road is painted"
        assert (picture[y - 15 : y + 15, x + half, 2] > picture[y - 15 : y + 15, x + half, 0]).all(), "car is said"


def test_the_other_side_shows_what_was_refused_faintly(window: MainWindow) -> None:
    document = window.canvas.document
    window.action("beside").trigger()
    window.canvas.change_look(mask=False)
    before, half = pixels(window).astype(int), side(window).x()
    refusal = RefusalInk(document.prediction)
    recorder = EditRecorder(document.mask)
    lay(recorder, document.mask.rect, np.ones((HEIGHT, WIDTH), bool), refusal)
    document.push(recorder.finish("refuse"), already_painted=True)
    after = pixels(window).astype(int)
    assert (before[:, :half] != after[:, :half]).any(), "the canvas does not offer it any more"
    top, bottom = place(window, 90.5, 5.5), place(window, 40.5, 5.5)  # unlabelled and refused; painted
    patches = [(slice(y - 8, y + 8), slice(x + half - 8, x + half + 8)) for y, x in (top, bottom)]
    blue = [np.ptp(picture[patch], axis=2).mean() for picture in (before, after) for patch in patches]
    assert 0 < blue[2] < blue[0] / 2, "refused: still there, but faint"
    assert blue[3] == blue[1], "nothing was refused where something is painted"


def test_errors_beside_the_mask_are_at_the_models_side(window: MainWindow) -> None:
    """The mask stays whole at the left; at the right is what the model says otherwise, and nothing else."""
    window.action("beside").trigger()
    plain, half = pixels(window), side(window).x()
    window.action("errors").trigger()
    picture = pixels(window)
    assert np.array_equal(picture[:, :half], plain[:, :half])
    wrong, right = place(window, 50.5, 20.5), place(window, 50.5, 90.5)
    patches = [picture[y - 8 : y + 8, x + half - 8 : x + half + 8].astype(int) for y, x in (wrong, right)]
    assert (patches[0][..., 2] > patches[0][..., 0]).all(), "car is said where road is painted"
    assert np.ptp(patches[1], axis=2).max() == 0, "no colour where both agree"
    window.action("beside").trigger()
    y, x = place(window, 50.5, 90.5)
    assert not side(window).isVisible()
    assert np.ptp(pixels(window)[y - 8 : y + 8, x - 8 : x + 8].astype(int), axis=2).max() == 0, "errors alone now"


def test_one_way_at_a_time_and_none_without_an_image(window: MainWindow) -> None:
    window.action("swipe").trigger()
    window.action("beside").trigger()
    assert not window.action("swipe").isChecked()
    assert not window.canvas.findChild(Divider).isVisible()
    window.canvas.set_document(None)
    side(window).follow()
    assert not side(window).isVisible()


def test_a_stroke_is_painted_at_the_left_while_the_model_is_shown(window: MainWindow) -> None:
    canvas = window.canvas
    window.action("beside").trigger()
    hand = Hand(canvas, canvas.document)
    canvas.set_class(1)
    canvas.set_brush(9)
    hand.stroke((90.0, 60.0), (90.0, 90.0))
    assert np.array_equal(canvas.document.mask.classes == 1, hand.covered(9))


def test_errors_are_what_is_painted_and_said_otherwise(window: MainWindow) -> None:
    plain = pixels(window)
    window.canvas.change_look(mask=False, prediction=False)
    bare = pixels(window)
    window.action("errors").trigger()
    shown = (pixels(window) != bare).any(axis=2)
    top, left = place(window, 0.0, 0.0)
    bottom, right = place(window, 80.0, 40.0)
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    assert np.abs(np.array([rows[0] - top, rows[-1] - bottom, columns[0] - left, columns[-1] - right])).max() <= 1
    assert shown[top + 2 : bottom - 2, left + 2 : right - 2].all()
    window.action("errors").trigger()
    window.canvas.change_look(mask=True, prediction=True)
    assert np.array_equal(pixels(window), plain)
