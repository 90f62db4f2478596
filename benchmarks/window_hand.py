"""A hand at the real window: opens a project, zooms, paints, and takes the time of what it does."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import course
from PySide6.QtCore import QEvent, QPointF, QSettings, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from workbench.core.events import StepDone
from workbench.core.geometry import Point
from workbench.core.recipe import TrainingRecipe
from workbench.ui.app import application
from workbench.ui.document import Document
from workbench.ui.main_window import MainWindow

ENDLESS = TrainingRecipe(backbone="mobilenet_v2", weights="none", steps=1_000_000, crop_size=192, validate_every=10_000)
QUIET_SECONDS = 0.25
LONGEST_WAIT = 120.0


class Hand:
    """The window with a project open and its canvas at the course's size.

    Attributes:
        commits: milliseconds from each push until it was on disk, seen on the thread that writes.
    """

    def __init__(self, project: Path, settings: Path) -> None:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(settings))
        self.app = application()
        self.window = MainWindow(QSize(course.WIDTH, course.HEIGHT))
        self.canvas = self.window.canvas
        self.window.show()
        self.commits: list[float] = []
        self._pushed: list[float] = []
        self.window.session.pending_changed.connect(self._on_pending, Qt.ConnectionType.DirectConnection)
        self._open(project)
        room = self.window.size() - self.canvas.size()
        self.window.resize(room + QSize(course.WIDTH, course.HEIGHT))
        self.settle()
        if self.canvas.size() != QSize(course.WIDTH, course.HEIGHT):
            raise SystemExit(f"The canvas is {self.canvas.size()}, not {course.WIDTH} x {course.HEIGHT}.")

    def open_again(self) -> None:
        """Close the project, and open it with what it keeps on disk."""
        project = self.window.session.project
        assert project is not None
        self.keep()
        self._open(project.folder)
        self.settle()

    def _open(self, project: Path) -> None:
        self.window.commands.open(project)
        self.wait(lambda: self.window.session.document is not None)
        opened = self.window.session.project
        assert opened is not None
        self.window.session.show_image(opened.images()[0].id)
        self.wait(lambda: self.document.rgb is not None)

    @property
    def document(self) -> Document:
        """The open image."""
        assert self.window.session.document is not None
        return self.window.session.document

    # Time

    def timed(self, deed: Callable[[], object]) -> float:
        """Milliseconds of a deed and of all that the window does on it, the drawing included."""
        started = time.perf_counter()
        deed()
        self.app.processEvents()
        return 1e3 * (time.perf_counter() - started)

    def settle(self) -> None:
        """Until the window has had nothing to do for a moment, and everything is on disk."""
        self.keep()
        quiet = time.perf_counter()
        while time.perf_counter() - quiet < QUIET_SECONDS:
            if self.timed(lambda: None) > 0.5:
                quiet = time.perf_counter()
            time.sleep(0.002)

    def keep(self) -> None:
        """Until everything painted is on disk, and has been counted in `commits`."""
        self.window.session.settle()
        self.wait(lambda: not self._pushed)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the program run until the condition holds."""
        deadline = time.perf_counter() + LONGEST_WAIT
        while not condition():
            if time.perf_counter() > deadline:
                raise SystemExit("The program did not get there in time.")
            self.app.processEvents()
            time.sleep(0.002)

    def _on_pending(self) -> None:
        """Called at each push, undo and redo on the window's thread, and on the writer's when one is on disk."""
        if threading.current_thread() is threading.main_thread():
            self._pushed.append(time.perf_counter())
        elif self._pushed:
            self.commits.append(1e3 * (time.perf_counter() - self._pushed.pop(0)))

    # Deeds

    def zoom(self, name: str) -> None:
        """Show the middle of the image at a zoom of the course."""
        if name == course.FIT:
            self.canvas.fit()
        else:
            rect = self.document.mask.rect
            self.canvas.show_point(Point(rect.height / 2 + 0.3, rect.width / 2 + 0.3), float(name.split()[0]) / 100)
        self.app.processEvents()

    def stroke(self, way: list[tuple[float, float]]) -> list[float]:
        """Milliseconds of the press, of each move and of the release of a stroke; each one's class is another."""
        self.window.action("next_class").trigger()
        self.app.processEvents()
        points = [QPointF(x, y) for x, y in way]
        times = [self.timed(lambda: self._send(QEvent.Type.MouseButtonPress, points[0]))]
        times += [self.timed(lambda p=point: self._send(QEvent.Type.MouseMove, p)) for point in points[1:]]
        times.append(self.timed(lambda: self._send(QEvent.Type.MouseButtonRelease, points[-1])))
        return times

    def _send(self, kind: QEvent.Type, place: QPointF) -> None:
        left = Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
        buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else left
        over = QPointF(self.canvas.mapToGlobal(place))
        event = QMouseEvent(kind, place, over, button, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.canvas, event)

    # Training

    def start_training(self) -> None:
        """Begin a training that does not end by itself, and wait for its first step."""
        jobs, steps = self.window.session.jobs, []
        jobs.happened.connect(lambda event: steps.append(event) if isinstance(event, StepDone) else None)
        self.window.commands.train(ENDLESS)
        self.wait(lambda: bool(steps) or not jobs.busy)
        if not jobs.busy:
            raise SystemExit("The training did not start.")

    def stop_training(self) -> None:
        """Cancel it, and wait for its end."""
        self.window.session.jobs.finish()

    def close(self) -> None:
        """Close the window and the project."""
        self.keep()
        self.window.close()
        self.app.processEvents()
