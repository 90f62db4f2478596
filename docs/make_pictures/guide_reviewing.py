"""Pictures of the page on reviewing: a prediction with faults, taken, refused, compared, checked."""

import numpy as np
from hand import HEIGHT, NUT, PLUG, SCENE, SCREW, WIDTH, Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from workbench.core.geometry import Point
from workbench.core.offer import Offer
from workbench.core.prediction import Prediction
from workbench.demo.scenes import render_scene
from workbench.paint.disagreement import disagreements
from workbench.paint.outline import outline
from workbench.ui.canvas.gestures.words import Guide
from workbench.ui.canvas.other_side import Comparison, OtherSide

ON_PLUG, ON_NUT, ON_GHOST = (210.0, 260.0), (128.0, 95.0), (100.0, 225.0)


def faulty() -> Prediction:
    """What a young model says: a ghost, of which it is half sure, and a plug that it takes for a screw."""
    truth = render_scene(SCENE, HEIGHT, WIDTH).truth
    said, confidence = truth.copy(), np.full_like(truth, 250)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    ghost = ((y - 100) / 30.0) ** 2 + ((x - 225) / 35.0) ** 2 < 1
    said[ghost], confidence[ghost] = NUT, 150
    said[(said == PLUG) & (x < 320)] = SCREW
    return Prediction(said, confidence, truth, 1)


def reviewed(tool: str, class_index: int = NUT) -> Hand:
    """A hand at the canvas with that prediction."""
    hand = Hand(tool, class_index)
    hand.document.set_prediction(faulty())
    return hand


def taking() -> None:
    """Ways to accept and to refuse."""
    hand = reviewed("accept_region")
    hand.stroke(ON_NUT)
    hand.move((100.0, 226.0), ON_GHOST)
    QTest.qWait(300)
    hand.save("review-region")

    hand = reviewed("accept_region")
    hand.stroke(ON_NUT)
    QTest.mouseClick(hand.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, hand._at(ON_GHOST))
    hand.move((300.0, 40.0))
    hand.take("brush", NUT)
    hand.save("review-refused")

    hand = reviewed("accept_lasso")
    hand.canvas.set_offer(Offer(withheld=frozenset({0})))
    hand.press((60, 40), (60, 125), (150, 130), (155, 45), (70, 38))
    hand.save("review-lasso")


def comparing() -> None:
    """Mask and model beside each other, and what to check."""
    hand = reviewed("brush", SCREW)
    hand.paint_truth(0, SCREW, NUT, PLUG)
    side = OtherSide(hand.canvas)
    side.compare(Comparison.SWIPE)
    side.slide(240.0)
    hand.press((330.0, 20.0))
    hand.save("review-swipe")

    hand = reviewed("brush", SCREW)
    hand.paint_truth(0, SCREW, NUT, PLUG)
    hand.canvas.change_look(errors=True)
    hand.move((330.0, 20.0))
    hand.save("review-errors")

    hand = reviewed("brush", SCREW)
    hand.paint_truth(0, SCREW, NUT, PLUG)
    found = disagreements(hand.document.mask, faulty())
    region = next(one for one in found if one.box.top < ON_PLUG[0] < one.box.bottom and one.box.right < 330)
    corner = Point(float(region.box.top), float(region.box.left))
    hand.canvas.set_mark(Guide(outline(region.where, corner)))
    hand.canvas.show_point(Point(*ON_PLUG), 2.5)
    hand.move((240.0, 200.0))
    hand.save("review-check")


PICTURES = (taking, comparing)
