"""A hand at the real window: opens a project, zooms, paints, and takes the time of what it does."""

import threading
import time
from collections.abc import Callable, Iterable
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
    """The window with a project open and its canvas at the course's size."""

    def __init__(self, project: Path, settings: Path) -> None:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(settings))
        self.app = application()
        self.window = MainWindow(QSize(course.WIDTH, course.HEIGHT))
        self.canvas = self.window.canvas
        self.window.show()
        self._pushed: list[float] = []
        self._kept: list[float] = []
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
        self.window.commands.close()  # a project that is open is not opened again
        self._open(project.folder)
        self.settle()

    def _open(self, project: Path) -> None:
        self.window.commands.open(project)
        opened = self.window.session.project
        assert opened is not None
        first = opened.images()[0].id
        self.wait(self._shows_all)
        if self.document.image_id != first:
            self.window.session.show_image(first)
            self.wait(lambda: self.document.image_id == first and self._shows_all())

    def _shows_all(self) -> bool:
        document = self.window.session.document
        return document is not None and document.rgb is not None

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

    def paced(self, pause: float, deeds: Iterable[Callable[[], object]]) -> list[float]:
        """Milliseconds of each deed, from when it is due: so many seconds after the end of the one before.

        What the window is still busy with by then is counted, too.
        """
        times = []
        for deed in deeds:
            due = time.perf_counter() + pause
            while (left := due - time.perf_counter()) > 0:
                self.app.processEvents()
                time.sleep(max(0.0, min(left, 0.0005)))
            late = time.perf_counter() - due
            times.append(1e3 * late + self.timed(deed))
        return times

    def settle(self) -> None:
        """Until the window has had nothing to do for a moment, and everything is on disk."""
        self.keep()
        quiet = time.perf_counter()
        while time.perf_counter() - quiet < QUIET_SECONDS:
            if self.timed(lambda: None) > 0.5:
                quiet = time.perf_counter()
            time.sleep(0.002)

    def keep(self) -> None:
        """Until everything painted is on disk."""
        self.window.session.settle()
        self.wait(lambda: len(self._kept) == len(self._pushed))

    def take_commits(self) -> list[float]:
        """Milliseconds from each push since the last call until it was on disk, seen on the thread that writes."""
        self.keep()
        taken = [1e3 * (kept - pushed) for pushed, kept in zip(self._pushed, self._kept, strict=True)]
        self._pushed.clear()
        self._kept.clear()
        return taken

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the program run until the condition holds."""
        deadline = time.perf_counter() + LONGEST_WAIT
        while not condition():
            if time.perf_counter() > deadline:
                raise SystemExit("The program did not get there in time.")
            self.app.processEvents()
            self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # as the loop does that a person has
            time.sleep(0.002)

    def _on_pending(self) -> None:
        """Called at each push, undo and redo on the window's thread, and on the writer's when one is on disk."""
        mine = threading.current_thread() is threading.main_thread()
        (self._pushed if mine else self._kept).append(time.perf_counter())

    # Deeds

    def zoom(self, name: str) -> None:
        """Show the middle of the image at a zoom of the course."""
        if name == course.FIT:
            self.canvas.fit()
        else:
            rect = self.document.mask.rect
            self.canvas.show_point(Point(rect.height / 2 + 0.3, rect.width / 2 + 0.3), float(name.split()[0]) / 100)
        self.app.processEvents()

    def stroke(self, way: list[tuple[float, float]], pause: float = 0.0) -> list[float]:
        """Milliseconds of the press, of each move and of the release of a stroke; each one's class is another.

        Args:
            way: the place of the press, and of each move.
            pause: seconds between two events.
        """
        self.window.action("next_class").trigger()
        points = [QPointF(x, y) for x, y in way]
        press, move, release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
        events = [(press, points[0]), *((move, point) for point in points[1:]), (release, points[-1])]
        deeds = [lambda e=event: self._send(*e) for event in events]
        first = self.paced(course.LIFT, deeds[:1])
        return first + self.paced(pause, deeds[1:])

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
