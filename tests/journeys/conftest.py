"""The real window with a hand at it: mouse and keys, as a person would."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import predicted_project
import pytest
from canvas_hand import Hand
from journey_images import write_rendered
from pause_table import Row, in_words, name_of, table, write
from pauses import Watch, watch_entrances
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from workbench.core.classes import ClassSet
from workbench.core.geometry import Point
from workbench.core.mask import LabelMask
from workbench.core.recipe import TrainingRecipe
from workbench.ui.app import application
from workbench.ui.dialogs.new_project import NewProject
from workbench.ui.main_window import MainWindow

QUICK = TrainingRecipe(weights="none", steps=8, batch_size=2, crop_size=96, image_scale=0.25, validate_every=4)
SECONDS = 90


class Person:
    """Uses the window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.events: list[object] = []
        self.boxes: list[str] = []
        window.session.jobs.happened.connect(self.events.append)
        window.messages.shown.connect(self.boxes.append)

    @property
    def document(self):
        assert self.window.session.document is not None
        return self.window.session.document

    @property
    def project(self):
        assert self.window.session.project is not None
        return self.window.session.project

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key press that reaches the window's shortcuts, as from the keyboard."""
        if not self.window.isActiveWindow():  # a dialog had the keyboard, and no window system gives it back here
            self.window.activateWindow()
            assert QTest.qWaitForWindowActive(self.window)
        QTest.keyClick(self.window, key, modifiers)
        QApplication.processEvents()

    def at(self, row: float, column: float) -> QPoint:
        """Where on the canvas an image point lies."""
        x, y = self.window.canvas.view.to_device(Point(row, column))
        return QPoint(int(x), int(y))

    def stroke(self, *points: tuple[float, float]) -> None:
        """Press at the first point (row, column), drag over the others, let go."""
        canvas, left = self.window.canvas, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        QTest.mousePress(canvas, left, none, self.at(*points[0]))
        for point in points[1:]:
            QTest.mouseMove(canvas, self.at(*point))
        QTest.mouseRelease(canvas, left, none, self.at(*points[-1]))
        QApplication.processEvents()

    def paint_like(self, truth: np.ndarray, index: int, strokes: int, seed: int) -> int:
        """Short strokes of a class where the truth (uint8 (H, W)) says so; returns how many were painted."""
        rng = np.random.default_rng(seed)
        rows, columns = np.nonzero(truth == index)
        if rows.size == 0:
            return 0
        self.key(Qt.Key(Qt.Key.Key_1 + index))
        for chosen in rng.integers(0, rows.size, strokes):
            row, column = float(rows[chosen]) + 0.5, float(columns[chosen]) + 0.5
            self.stroke((row, column), (row, min(column + 3, truth.shape[1] - 1)))
        return strokes

    def begin_painted(self, folder: Path, images: int = 3, painted: int = 2) -> None:
        """A project of rendered pictures in `folder`, the first ones painted a little; the next one is open."""
        pictures = folder / "pictures"
        pictures.mkdir()
        _, truths, classes = write_rendered(pictures, images)
        self.window.commands.make(NewProject(folder / "p", pictures, ClassSet.from_names(classes), False))
        self.wait_idle()
        self.window.canvas.set_brush(9)
        for _ in range(painted):
            name = self.project.image(self.document.image_id).name
            for index in range(len(classes)):
                self.paint_like(truths[name], index, 2, seed=index)
            self.key(Qt.Key.Key_D)
        self.wait_idle()

    def answer_boxes(self) -> None:
        """Press OK on every message."""
        for box in self.window.findChildren(QMessageBox):
            QTest.mouseClick(box.button(QMessageBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def wait(self, condition: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
        """Let the program run until the condition holds."""
        for _ in range(int(seconds * 50)):
            QTest.qWait(20)
            if condition():
                return
        pytest.fail(f"waited {seconds} s for: {what}; boxes shown: {self.boxes}")

    def wait_idle(self) -> None:
        """Until no job runs and everything painted is on disk."""
        self.wait(lambda: not self.window.session.jobs.busy, "the job to end")
        self.wait(lambda: self.window.status.saved_words == "saved", "everything to be saved")


ROWS = pytest.StashKey[list[Row]]()


@pytest.fixture
def pauses(qtbot: object, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Fails a journey in which the window froze."""
    application()
    gc.collect()
    gc.freeze()  # what other tests loaded is no garbage that a window would ever look through
    watch = Watch()
    watch_entrances(watch, monkeypatch)
    yield watch
    request.config.stash.setdefault(ROWS, []).append(Row(name_of(request.node.nodeid), watch))
    assert not watch.too_long, in_words(watch)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash.get(ROWS, [])
    if rows:
        row = max(rows, key=lambda row: row.watch.longest.cpu)
        words = f"{1000 * row.watch.longest.cpu:.0f} ms of the processor"
        terminalreporter.write_line(f"longest pause of the window: {words}, {row.journey}")
    if rows and (path := config.getoption("--pauses")):
        write(Path(path), rows)
        terminalreporter.write_line(table(rows))


@pytest.fixture
def person(pauses: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """A person before a window that has nothing open, with settings and projects of its own."""
    monkeypatch.setenv("WORKBENCH_PROJECTS", str(tmp_path / "projects"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("WORKBENCH_THREADS", "1")
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    application()
    window = MainWindow()
    window.training.set_recipe(QUICK)
    window.resize(1280, 860)
    window.show()
    QTest.qWaitForWindowExposed(window)
    person = Person(window)
    pauses.start()
    yield person
    pauses.stop()
    window.close()
    window.deleteLater()  # else a change of the theme dresses the windows of all journeys before
    QTest.qWait(20)


@pytest.fixture
def predicted_desk(person: Person, tmp_path: Path) -> tuple[Person, Hand, LabelMask]:
    """A person with the first image of `predicted_project` open, a hand at the canvas, and the mask as it was."""
    predicted_project.make(tmp_path)
    window = person.window
    window.commands.open(tmp_path / "project")
    window.review._threshold.setValue(0)
    window.session.show_image(1)
    person.wait(lambda: window.session.document is not None and window.session.document.rgb is not None, "the picture")
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    window.canvas.setFocus()
    return person, Hand(window.canvas, person.document), person.document.mask.copy()
