"""A window comes back where a hand can reach it, whatever became of its monitor."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from workbench.ui import recent


@pytest.fixture
def settings(qapp: object, tmp_path: Path) -> Iterator[QRect]:
    """The room of the one screen that is left."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))
    return QGuiApplication.primaryScreen().availableGeometry()


class Displaced(QMainWindow):
    """Qt has put it back where it was left: not every window system moves it into sight."""

    def __init__(self, left_at: QRect) -> None:
        super().__init__()
        self._left_at = left_at

    def restoreGeometry(self, _kept: object) -> bool:  # noqa: N802 - Qt's name
        self.setGeometry(self._left_at)
        return True


def back(place: QRect) -> QRect:
    left = QMainWindow()
    recent.remember_window(left.saveGeometry(), left.saveState())
    window = Displaced(place)
    assert recent.restore_window(window)
    return window.geometry()


@pytest.mark.parametrize("corner", [QPoint(5000, 100), QPoint(-3000, 0), QPoint(100, -2000), QPoint(100, 4000)])
def test_a_window_on_a_monitor_that_is_gone_comes_back_in_sight(settings: QRect, corner: QPoint) -> None:
    place = back(QRect(corner.x(), corner.y(), 500, 400))
    assert settings.contains(place)
    assert (place.width(), place.height()) == (500, 400), "it need not be smaller"


def test_a_window_of_a_larger_monitor_is_made_to_fit(settings: QRect) -> None:
    place = back(QRect(0, 0, 5120, 2880))
    assert settings.contains(place)


def test_a_window_whose_title_is_above_the_screen_comes_down(settings: QRect) -> None:
    assert settings.contains(back(QRect(50, -200, 500, 400)))


def test_a_window_that_can_be_reached_stays(settings: QRect) -> None:
    assert back(QRect(60, 70, 500, 400)) == QRect(60, 70, 500, 400)
    partly = QRect(settings.right() - 300, 100, 500, 400)
    assert back(partly) == partly, "a person may leave it half outside"
