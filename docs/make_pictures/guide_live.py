"""Pictures of the page on live training: the switch, and a question about a pixel."""

import numpy as np
import png
from hand import HEIGHT, NUT, SCENE, WIDTH, Hand
from places import GUIDE
from PySide6.QtWidgets import QApplication

from workbench.core.geometry import Point
from workbench.core.prediction import Prediction
from workbench.demo.scenes import render_scene
from workbench.paint.points import unsure_points
from workbench.ui.deeds.point_walk import POINT_SCALE, target
from workbench.ui.panels.training import TrainingPanel


def unsure() -> Prediction:
    """The truth, of which the model is the less sure the nearer a border is."""
    truth = render_scene(SCENE, HEIGHT, WIDTH).truth
    borders = np.zeros(truth.shape, bool)
    for axis in (0, 1):
        for shift in range(-4, 5):
            borders |= np.roll(truth, shift, axis) != truth
    return Prediction(truth, np.where(borders, 120, 250).astype(np.uint8), np.full_like(truth, NUT), 1)


def switch() -> None:
    """The switch, and what it says."""
    panel = TrainingPanel()
    panel.resize(300, 420)
    panel.set_running(False)
    panel.live.switch.setChecked(True)
    panel.live.show_words("Learning from 3 new strokes. mIoU 0.61 on val so far.")
    panel.show()
    for _ in range(20):
        QApplication.processEvents()
    png.save(panel.grab().copy(0, 0, 300, 190).toImage(), GUIDE / "live-switch.png")


def question() -> None:
    """A pixel that is asked about."""
    hand = Hand("brush", NUT)
    prediction = unsure()
    hand.document.set_prediction(prediction)
    row, column = unsure_points(prediction.confidence, np.ones_like(prediction.confidence, bool))[0]
    middle = Point(row + 0.5, column + 0.5)
    hand.canvas.show_point(middle, POINT_SCALE)
    hand.canvas.set_mark(target(middle))
    hand.move((row + 30.0, column + 30.0))
    hand.save("point-question")


PICTURES = (switch, question)
