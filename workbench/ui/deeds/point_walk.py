"""The way from question to question: which class is this pixel? Each is answered with one key."""

from concurrent.futures import Future

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from workbench.core.errors import WorkbenchError
from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED
from workbench.paint.points import RADIUS, Pixel, answer, unsure_points
from workbench.services import prediction
from workbench.ui.actions import KeyMap
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.gestures.words import NO_GUIDE, Guide
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands

QUICK = 1_000_000
"""Pixels of an image whose points are waited for: some milliseconds."""

POINT_SCALE = 4.0
"""Device pixels an image pixel, at least, at which a point is shown."""

ARM = 8.0
"""Image pixels from a point to the outer ends of the lines that lead to it."""

HOW = "Which class? A digit or a click on a class; 0 passes, Backspace goes back, Escape ends."


class PointWalk(QObject):
    """While its switch is on, the unsure pixels of each predicted image that is opened, one after another."""

    def __init__(
        self,
        canvas: Canvas,
        session: Session,
        messages: Messages,
        keymap: KeyMap,
        action: QAction,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._keymap = keymap
        self._canvas, self._session, self._messages, self._action = canvas, session, messages, action
        self._searching = Errands()
        self._points: list[Pixel] | None = None  # of the open image; None before they are chosen
        self._at = 0
        self._steps: list[int | None] = []  # after each answer, how many steps of the image stand; None: it was passed
        self._keys = [QShortcut(QKeySequence(key), window) for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Escape)]
        self._keys[0].activated.connect(self.step_back)
        self._keys[1].activated.connect(lambda: action.setChecked(False))
        for key in self._keys:
            key.setEnabled(False)
        action.toggled.connect(self._turn)
        session.document_changed.connect(self._on_document)

    @property
    def asking(self) -> bool:
        """Whether a question waits for its answer."""
        return self._points is not None and self._at < len(self._points)

    def answer_digit(self, digit: int) -> bool:
        """Answer with the class of a digit, pass with 0; False when nothing is asked: it means something else."""
        if not self.asking:
            return False
        chosen = next((c for c in self._session.choice.classes.shown if c.key == str(digit)), None)
        if digit == 0:
            self._go_on(None)
        elif chosen is not None:
            self.answer_class(chosen.index)
        return True

    def answer_class(self, index: int) -> None:
        """Answer with a class; ignored when nothing is asked, or while something else paints."""
        document = self._canvas.document
        if not self.asking or self._points is None or document is None or not document.ready():
            return
        edit = answer(document.mask, self._points[self._at], index)
        if edit is not None:
            document.push(edit, already_painted=True)
        self._go_on(None if edit is None else document.history.index())

    def step_back(self) -> bool:
        """Take the last answer back and ask again; False when the newest step of the image is another one."""
        document = self._canvas.document
        if self._points is None or document is None or not self._steps:
            return False
        step = self._steps[-1]
        if step is not None:
            if document.history.index() != step:
                return False
            document.undo()
        self._steps.pop()
        self._at -= 1
        self._show()
        return True

    # Inside

    def _turn(self, on: bool) -> None:
        for key in self._keys:
            key.setEnabled(on)
        self._forget()
        if on:
            self._begin()

    def _on_document(self) -> None:
        self._forget()
        document = self._session.document
        if document is not None:
            document.prediction_changed.connect(self._begin)
            QTimer.singleShot(0, document, self._begin)  # once whoever else shows marks has taken theirs away

    def _forget(self) -> None:
        self._searching.drop()
        if self.asking:
            self._canvas.set_mark(NO_GUIDE)
        self._points, self._at, self._steps = None, 0, []

    def _begin(self) -> None:
        """Choose the points of the open image; a newer prediction does not change what is asked already."""
        project, document = self._session.project, self._canvas.document
        if not self._action.isChecked() or self._points is not None or self._searching.busy:
            return
        if project is None or document is None or document.prediction is None:
            return
        said, free, number = document.prediction, document.mask.classes == UNLABELLED, document.image_id

        def chosen() -> list[Pixel]:
            apart = prediction.margin(project, project.image(number), said.run)
            return unsure_points(said.confidence if apart is None else apart, free, seed=number)

        self._searching.ask(chosen, self._on_found)
        if free.size <= QUICK:
            self._searching.wait()

    def _on_found(self, found: Future[list[Pixel]]) -> None:
        try:
            self._take(found.result())
        except WorkbenchError as error:
            self._messages.show_error(error)

    def _take(self, points: list[Pixel]) -> None:
        self._points, self._at, self._steps = points, 0, []
        self._show()

    def _go_on(self, step: int | None) -> None:
        self._steps.append(step)
        self._at += 1
        self._show()

    def _show(self) -> None:
        """Bring the next pixel that is still unlabelled into sight, with its question."""
        document = self._canvas.document
        assert self._points is not None
        assert document is not None
        while self.asking and document.mask.classes[self._points[self._at]] != UNLABELLED:
            del self._points[self._at]  # it was painted in another way meanwhile
        if not self.asking:
            self._canvas.set_mark(NO_GUIDE)
            told = "Every point is answered" if self._points else "Nothing unlabelled is unsure here"
            self._messages.news.emit(self._keymap.filled(f"{told}. {{done_and_next}}: done, next image."))
            return
        row, column = self._points[self._at]
        middle = Point(row + 0.5, column + 0.5)
        self._canvas.show_point(middle, max(POINT_SCALE, self._canvas.view.scale))
        self._canvas.set_mark(target(middle))
        self._messages.news.emit(f"Point {self._at + 1} of {len(self._points)}. {HOW}")


def target(middle: Point) -> Guide:
    """A frame round what would be painted, and four short lines that lead to it."""
    near, y, x = RADIUS + 1.0, middle.y, middle.x
    frame = ((-near, -near), (-near, near), (near, near), (near, -near), (-near, -near))
    ways = ((0.0, 1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0))
    lines = tuple((Point(y + near * a, x + near * b), Point(y + ARM * a, x + ARM * b)) for a, b in ways)
    return Guide((tuple(Point(y + down, x + across) for down, across in frame), *lines))
