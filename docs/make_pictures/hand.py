"""A canvas with the guide's scene on it, and a mouse: for pictures of one tool in use."""

import numpy as np
import png
from places import GUIDE
from PySide6.QtCore import QEventLoop, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.core.classes import ClassSet
from workbench.core.geometry import Point
from workbench.core.mask import LabelMask, Origin
from workbench.core.prediction import Prediction
from workbench.demo.scenes import CLASSES, render_scene
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.document import Document

SCENE, HEIGHT, WIDTH = 6, 360, 480
SCREW, NUT, PLUG = 1, 2, 3


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
        png.save(self.canvas.grab().toImage(), GUIDE / f"{name}.png")
        self.canvas.abort_gesture()
        self.canvas.set_document(None)
