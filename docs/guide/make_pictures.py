"""Makes the pictures of the guide: every tool in use, by real mouse events on a canvas without a screen.

Run it in the root of the repository: ``PYTHONPATH=. python docs/guide/make_pictures.py``.
"""

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.core.classes import ClassSet
from workbench.core.geometry import Point
from workbench.core.mask import LabelMask, Origin
from workbench.core.prediction import Prediction
from workbench.demo.scenes import CLASSES, render_scene
from workbench.ui.app import application
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.document import Document

FOLDER = Path(__file__).parent / "pictures"
SCENE, HEIGHT, WIDTH = 6, 360, 480
SCREW, NUT, PLUG = 1, 2, 3

NUT_RIM = ((74, 81), (95, 108), (127, 106), (140, 80), (122, 54), (91, 55))
PLUG_RIM = ((190, 285), (184, 300), (203, 308), (215, 300), (232, 222), (216, 216))
PLUG_FRAME = ((176, 205), (176, 314), (240, 314), (240, 205))
SCREW_WAY = ((300, 182), (285, 212), (268, 250), (248, 292))

Places = tuple[tuple[float, float], ...]


class Hand:
    """A canvas with the scene on it, and a mouse."""

    def __init__(self, tool: str, class_index: int, size: float = 24) -> None:
        self.canvas = Canvas()
        self.canvas.resize(440, 400)
        self.canvas.set_classes(ClassSet.from_names(list(CLASSES)))
        self.document = Document(1, render_scene(SCENE, HEIGHT, WIDTH).rgb, LabelMask.blank(HEIGHT, WIDTH))
        self.canvas.set_document(self.document)
        self.canvas.show()
        self.canvas.show_point(Point(185.0, 180.0), 1.4)
        self.take(tool, class_index, size)

    def take(self, tool: str, class_index: int, size: float = 24) -> None:
        """Another tool, class and size."""
        self.canvas.set_tool(tool)
        self.canvas.set_class(class_index)
        self.canvas.set_brush(size)

    def _at(self, place: tuple[float, float]) -> QPoint:
        x, y = self.canvas.view.to_device(Point(*place))
        return QPoint(int(x), int(y))

    def press(self, *places: tuple[float, float]) -> None:
        """Press at the first place and drag over the others."""
        self._last = places[0]
        QTest.mousePress(self.canvas, Qt.MouseButton.LeftButton, pos=self._at(places[0]))
        self.move(*places[1:])

    def move(self, *places: tuple[float, float]) -> None:
        """Go there."""
        for place in places:
            self._last = place
            QTest.mouseMove(self.canvas, self._at(place))

    def stroke(self, *places: tuple[float, float]) -> None:
        """Press, drag, let go."""
        self.press(*places)
        self._last = places[-1]
        QTest.mouseRelease(self.canvas, Qt.MouseButton.LeftButton, pos=self._at(places[-1]))

    def predict(self) -> None:
        """Put a prediction over the scene: the truth, everywhere sure."""
        truth = render_scene(SCENE, HEIGHT, WIDTH).truth
        self.document.set_prediction(Prediction(truth, np.full_like(truth, 255), truth))

    def paint_truth(self, *classes: int) -> None:
        """Have these classes painted in the mask already, as they are."""
        truth = render_scene(SCENE, HEIGHT, WIDTH).truth
        where = np.isin(truth, classes)
        self.document.mask.classes[where], self.document.mask.origin[where] = truth[where], Origin.HAND

    def settle(self) -> None:
        """Let the tool finish thinking."""
        for _ in range(20):
            QApplication.processEvents()
        while self.canvas.working:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def save(self, name: str) -> None:
        """Write what is on the canvas."""
        self.settle()
        self.move(self._last)
        self.canvas.grab().save(str(FOLDER / f"{name}.png"))
        self.canvas.abort_gesture()
        self.canvas.set_document(None)


def main() -> None:
    """Write every picture."""
    application()
    FOLDER.mkdir(exist_ok=True)
    strokes()
    regions()
    clever()
    looks()


def strokes() -> None:
    """Brushes that paint, erase, push, adopt."""
    hand = Hand("brush", SCREW, 16)
    hand.stroke(*SCREW_WAY)
    hand.canvas.set_encircle(True)
    hand.take("brush", PLUG, 10)
    hand.press(*PLUG_RIM, (191, 283))
    hand.save("brush")

    hand = Hand("rectangle", PLUG)
    hand.stroke((170, 200), (245, 320))
    hand.take("eraser", PLUG, 18)
    hand.press(*PLUG_FRAME)
    hand.save("eraser")

    hand = Hand("brush", NUT, 50)
    hand.paint_truth(NUT)
    hand.take("smudge", NUT, 22)
    hand.press((128, 95), (145, 120), (165, 150))
    hand.save("smudge")

    hand = Hand("adopt", NUT, 40)
    hand.predict()
    hand.press((85, 60), (120, 100), (150, 180), (215, 240))
    hand.save("adopt")


def regions() -> None:
    """Outlines, and regions that are found from one press."""
    hand = Hand("polygon", NUT)
    for corner in NUT_RIM[:-1]:
        hand.stroke(corner)
    hand.move(NUT_RIM[-1])
    hand.save("polygon")

    hand = Hand("ellipse", NUT)
    hand.stroke((75, 50), (140, 110))
    hand.take("rectangle", PLUG)
    hand.press((183, 214), (235, 308))
    hand.save("shapes")

    hand = Hand("wand", PLUG)
    hand.press((206, 266), (250, 305), (290, 345))
    hand.save("wand")

    hand = Hand("lasso", PLUG)
    hand.press(*PLUG_RIM)
    hand.save("lasso")

    hand = Hand("brush", NUT, 5)
    hand.stroke(*NUT_RIM, NUT_RIM[0])
    hand.take("brush", PLUG, 5)
    hand.stroke(*PLUG_RIM, PLUG_RIM[0])
    hand.take("fill", PLUG)
    hand.press((206, 266))
    hand.save("fill")

    hand = Hand("brush", NUT)
    hand.paint_truth(NUT, PLUG)
    hand.take("replace", SCREW)
    hand.press((206, 266))
    hand.save("replace")

    hand = Hand("brush", SCREW)
    hand.paint_truth(SCREW, NUT, PLUG)
    hand.take("picker", SCREW)
    hand.stroke((206, 266))
    hand.save("picker")


def clever() -> None:
    """Tools that look at the image, or at the mask."""
    hand = Hand("edge_brush", NUT, 60)
    hand.press((80, 75), (85, 70), (100, 58), (120, 62))
    hand.save("edge-brush")

    hand = Hand("superpixels", SCREW, 10)
    hand.press(*SCREW_WAY)
    hand.save("superpixels")

    hand = Hand("scissors", NUT)
    for corner in NUT_RIM[:5:2]:
        hand.stroke(corner)
    hand.move(NUT_RIM[5])
    hand.save("scissors")

    hand = Hand("clean_up_brush", NUT, 60)
    truth = render_scene(SCENE, HEIGHT, WIDTH).truth
    dust = np.kron(np.random.default_rng(3).random((HEIGHT // 3, WIDTH // 3)) < 0.05, np.ones((3, 3))) > 0
    hand.document.mask.classes[:] = np.where(dust, (truth + 1) % len(CLASSES), truth)
    hand.press((60, 60), (120, 130), (150, 220))
    hand.save("clean-up-brush")

    hand = Hand("box_cut", PLUG)
    hand.stroke((176, 205), (242, 316))
    hand.save("box-cut")


def looks() -> None:
    """Ways to look at masks and predictions."""
    hand = Hand("polygon", NUT)
    hand.predict()
    for corner in (*NUT_RIM, NUT_RIM[0]):
        hand.stroke(corner)
    hand.canvas.change_look(outlines=True)
    hand.save("outlines")

    hand = Hand("brush", SCREW, 16)
    hand.predict()
    hand.stroke(*SCREW_WAY)
    hand.take("adopt", PLUG, 60)
    hand.stroke((195, 285), (220, 240))
    hand.canvas.change_look(origins=True)
    hand.save("origins")


if __name__ == "__main__":
    main()
