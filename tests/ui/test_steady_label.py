"""A line of labels whose texts change: the neighbours keep their places."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from workbench.ui.panels.steady_label import SteadyLabel


class Layouts(QObject):
    """Counts how often a widget is laid out anew."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def line(qtbot: object) -> tuple[QWidget, SteadyLabel, QLabel]:
    """A label that changes, and a neighbour to its right."""
    line, changing, neighbour = QWidget(), SteadyLabel(40), QLabel("100 %")
    row = QHBoxLayout(line)
    row.addWidget(changing)
    row.addWidget(neighbour)
    row.addStretch(1)
    line.resize(900, 40)
    line.show()
    return line, changing, neighbour


def test_a_shorter_text_does_not_pull_the_neighbour(line: tuple[QWidget, SteadyLabel, QLabel]) -> None:
    _, changing, neighbour = line
    changing.setText("x 1999  y 1024: background (accepted)")
    QApplication.processEvents()
    place = neighbour.x()
    changing.setText("x 1: sky")
    QApplication.processEvents()
    assert neighbour.x() == place


def test_a_longer_text_is_seen_whole(line: tuple[QWidget, SteadyLabel, QLabel]) -> None:
    _, changing, neighbour = line
    for text in ("short", "a text that is a good deal longer", "one that is longer still, by more than a few words"):
        changing.setText(text)
        QApplication.processEvents()
        assert changing.width() >= changing.fontMetrics().horizontalAdvance(text)
        assert neighbour.x() >= changing.geometry().right()


def test_an_empty_text_gives_its_room_back(line: tuple[QWidget, SteadyLabel, QLabel]) -> None:
    _, changing, _ = line
    changing.setText("training: step 12 of 600, mIoU 0.42, 33 s left")
    changing.setText("")
    QApplication.processEvents()
    assert changing.width() == 40


def test_texts_that_fit_lay_nothing_out_anew(line: tuple[QWidget, SteadyLabel, QLabel]) -> None:
    widget, changing, _ = line
    changing.setText("x 4000  y 3000: background")
    QApplication.processEvents()
    layouts = Layouts()
    widget.installEventFilter(layouts)
    for column in range(50):
        changing.setText(f"x {column}  y 7: sky")
        QApplication.processEvents()
    assert layouts.count == 0


def test_text_of_a_person_is_not_read_as_markup(line: tuple[QWidget, SteadyLabel, QLabel]) -> None:
    _, changing, _ = line
    changing.setText("<b>sky</b>")
    assert changing.width() >= changing.fontMetrics().horizontalAdvance("<b>sky</b>")
