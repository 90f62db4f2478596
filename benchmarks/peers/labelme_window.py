"""Moves a corner of a polygon, pans and zooms in labelme's own window; prints JSON.

labelme has no brush and no pixels of classes: a corner that is dragged is its nearest deed to a brush that moves.
Arguments: picture, megapixels, quick or whole.
"""

import json
import math
import sys
from pathlib import Path

import course
from course import Figures, figure, single
from labelme.app import MainWindow
from loguru import logger
from qt_hand import QtHand, fit_canvas
from qtpy.QtCore import QEvent, QObject, QPoint
from qtpy.QtWidgets import QApplication

CORNERS = 24
RADIUS = 200.0
"""Device pixels of the polygon."""


class Draws(QObject):
    """Counts how often a widget is drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let everything pass."""
        self.count += event.type() == QEvent.Paint
        return False


def main() -> None:
    logger.remove()
    picture, plan = Path(sys.argv[1]), course.plan(sys.argv[3])
    app = QApplication([])
    # The polygon comes with the picture, as from a file that was saved before.
    scale = round(100 * course.scale_of(course.FIT, int(sys.argv[2]))) / 100
    _write_polygon(picture, int(sys.argv[2]), scale)
    window = MainWindow(file_or_dir=str(picture))
    window.show()
    app.processEvents()
    canvas, area = window._canvas_widgets.canvas, window.centralWidget()
    note = fit_canvas(window, area.viewport(), course.WIDTH, course.HEIGHT)
    draws = Draws()
    canvas.installEventFilter(draws)
    hand = QtHand(canvas, lambda: draws.count)
    window._zoom_mode = type(window._zoom_mode).MANUAL_ZOOM
    figures = _dragging(window, hand, plan, scale)
    for zoom in plan.looked_at:
        percent = round(100 * course.scale_of(zoom, int(sys.argv[2])))
        window._set_zoom(percent)
        hand.idle(0.2)
        if zoom != course.FIT:  # what fits cannot be panned
            for bar in window._canvas_widgets.scroll_bars.values():
                bar.setValue(bar.maximum() // 2)
            hand.idle(0.2)
            steps = [QPoint(9 - 18 * (number % 2), 6 - 12 * (number % 2)) for number in range(plan.frames)]
            pans = [hand.timed(lambda s=step: window._on_pan_request(s)) for step in steps]
            figures[f"pan frame, {zoom}, mask"] = figure(pans)
        percents = [math.ceil(1.09 * percent) if number % 2 == 0 else percent for number in range(plan.frames)]
        zooms = [hand.timed(lambda p=wanted: window._set_zoom(p)) for wanted in percents]
        figures[f"zoom frame, {zoom}, mask"] = figure(zooms)
    figures[course.MEMORY] = single(course.peak_megabytes())
    notes = [f"through its own window; {note}; one polygon of {CORNERS} corners, nothing painted"]
    if hand.missed:
        notes.append(f"{hand.missed} deeds were followed by no drawing within two seconds")
    print(json.dumps(course.answer(figures, notes)), flush=True)


def _dragging(window: MainWindow, hand: QtHand, plan: course.Plan, scale: float) -> Figures:
    """A corner dragged at fit, and the undo of it."""
    canvas = window._canvas_widgets.canvas
    window._set_zoom(round(100 * scale))
    window._switch_canvas_mode(edit=True)
    hand.idle(0.2)
    moves, backs = [], []
    for _ in range(plan.strokes):
        offset = canvas._compute_image_origin_offset()
        corner = (canvas.shapes[0].points[0] + offset) * canvas.scale
        way = [(corner.x() + 3.0 * math.sin(n / 4) * n, corner.y() - 2.0 * n) for n in range(plan.moves + 1)]
        before = canvas.shapes[0].points[0] * 1.0
        moves += hand.stroke(way)
        if canvas.shapes[0].points[0] == before:
            raise SystemExit("the corner did not follow the pointer")
        backs.append(hand.timed(window.undo_shape_edit))
    return {"labelme: drag a corner, fit": figure(moves), "labelme: undo the drag, fit": figure(backs)}


def _write_polygon(picture: Path, megapixels: int, scale: float) -> None:
    height, width = course.size(megapixels)
    radius = RADIUS / scale
    turns = [2 * math.pi * n / CORNERS for n in range(CORNERS)]
    points = [[width / 2 + radius * math.cos(turn), height / 2 + radius * math.sin(turn)] for turn in turns]
    shape = {"label": "class 1", "points": points, "group_id": None, "shape_type": "polygon", "flags": {}}
    document = {"version": "6", "flags": {}, "shapes": [shape], "imagePath": picture.name, "imageData": None}
    text = json.dumps(document | {"imageHeight": height, "imageWidth": width})
    picture.with_suffix(".json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
