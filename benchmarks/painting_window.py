"""Measures painting in the real window on one size of image; prints JSON. Started by painting.py."""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import course
import numpy as np
from course import Figures, Plan, figure, painted, single
from window_hand import Hand

from workbench.core.geometry import Point
from workbench.core.prediction import Prediction

TRAINING = ", while training"
SHORT = 20
"""Moves of the strokes that only warm up or fill."""


def main() -> None:
    project, plan = Path(sys.argv[1]), course.plan(sys.argv[2])
    with tempfile.TemporaryDirectory() as settings:
        hand = Hand(project, Path(settings))
        figures = measure(hand, plan)
        hand.close()
    print(json.dumps(course.answer(figures, [])))


def measure(hand: Hand, plan: Plan) -> Figures:
    """All figures of the size, in an order that keeps memory's peak to what a person would have open."""
    figures = _painting(hand, plan, "")
    figures |= _undoing(hand, plan, "")
    _fill(hand, plan)
    figures[course.MEMORY] = single(course.peak_megabytes())
    figures |= _looking(hand, plan, "mask")
    figures |= _looking(hand, plan, "outlines", "outlines")
    _predict(hand)
    figures |= _looking(hand, plan, "mask and prediction")
    figures |= _looking(hand, plan, "mask and doubt", "show_doubt")
    figures |= _switching(hand, plan)
    hand.open_again()
    figures |= _stepping(hand, plan, "a stroke of 20 moves, after a restart")
    _predict(hand)
    hand.start_training()
    figures |= _painting(hand, plan, TRAINING)
    figures |= _undoing(hand, plan, TRAINING)
    figures |= _looking(hand, plan, "mask and prediction" + TRAINING)
    figures[course.MEMORY + TRAINING] = single(course.peak_megabytes())
    hand.stop_training()
    return figures


def _painting(hand: Hand, plan: Plan, circumstance: str) -> Figures:
    """Strokes whose moves come without a pause between them, then as a hand makes them."""
    found: Figures = {}
    for zoom in plan.painted_at:
        hand.zoom(zoom)
        for diameter in course.DIAMETERS:
            hand.canvas.set_brush(diameter)
            hand.stroke(course.stroke(0, SHORT))
            hand.settle()
            hand.take_commits()
            moves, wholes, ends = [], [], []
            for number in range(1, plan.strokes + 1):
                times = hand.stroke(course.stroke(number, plan.moves))
                moves += times[1:-1]
                ends.append(times[-1])
                wholes.append(sum(times))
            in_time = hand.stroke(course.stroke(0, 2 * plan.moves), course.PAUSE)[1:-1]
            found[painted("move", diameter, zoom) + circumstance] = figure(moves)
            found[painted("move, 125 a second", diameter, zoom) + circumstance] = figure(in_time)
            found[painted("end of the stroke", diameter, zoom) + circumstance] = figure(ends)
            found[painted(f"stroke of {plan.moves} moves", diameter, zoom) + circumstance] = figure(wholes)
            found[painted("on disk (95 %)", diameter, zoom) + circumstance] = figure(hand.take_commits(), 0.95)
    return found


def _undoing(hand: Hand, plan: Plan, circumstance: str) -> Figures:
    """Undo and redo of strokes of each brush."""
    found: Figures = {}
    for zoom in plan.painted_at:
        hand.zoom(zoom)
        for diameter in course.DIAMETERS:
            hand.canvas.set_brush(diameter)
            for number in range(plan.remembered):
                hand.stroke(course.stroke(100 + number, plan.moves))
            hand.settle()
            found |= _stepping(hand, plan, painted("a stroke", diameter, zoom) + circumstance)
    return found


def _stepping(hand: Hand, plan: Plan, of: str) -> Figures:
    """Undo and redo of the newest steps of the history, several times over."""
    backs, agains = [], []
    for _ in range(5):
        backs += hand.paced(course.REPEAT, [hand.window.session.undo] * plan.remembered)
        agains += hand.paced(course.REPEAT, [hand.window.session.redo] * plan.remembered)
    hand.settle()
    return {f"undo {of}": figure(backs), f"redo {of}": figure(agains)}


def _fill(hand: Hand, plan: Plan) -> None:
    """Short strokes all over the image."""
    rect = hand.document.mask.rect
    rng = np.random.default_rng(3)
    hand.canvas.set_brush(100)
    for number in range(plan.filled):
        if number % 10 == 0:
            hand.canvas.show_point(Point(rng.uniform(0, rect.height), rng.uniform(0, rect.width)), 1.0)
        hand.stroke(course.stroke(number, SHORT))
    hand.settle()


def _looking(hand: Hand, plan: Plan, overlay: str, switch: str | None = None) -> Figures:
    """Frames with what is shown, after a switch of the View menu that is turned off again."""
    found: Figures = {}
    canvas = hand.canvas
    if switch is not None:
        hand.window.action(switch).setChecked(True)
    for zoom in plan.looked_at:
        hand.zoom(zoom)
        pans = hand.paced(course.PAUSE, [lambda n=n: canvas.pan_by(9 - 18 * (n % 2), 6) for n in range(plan.frames)])
        hand.zoom(zoom)
        zooms = hand.paced(course.PAUSE, [lambda n=n: canvas.zoom_by(0.5 - n % 2) for n in range(plan.frames)])
        found[f"pan frame, {zoom}, {overlay}"] = figure(pans)
        found[f"zoom frame, {zoom}, {overlay}"] = figure(zooms)
    if switch is not None:
        hand.window.action(switch).setChecked(False)
    return found


def _switching(hand: Hand, plan: Plan) -> Figures:
    """The first frame after a layer is switched off or on."""
    found: Figures = {}
    for zoom in plan.painted_at:
        hand.zoom(zoom)
        for name in ("show_mask", "outlines", "show_prediction", "show_doubt"):
            action = hand.window.action(name)
            times = hand.paced(course.PAUSE, [action.toggle] * 8)
            found[f"switch of a layer ({name.removeprefix('show_')}), {zoom}"] = figure(times)
    return found


def _predict(hand: Hand) -> None:
    rect = hand.document.mask.rect
    rows, columns = np.arange(rect.height)[:, None], np.arange(rect.width)
    said = (rows // 97 % 4).astype(np.uint8) + (columns // 131 % 8).astype(np.uint8)
    sure = rows.astype(np.uint8) + (2 * columns).astype(np.uint8)
    hand.document.set_prediction(Prediction(said, sure, said))
    hand.settle()


if __name__ == "__main__":
    main()
