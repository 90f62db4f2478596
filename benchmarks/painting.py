"""Painting on a canvas of 1920 x 1080: brush moves from event to pixels, undo, pan and zoom frames, opening, memory.

Everything runs without a screen, on noise, with the pointer over the canvas: a frame ends when Qt has drawn it into the
window's memory. No peer is driven: none of those known gives its window's time a move without its own changes.
"""

import math
import os
import resource
import sys
import time
from collections.abc import Callable

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from report import Row, options, print_rows

from workbench.core.classes import ClassSet
from workbench.core.geometry import Point
from workbench.core.mask import LabelMask
from workbench.core.prediction import Prediction
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.document import Document

WIDTH, HEIGHT = 1920, 1080
LEFT = Qt.MouseButton.LeftButton


def main() -> None:
    given = options(__doc__ or "")
    app = QApplication([])
    rows: list[Row] = []
    for megapixels in (1, 12) if given.quick else (1, 12, 100):
        rows += Bench(app, megapixels, 60 if given.quick else 200).rows()
    print_rows(rows, given.json)


class Bench:
    """The figures of one image size."""

    def __init__(self, app: QApplication, megapixels: int, repeats: int) -> None:
        self.app = app
        self.name = f"{megapixels} MP"
        self.repeats = repeats
        self.height = round(math.sqrt(megapixels * 1e6 * 3 / 4))
        self.width = self.height * 4 // 3
        tile = np.random.default_rng(1).integers(0, 256, (256, 256, 3), dtype=np.uint8)
        rgb = np.empty((self.height, self.width, 3), dtype=np.uint8)
        for top in range(0, self.height, 256):
            for left in range(0, self.width, 256):
                block = rgb[top : top + 256, left : left + 256]
                block[:] = tile[: block.shape[0], : block.shape[1]]
        self.document = Document(1, rgb, LabelMask.blank(self.height, self.width))
        self.canvas = Canvas()
        self.canvas.resize(WIDTH, HEIGHT)
        self.canvas.set_classes(ClassSet.from_names([f"class {n}" for n in range(12)]))
        self.canvas.show()
        app.processEvents()

    def rows(self) -> list[Row]:
        rows = self._opening()
        for zoom in ("fit", "100 %"):
            for diameter in (24, 100, 400):
                self._zoom(zoom)
                median, late = _shares(self._moves(diameter))
                what = f"{self.name}, {zoom}, brush {diameter}: move to pixels"
                rows.append(Row(f"{what}, median", median, None, "ms", "at most 1 ms", median <= 1))
                rows.append(Row(f"{what}, 99 %", late, None, "ms", "at most 4 ms", late <= 4))
        rows += self._undo()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
        rows.append(Row(f"{self.name}: memory, painted", peak, None, "MB", "1,200 MB", peak <= 1200))
        for overlay in ("mask", "mask and prediction"):
            if overlay != "mask":
                self._predict()
            rows += self._frames(overlay)
        self.canvas.set_document(None)
        self.canvas.close()
        return rows

    def _opening(self) -> list[Row]:
        started = time.perf_counter()
        self.canvas.set_document(self.document)
        self.canvas.repaint()
        first, pauses = 1e3 * (time.perf_counter() - started), [0.0]
        while self.canvas._builder.isActive():
            pauses.append(self._timed(lambda: None))
        longest = max(pauses)
        return [
            Row(f"{self.name}: decoded image to first picture", first, None, "ms", "at most 50 ms", first <= 50),
            Row(f"{self.name}: longest pause until smooth", longest, None, "ms", "at most 16 ms", longest <= 16),
        ]

    def _moves(self, diameter: float) -> list[float]:
        """Milliseconds of each move of one stroke round the middle of the canvas."""
        self.canvas.set_brush(diameter)
        self.canvas.set_class((self.canvas.ink_palette.class_index + 1) % 12)
        turns = np.linspace(0, 4 * np.pi, self.repeats)
        places = [QPointF(WIDTH / 2 + 260 * np.cos(t), HEIGHT / 2 + 200 * np.sin(1.3 * t)) for t in turns]
        self._send(QEvent.Type.MouseButtonPress, places[0])
        self.app.processEvents()
        times = [self._timed(lambda p=place: self._send(QEvent.Type.MouseMove, p)) for place in places[1:]]
        self._send(QEvent.Type.MouseButtonRelease, places[-1])
        self.app.processEvents()
        return times

    def _undo(self) -> list[Row]:
        times = []
        for _ in range(4):
            times += [self._timed(self.document.undo) for _ in range(4)]
            times += [self._timed(self.document.redo) for _ in range(4)]
        median, late = _shares(times)
        return [
            Row(f"{self.name}: undo or redo a stroke, median", median, None, "ms", "at most 5 ms", median <= 5),
            Row(f"{self.name}: undo or redo a stroke, longest", late, None, "ms", "at most 5 ms", late <= 5),
        ]

    def _frames(self, overlay: str) -> list[Row]:
        rows = []
        for zoom in ("fit", "50 %", "100 %", "400 %"):
            self._zoom(zoom)
            times = [self._timed(lambda n=n: self.canvas.pan_by(3 - 6 * (n % 2), 2)) for n in range(24)]
            median, _ = _shares(times)
            what = f"{self.name}, {zoom}, {overlay}: pan frame"
            rows.append(Row(what, median, None, "ms", "at most 8 ms", median <= 8))
        self._zoom("fit")
        times = [self._timed(lambda n=n: self.canvas.zoom_by(1 if n % 24 < 12 else -1)) for n in range(48)]
        median, _ = _shares(times)
        rows.append(Row(f"{self.name}, {overlay}: zoom frame", median, None, "ms", "at most 8 ms", median <= 8))
        return rows

    def _predict(self) -> None:
        rows, columns = np.arange(self.height)[:, None], np.arange(self.width)
        said = (rows // 97 % 4).astype(np.uint8) + (columns // 131 % 8).astype(np.uint8)
        sure = rows.astype(np.uint8) + (2 * columns).astype(np.uint8)
        self.document.set_prediction(Prediction(said, sure, said))

    def _zoom(self, name: str) -> None:
        if name == "fit":
            self.canvas.fit()
        else:
            middle = Point(self.height / 2 + 0.3, self.width / 2 + 0.3)
            self.canvas.show_point(middle, float(name.split()[0]) / 100)
        self.app.processEvents()

    def _send(self, kind: QEvent.Type, place: QPointF) -> None:
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
        event = QMouseEvent(kind, place, place, button, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.canvas, event)

    def _timed(self, deed: Callable[[], object]) -> float:
        started = time.perf_counter()
        deed()
        self.app.processEvents()
        return 1e3 * (time.perf_counter() - started)


def _shares(times: list[float]) -> tuple[float, float]:
    return float(np.median(times)), float(np.quantile(times, 0.99))


if __name__ == "__main__":
    main()
