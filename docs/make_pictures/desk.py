"""The real window on a copy of the demonstration, somebody who uses it, and a picture of all that is on the screen."""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from workbench.core.geometry import Point
from workbench.core.listing import ImageQuery
from workbench.ui import style
from workbench.ui.main_window import MainWindow

SETTLE = 1200
"""Milliseconds for thumbnails to come and for everything to be painted."""

SECONDS = 180

TITLE = 28
"""Height of the strip with a dialog's title."""

SHADOW = 6
"""Pixels round a dialog that are a little darker."""


class Desk(QObject):
    """A window of a size, and what a picture needs done with it.

    Attributes:
        window: the real one.
        folder: beside the project's copy; what a picture needs on disk goes there.
    """

    def __init__(self, size: QSize, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.window = MainWindow(size)
        self.window.show()

    # What somebody does

    def open(self, project: Path) -> None:
        """Open a copy of a project at its most doubtful image, so that every picture begins alike."""
        mine = self.folder / project.name
        shutil.copytree(project, mine)
        self.window.session.open(mine)
        self.settle(400)

    def do(self, name: str) -> None:
        """Choose an action of the menus."""
        self.window.action(name).trigger()

    def show(self, panel: str) -> None:
        """Bring a panel to the front."""
        dock = self.window.findChild(QDockWidget, panel)
        dock.show()
        dock.raise_()

    def show_painted(self, place: int = 0) -> None:
        """Open one of the images on which something is painted."""
        self.window.session.show_image(self._painted()[place])
        self.settle(400)

    def _painted(self) -> list[int]:
        assert self.window.session.project is not None
        return [int(number) for number in self.window.session.project.image_ids(ImageQuery(painted=True))]

    def key(self, key: Qt.Key) -> None:
        """Press a key on the canvas."""
        QTest.keyClick(self.window.canvas, key)

    def stroke(self, *places: tuple[float, float], release: bool = True) -> None:
        """Press at the first place (row, column of the image), drag over the others, let go or hold."""
        canvas, left = self.window.canvas, Qt.MouseButton.LeftButton
        QTest.mousePress(canvas, left, pos=self._at(places[0]))
        for place in places[1:]:
            QTest.mouseMove(canvas, self._at(place))
        if release:
            QTest.mouseRelease(canvas, left, pos=self._at(places[-1]))

    def hover(self, place: tuple[float, float]) -> None:
        """Let the pointer rest there."""
        QTest.mouseMove(self.window.canvas, self._at(place))

    def _at(self, place: tuple[float, float]) -> QPoint:
        x, y = self.window.canvas.view.to_device(Point(*place))
        ratio = self.window.canvas.devicePixelRatioF()
        return QPoint(int(x / ratio), int(y / ratio))

    # Time

    def settle(self, milliseconds: int = SETTLE) -> None:
        """Let time pass; what is to be deleted goes meanwhile, as in a program that runs."""
        QTest.qWait(milliseconds)

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Let time pass until the condition holds."""
        deadline = QDeadlineTimer(1000 * SECONDS)
        while not condition():
            if deadline.hasExpired():
                raise TimeoutError(f"waited for {what}")
            self.settle(50)

    def idle(self) -> None:
        """Until no job runs."""
        self.wait(lambda: not self.window.session.jobs.busy, "the job to end")

    def inside(self, name: str, fill: Callable[[QWidget], None], took: Callable[[], None]) -> None:
        """Choose an action whose dialog holds the program: fill it, take the picture, and close it."""

        def when_open() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(50, self, when_open)
                return
            fill(dialog)
            self.settle()
            took()
            dialog.close()

        QTimer.singleShot(50, self, when_open)
        self.do(name)

    # The picture

    def picture(self) -> QImage:
        """The window, and in its middle its dialogs, each with a frame and a title as a window system draws them."""
        image = self.window.grab().toImage()
        painter = QPainter(image)
        for other in QApplication.topLevelWidgets():
            if other is not self.window and other.isVisible() and other.width() > 1:
                _draw_framed(painter, other, self.window.rect())
        painter.end()
        return image

    def leave(self) -> None:
        """Close everything, asking nothing."""
        self.window.session.jobs.finish()
        for other in QApplication.topLevelWidgets():
            if other is not self.window:
                other.close()
        self.window.close()
        self.window.deleteLater()
        self.settle(50)


def _draw_framed(painter: QPainter, dialog: QWidget, room: QRect) -> None:
    shot, theme = dialog.grab(), style.theme()
    inside = QRect(QPoint(0, 0), shot.deviceIndependentSize().toSize())
    title = TITLE if dialog.windowTitle() else 1  # a menu has none
    inside.moveCenter(room.center() + QPoint(0, title // 2))
    inside.moveTop(max(inside.top(), title))
    frame = inside.adjusted(-1, -title, 1, 1)
    for width in range(SHADOW, 0, -1):
        painter.fillRect(frame.adjusted(-width, -width, width, width), QColor(0, 0, 0, 14))
    painter.fillRect(frame, QColor(theme.line))
    painter.setPen(QColor(theme.text))
    strip = QRect(frame.topLeft(), QPoint(frame.right(), inside.top() - 1))
    painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, dialog.windowTitle())
    painter.drawPixmap(inside.topLeft(), shot)
