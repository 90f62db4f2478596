import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from canvas_hand import Hand, noise
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest

from workbench.core.classes import ClassSet
from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, LabelMask
from workbench.core.prediction import Prediction
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.document import Document

COLORS = {c.index: c.color for c in ClassSet.from_names(["road", "car", "sky"])}
BACKGROUND = (0x16, 0x18, 0x1B)


def shown_pixels(canvas: Canvas, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row and column of the image pixel under each device pixel's middle, and whether there is one: (h, w) each."""
    ratio = canvas.devicePixelRatioF()
    down, across = range(round(canvas.height() * ratio)), range(round(canvas.width() * ratio))
    row = np.floor([canvas.image_point(QPointF(0, y / ratio)).y for y in down]).astype(int)
    column = np.floor([canvas.image_point(QPointF(x / ratio, 0)).x for x in across]).astype(int)
    rows, columns = np.meshgrid(row, column, indexing="ij")
    inside = (rows >= 0) & (rows < size[0]) & (columns >= 0) & (columns < size[1])
    return np.clip(rows, 0, size[0] - 1), np.clip(columns, 0, size[1] - 1), inside


def expected_picture(painter: Hand, opacity: float) -> np.ndarray:
    """Image and mask as they must look, pixel by pixel: float (h, w, 3)."""
    mask, rgb = painter.document.mask, painter.document.rgb
    rows, columns, inside = shown_pixels(painter.canvas, mask.classes.shape)
    picture = rgb[rows, columns].astype(float)
    for index, color in COLORS.items():
        here = mask.classes[rows, columns] == index
        picture[here] = picture[here] * (1 - opacity) + np.array(color) * opacity
    picture[~inside] = BACKGROUND
    return picture


@pytest.mark.parametrize("scale", [1.0, 1.7, 3.0, 7.31, 15.0])
@pytest.mark.parametrize("corner", [Point(0.0, 0.0), Point(120.3, 150.7), Point(240.0, 300.0)])
def test_zoomed_in_every_pixel_is_exact(painter: Hand, scale: float, corner: Point) -> None:
    painter.canvas.show_point(corner, scale)
    assert np.array_equal(painter.picture(), expected_picture(painter, 0.0))


@pytest.mark.parametrize("opacity", [0.0, 0.3, 0.55, 1.0])
def test_the_mask_is_blended_over_the_image(painter: Hand, opacity: float) -> None:
    painter.canvas.change_look(opacity=opacity)
    for index in COLORS:
        painter.canvas.set_class(index)
        painter.stroke((40.0 + 50 * index, 50.0), (60.0 + 50 * index, 220.0))
    painter.canvas.show_point(Point(100.0, 120.0), 2.5)
    assert np.abs(painter.picture() - expected_picture(painter, opacity)).max() <= 2


@pytest.mark.parametrize("scale", [0.13, 0.5, 0.77, 1.0, 2.3, 17.0])
def test_boxes_renewed_by_strokes_look_like_a_new_picture(painter: Hand, scale: float) -> None:
    said = np.random.default_rng(4).integers(0, 3, (240, 300)).astype(np.uint8)
    sure = np.random.default_rng(5).integers(0, 256, (240, 300)).astype(np.uint8)
    painter.document.set_prediction(Prediction(said, sure, said))
    painter.canvas.show_point(Point(120.0, 150.0), scale)
    painter.picture()
    for number, tool in enumerate(("brush", "adopt", "eraser", "brush")):
        painter.canvas.set_tool(tool)
        painter.canvas.set_class(number % 3)
        painter.stroke((110.0 + 9 * number, 140.0), (125.0, 165.0 - 7 * number))
    painter.document.undo()
    painted = painter.picture()
    painter.canvas._stage.spoil()
    assert np.array_equal(painted, painter.picture())


def test_zoomed_out_pixels_are_means(painter: Hand) -> None:
    rgb = noise(1024, 1200)
    hand = Hand(painter.canvas, Document(2, rgb, LabelMask.blank(1024, 1200)))
    painter.canvas.set_document(hand.document)
    painter.canvas.show_point(Point(512.0, 600.0), 0.25)
    assert np.array_equal(painter.picture(), expected_picture(hand, 0.0)), "until then the nearest pixels stand in"
    QTest.qWait(50)  # the pyramid is made in idle moments
    view = painter.canvas.view
    assert (view.top * 0.25, view.left * 0.25) == (128 - 150, 150 - 200)
    means = rgb.reshape(256, 4, 300, 4, 3).astype(float).mean(axis=(1, 3))
    picture = painter.picture()[22 : 22 + 256, 50:350]
    assert np.abs(picture - means).max() <= 2
    assert (painter.picture()[:22] == BACKGROUND).all()


def test_mask_and_classes_can_be_hidden(painter: Hand) -> None:
    plain = painter.picture()
    painter.stroke((60.0, 60.0), (90.0, 150.0))
    painted = painter.picture()
    assert not np.array_equal(painted, plain)
    painter.canvas.change_look(mask=False)
    assert np.array_equal(painter.picture(), plain)
    painter.canvas.change_look(mask=True, hidden=frozenset({0}))
    assert np.array_equal(painter.picture(), plain)
    painter.canvas.change_look(hidden=frozenset({1}))
    assert np.array_equal(painter.picture(), painted)


def test_the_prediction_shows_where_nothing_is_painted_and_fades_with_doubt(painter: Hand) -> None:
    plain = painter.picture().astype(int)
    painter.canvas.set_class(1)
    painter.stroke((120.0, 60.0), (120.0, 240.0))
    painted = painter.picture().astype(int)
    sure = np.full((240, 300), 255, np.uint8)
    sure[:, 150:] = 90
    said = np.zeros_like(sure)
    painter.document.set_prediction(Prediction(said, sure, said))
    picture = painter.picture().astype(int)
    rows, columns, inside = shown_pixels(painter.canvas, (240, 300))
    labelled = inside & (painter.document.mask.classes[rows, columns] != UNLABELLED)
    assert np.array_equal(picture[labelled], painted[labelled])
    moved = np.abs(picture - plain).sum(axis=2)
    free = inside & ~labelled
    assert moved[free & (columns < 150)].mean() > 1.5 * moved[free & (columns >= 150)].mean() > 0
    painter.canvas.change_look(prediction=False)
    assert np.array_equal(painter.picture(), painted)


def test_doubt_is_heat_where_the_model_is_unsure(painter: Hand) -> None:
    plain = painter.picture().astype(int)
    sure = np.full((240, 300), 255, np.uint8)
    sure[:, 150:] = 60
    said = np.zeros_like(sure)
    painter.document.set_prediction(Prediction(said, sure, said))
    painter.canvas.change_look(prediction=False, doubt=True)
    picture = painter.picture().astype(int)
    _, columns, inside = shown_pixels(painter.canvas, (240, 300))
    assert np.array_equal(picture[inside & (columns < 150)], plain[inside & (columns < 150)])
    hot = inside & (columns >= 150)
    assert (picture - plain)[hot][:, 0].mean() > 40
    assert (picture - plain)[hot][:, 2].mean() < -40


def test_the_grid_appears_between_large_pixels(painter: Hand) -> None:
    painter.canvas.show_point(Point(120.0, 150.0), 16.0)
    exact = expected_picture(painter, 0.0)
    different = (painter.picture() != exact).any(axis=2)
    rows, columns, _ = shown_pixels(painter.canvas, (240, 300))
    on_line = np.zeros_like(different)
    on_line[:, np.flatnonzero(np.diff(columns[0], prepend=-1))] = True
    on_line[np.flatnonzero(np.diff(rows[:, 0], prepend=-1))] = True
    assert not different[~on_line].any()
    assert different[on_line].mean() > 0.9


def test_an_empty_canvas_shows_its_hint(painter: Hand) -> None:
    painter.canvas.set_document(None)
    empty = painter.picture()
    assert (empty == BACKGROUND).all()
    painter.canvas.hint = "Open a folder of images to begin"
    said = (painter.picture() != BACKGROUND).any(axis=2)
    assert said[100:200].any()
    assert not said[:80].any()
    assert not said[220:].any()


SCALED = """
import sys
sys.path[:0] = [{tests!r}, {room!r}]
import numpy as np
from PySide6.QtWidgets import QApplication
app = QApplication([])
from canvas_hand import Hand, noise
from test_pictures import expected_picture
from workbench.core.classes import ClassSet
from workbench.core.geometry import Point
from workbench.core.mask import LabelMask
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.document import Document
canvas = Canvas()
canvas.resize(200, 160)
canvas.set_classes(ClassSet.from_names(["road", "car", "sky"]))
document = Document(1, noise(240, 300), LabelMask.blank(240, 300))
canvas.set_document(document)
canvas.show()
assert canvas.devicePixelRatioF() == {ratio}, canvas.devicePixelRatioF()
for scale in (1.0, 3.0, 5.3):
    canvas.show_point(Point(120.0, 150.0), scale)
    painter = Hand(canvas, document)
    canvas.change_look(opacity=0.0)
    picture = painter.picture()
    assert picture.shape == (round(160 * {ratio}), round(200 * {ratio}), 3), picture.shape
    assert np.array_equal(picture, expected_picture(painter, 0.0))
    canvas.change_look(opacity=0.6)
    canvas.set_brush(12)
    painter.stroke((112.0, 140.0), (125.0, 160.0))
    assert np.array_equal(document.mask.classes == 0, painter.covered(12)), "painted elsewhere than pointed"
    assert np.abs(painter.picture() - expected_picture(painter, 0.6)).max() <= 2
    document.undo()
"""


@pytest.mark.parametrize("ratio", [2.0, 1.25])
def test_pixels_are_exact_on_dense_screens(ratio: float) -> None:
    """The scaling factor is fixed when Qt starts: a process of its own."""
    here = os.path.dirname(__file__)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(ratio)}
    done = subprocess.run(
        [sys.executable, "-c", SCALED.format(tests=str(Path(here).parents[1]), room=here, ratio=ratio)],
        env=environment,
        cwd=os.path.join(here, *[os.pardir] * 3),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
