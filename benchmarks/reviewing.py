"""The longest pause of the window while predictions are reviewed on a canvas of 1920 x 1080, the whole image in sight.

As in `tools.py`, a pause is the time between two turns of the event loop. The prediction is of large smooth regions and
nothing is painted, so that everything is on offer. The search for what to check is told in seconds: it runs beside the
window.
"""

import time
from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from report import Row
from tools import CORNERS, Bench, main

from workbench.core.mask import LabelMask
from workbench.core.offer import Offer
from workbench.core.prediction import Prediction
from workbench.paint.disagreement import disagreements
from workbench.ui.canvas.other_side import Comparison, OtherSide

SEARCH_GOAL = 5.0
"""Seconds."""


class Review(Bench):
    """The pauses at one image size."""

    def rows(self) -> list[Row]:
        self.document.mask.classes[:], self.document.mask.origin[:] = LabelMask.blank(1, 1).classes, 0
        said = self._said()
        self.document.set_prediction(said)
        rows = [
            self._row("outline under the pointer", self._hover),
            self._undone("accept a region", lambda: self._use("accept_region", ((0.5, 0.5),))),
            self._undone("accept inside a lasso", lambda: self._use("accept_lasso", CORNERS)),
            self._undone("accept inside a box", lambda: self._use("accept_box", (CORNERS[0], CORNERS[2]))),
            self._undone("adopt", lambda: self._use("adopt", CORNERS)),
            self._row("threshold moved", lambda: self._slide(lambda n: self.canvas.set_offer(Offer(n / 20)))),
            self._row("divider dragged", self._swipe),
            self._row("another prediction comes", lambda: self._turn(lambda: self.document.set_prediction(said))),
            self._search(said),
        ]
        self.canvas.set_document(None)
        self.canvas.close()
        return rows

    def _said(self) -> Prediction:
        coarse = np.random.default_rng(3).random((self.height // 32, self.width // 32)).astype(np.float32)
        smooth = cv2.GaussianBlur(coarse, (0, 0), max(2.0, self.height / 32 / 24))
        places = np.digitize(smooth, np.quantile(smooth, (0.4, 0.6, 0.8))).astype(np.uint8)
        classes = cv2.resize(places, (self.width, self.height), interpolation=cv2.INTER_NEAREST)
        confidence = np.asarray(cv2.GaussianBlur(80 + 50 * classes, (31, 31), 0), dtype=np.uint8)
        return Prediction(np.asarray(classes, dtype=np.uint8), confidence, np.asarray(classes, dtype=np.uint8), 1)

    def _undone(self, what: str, deed: Callable[[], None]) -> Row:
        row = self._row(what, deed)
        self.document.undo()
        self._rest(time.perf_counter() + 0.1)
        return row

    def _hover(self) -> None:
        self.canvas.set_tool("accept_region")
        for start, end in pairwise(CORNERS):
            for share in np.linspace(0, 1, 20):
                y, x = (start[n] + share * (end[n] - start[n]) for n in (0, 1))
                self._turn(lambda place=(y, x): self._move(place))
                self._rest(time.perf_counter() + 0.008)

    def _move(self, place: tuple[float, float]) -> None:
        view = self.canvas.view
        at = QPointF((place[1] * self.width - view.left) * view.scale, (place[0] * self.height - view.top) * view.scale)
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.canvas, event)

    def _slide(self, change: Callable[[int], object]) -> None:
        for number in range(19, -1, -1):
            self._turn(lambda n=number: change(n))

    def _swipe(self) -> None:
        side = OtherSide(self.canvas)
        side.compare(Comparison.SWIPE)
        self._rest(time.perf_counter() + 2)
        self.longest = 0.0
        self._slide(lambda number: side.slide(400 + 50 * number))
        side.compare(Comparison.NONE)

    def _search(self, said: Prediction) -> Row:
        wrong = said.classes.copy()
        wrong[:: self.height // 8 or 1] = 3
        wrong[self.height // 3 : self.height // 2, self.width // 3 :] = 1
        mask = LabelMask(wrong, np.ones_like(wrong))
        began = time.perf_counter()
        disagreements(mask, said)
        seconds = time.perf_counter() - began
        goal = f"at most {SEARCH_GOAL:.0f} s"
        return Row(f"{self.name}: search for what to check", seconds, None, "s", goal, seconds <= SEARCH_GOAL)


if __name__ == "__main__":
    main(__doc__ or "", Review)
