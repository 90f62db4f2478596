"""The real program, painting: its window off screen, strokes by mouse events, undo and redo by their keys.

    window_child.py PROJECT LEDGER SEED FIRST COUNT TRAIN [FILM]

Does COUNT deeds from number FIRST on. TRAIN is "no", "at once" (a training runs up while it paints) or "validated" (it
paints once a training has kept its first weights). What the open image looks like after each deed goes into FILM.
"""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import deeds
import numpy as np
from canvas_hand import Hand
from ledger import Ledger
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtTest import QTest
from tiny_scenes import CLASSES, ENDLESS, HEIGHT, WIDTH

from workbench.core.events import CheckpointSaved
from workbench.ui.app import application
from workbench.ui.main_window import MainWindow

IMAGES = 3
SIZE = QSize(1280, 860)
CANVAS = QSize(640, 480)
"""Whatever the panels say: on a canvas of another size the same mouse lies on another part of a pixel."""

REST_MILLISECONDS = 30
"""Between two deeds, at most."""


class Person:
    """Sits before the window and does one deed after the other."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window = window
        self.seed = seed
        window.canvas.set_brush(7)

    def show(self, image_id: int) -> None:
        self.window.session.show_image(image_id)
        document = self.window.session.document
        assert document is not None
        assert document.image_id == image_id
        self.hand = Hand(self.window.canvas, document)

    def do(self, number: int) -> None:
        match deeds.kind(self.seed, number):
            case "stroke":
                self.stroke(np.random.default_rng((self.seed, number, 1)))
            case "undo":
                QTest.keyClick(self.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
            case "redo":
                QTest.keyClick(self.window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
            case "switch":
                self.show(deeds.image_at(self.seed, number + 1, IMAGES))

    def stroke(self, draw: np.random.Generator) -> None:
        self.window.session.choice.choose(int(draw.integers(len(CLASSES))))
        places = draw.uniform((2, 2), (HEIGHT - 2, WIDTH - 2), (int(draw.integers(2, 5)), 2))
        self.hand.stroke(*((float(row), float(column)) for row, column in places))


def main() -> None:
    """See above."""
    folder, ledger, seed, first, count = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:6])
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder.parent / "settings"))
    book = Ledger(ledger)
    app = application()
    window = MainWindow(SIZE)
    window.messages.install_as_excepthook()
    window.messages.shown.connect(lambda text: book.problem(RuntimeError(text)))
    window.session.pending_changed.connect(book.pending, Qt.ConnectionType.DirectConnection)
    window.canvas.setFixedSize(CANVAS)
    window.show()
    QTest.qWaitForWindowActive(window)
    window.session.open(folder)
    person = Person(window, seed)
    person.show(deeds.image_at(seed, first, IMAGES))
    if sys.argv[6] != "no":
        train(window, validated=sys.argv[6] == "validated")
    film = Film(window)
    rests = np.random.default_rng((seed, first, 2))
    for number in range(first, first + count):
        book.begin(number)
        person.do(number)
        film.take()
        QTest.qWait(int(rests.integers(0, REST_MILLISECONDS)) if len(sys.argv) < 8 else 0)
    if len(sys.argv) > 7:
        film.write(Path(sys.argv[7]))
    window.close()
    app.quit()


def train(window: MainWindow, validated: bool) -> None:
    """Begin a training that does not end by itself; with `validated` return once it has kept weights."""
    events: list[object] = []
    window.session.jobs.happened.connect(events.append)
    window.training.set_recipe(ENDLESS)
    window.training.start()
    while validated and not any(isinstance(event, CheckpointSaved) for event in events):
        QTest.qWait(10)


class Film:
    """What the open image looks like after each deed."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._frames: list[tuple[int, np.ndarray, np.ndarray, int, int]] = []

    def take(self) -> None:
        document = self._window.session.document
        assert document is not None
        history, mask = document.history, document.mask.copy()
        undone = history.count() - history.index()
        self._frames.append((document.image_id, mask.classes, mask.origin, history.index(), undone))

    def write(self, path: Path) -> None:
        images, classes, origins, standing, undone = map(np.array, zip(*self._frames, strict=True))
        np.savez(path, images=images, classes=classes, origins=origins, standing=standing, undone=undone)


if __name__ == "__main__":
    main()
