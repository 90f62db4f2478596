"""The longest pause of the window while each tool is used on a canvas of 1920 x 1080, the whole image in sight.

A pause is the time between two turns of the event loop. Everything runs without a screen, on blocks of colour with a
little noise, half of them painted; the tools are used the way that costs most: over the whole of the image.
"""

import math
import os
import time
from collections.abc import Callable
from itertools import pairwise

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from report import Row, options, print_rows

from workbench.core.classes import ClassSet
from workbench.core.geometry import Rect
from workbench.core.mask import LabelMask
from workbench.paint.cleanup import CLEANUPS
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.gestures.trial import Wish
from workbench.ui.deeds.cleaning import CLEANED_SIDE, CLEANED_WHOLE
from workbench.ui.document import Document
from workbench.ui.work.collector import Collector

WIDTH, HEIGHT = 1920, 1080
LEFT = Qt.MouseButton.LeftButton
GOAL = 33.0
REST_SECONDS = 60.0

CORNERS = ((0.2, 0.2), (0.2, 0.8), (0.8, 0.8), (0.8, 0.2))
"""Shares of the image's height and width."""

Places = tuple[tuple[float, float], ...]

TOOLS: dict[str, Places] = {
    "brush": CORNERS,
    "rectangle": (CORNERS[0], CORNERS[2]),
    "lasso": CORNERS,
    "fill": ((0.05, 0.95),),
    "replace": ((0.05, 0.95),),
    "wand": ((0.5, 0.5), (0.52, 0.55), (0.55, 0.6), (0.6, 0.7)),
    "edge_brush": CORNERS,
    "superpixels": CORNERS,
    "scissors": CORNERS,
    "box_cut": (CORNERS[0], CORNERS[2]),
}


class Bench:
    """The pauses at one image size."""

    def __init__(self, app: QApplication, megapixels: int) -> None:
        self.app = app
        self.name = f"{megapixels} MP"
        self.height = round(math.sqrt(megapixels * 1e6 * 3 / 4))
        self.width = self.height * 4 // 3
        noise = np.random.default_rng(1)
        colors = noise.integers(0, 256, (9, 12, 3), dtype=np.uint8)
        rows = np.arange(self.height)[:, None] * 9 // self.height
        columns = np.arange(self.width) * 12 // self.width
        rgb = colors[rows, columns]
        rgb ^= noise.integers(0, 4, (self.height, self.width, 1), dtype=np.uint8)
        mask = LabelMask.blank(self.height, self.width)
        painted = (rows + columns) % 2 == 0
        mask.classes[:, : self.width // 2][painted[:, : self.width // 2]] = 3
        mask.origin[mask.classes == 3] = 1
        self.document = Document(1, rgb, mask)
        self.canvas = Canvas()
        self.canvas.resize(WIDTH, HEIGHT)
        self.canvas.set_classes(ClassSet.from_names([f"class {n}" for n in range(12)]))
        self.canvas.show()
        self.canvas.set_document(self.document)
        self.canvas.set_brush(100)
        self._rest(time.perf_counter() + 1)

    def rows(self) -> list[Row]:
        rows = [self._row(name, lambda n=name, p=places: self._use(n, p)) for name, places in TOOLS.items()]
        rows.append(self._row("clean-up, shown and kept", self._clean_up))
        self.canvas.set_document(None)
        self.canvas.close()
        return rows

    def _row(self, what: str, deed: Callable[[], None]) -> Row:
        self.longest = 0.0
        self.canvas.set_class((self.canvas.ink_palette.class_index + 1) % 12)
        deed()
        self._turn(lambda: QTest.keyClick(self.canvas, Qt.Key.Key_Return) if self.document.painting else None)
        self._rest()
        return Row(f"{self.name}: {what}", self.longest, None, "ms", "at most 33 ms", self.longest <= GOAL)

    def _use(self, tool: str, places: Places) -> None:
        self.canvas.set_tool(tool)
        if tool == "scissors":
            for place in places:
                self._turn(lambda p=place: self._send(QEvent.Type.MouseButtonPress, p))
                self._turn(lambda p=place: self._send(QEvent.Type.MouseButtonRelease, p))
                self._rest()
            return
        self._turn(lambda: self._send(QEvent.Type.MouseButtonPress, places[0]))
        for start, end in pairwise(places):
            for share in np.linspace(0, 1, 20)[1:]:
                place = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
                self._turn(lambda p=place: self._send(QEvent.Type.MouseMove, p))
                self._rest(time.perf_counter() + 0.008)
        self._rest()
        self._turn(lambda: self._send(QEvent.Type.MouseButtonRelease, places[-1]))
        self._rest()

    def _clean_up(self) -> None:
        box = Rect(0, 0, self.height, self.width)
        if box.area > CLEANED_WHOLE:
            box = Rect(0, 0, CLEANED_SIDE, CLEANED_SIDE)
        self._turn(
            lambda: self.canvas.try_out(
                lambda: Wish("smooth", box, lambda plane: CLEANUPS["smooth"](plane, None, 2), lambda _: None)
            )
        )
        self._rest()
        self._turn(self.canvas.keep)

    def _send(self, kind: QEvent.Type, place: tuple[float, float]) -> None:
        view = self.canvas.view
        at = QPointF((place[1] * self.width - view.left) * view.scale, (place[0] * self.height - view.top) * view.scale)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
        QApplication.sendEvent(self.canvas, QMouseEvent(kind, at, at, button, LEFT, Qt.KeyboardModifier.NoModifier))

    def _turn(self, deed: Callable[[], object]) -> None:
        started = time.perf_counter()
        deed()
        self.app.processEvents()
        self.longest = max(getattr(self, "longest", 0.0), 1e3 * (time.perf_counter() - started))

    def _rest(self, at_least_until: float = 0.0) -> None:
        """Turn the event loop until the gesture has done its work."""
        until = time.perf_counter() + REST_SECONDS
        while (self.canvas.working or time.perf_counter() < at_least_until) and time.perf_counter() < until:
            self._turn(lambda: None)
            time.sleep(0.0005)


def main(description: str, kind: type[Bench]) -> None:
    """Print the rows of a kind of bench at each size."""
    given = options(description)
    app = QApplication([])
    Collector(app)
    rows: list[Row] = []
    for megapixels in (1, 12) if given.quick else (1, 12, 100):
        rows += kind(app, megapixels).rows()
    print_rows(rows, given)


if __name__ == "__main__":
    main(__doc__ or "", Bench)
