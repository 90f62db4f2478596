"""The view of cells against Qt's own list with the same cells: where each stands, what keys and presses choose."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, QStringListModel, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QStyledItemDelegate

from workbench.ui.panels.gallery.cell_view import CellView

CELL = QSize(60, 40)
COUNT = 95
MODIFIERS = Qt.KeyboardModifier


class Cells(QStyledItemDelegate):
    def sizeHint(self, *_: object) -> QSize:  # noqa: N802 - Qt's
        return CELL


@pytest.fixture(params=[False, True], ids=["strip", "grid"])
def both(qtbot: object, request: pytest.FixtureRequest) -> tuple[CellView, QListView]:
    """Ours and Qt's, with room for the same cells."""
    grid: bool = request.param
    model = QStringListModel([f"n{number}" for number in range(COUNT)])
    ours, theirs = CellView(CELL), QListView()
    ours.set_grid(grid)
    theirs.setFlow(QListView.Flow.LeftToRight)
    theirs.setWrapping(grid)
    theirs.setUniformItemSizes(True)
    theirs.setFrameShape(QListView.Shape.NoFrame)
    for view in (ours, theirs):
        view.setFrameShape(QAbstractItemView.Shape.NoFrame)
        view.setStyleSheet(
            "* { border: none; padding: 0; margin: 0 }"
        )  # as a test that came before may have dressed all
        qtbot.addWidget(view)  # type: ignore[attr-defined]
        view.setModel(model)
        view.setItemDelegate(Cells(view))
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.resize(350, 170 if grid else CELL.height())  # Qt makes the cells of a strip as high as it is
        view.show()
        QTest.qWaitForWindowExposed(view)
    theirs.doItemsLayout()
    ours._model = theirs._model = model  # kept alive
    return ours, theirs


def rows(view: QAbstractItemView) -> list[int]:
    return sorted(index.row() for index in view.selectedIndexes())


def test_every_cell_stands_where_qt_puts_it(both: tuple[CellView, QListView]) -> None:
    ours, theirs = both
    across, down = ours.horizontalScrollBar(), ours.verticalScrollBar()
    assert (across.maximum(), down.maximum()) == (
        theirs.horizontalScrollBar().maximum(),
        theirs.verticalScrollBar().maximum(),
    )
    for share in (0.0, 0.37, 1.0):
        for view in both:
            for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
                bar.setValue(round(share * bar.maximum()))
        for row in range(0, COUNT, 7):
            index = ours.model().index(row, 0)
            assert ours.visualRect(index) == theirs.visualRect(index), (share, row)
        for x in range(0, 350, 23):
            for y in range(0, ours.height(), 19):
                assert ours.indexAt(QPoint(x, y)) == theirs.indexAt(QPoint(x, y)), (share, x, y)


def test_a_cell_out_of_sight_is_brought_into_it_as_qt_does(both: tuple[CellView, QListView]) -> None:
    for row in (50, 3, 94, 60, 59, 0):
        for view in both:
            view.scrollTo(view.model().index(row, 0))
        mine, qts = (view.visualRect(view.model().index(row, 0)) for view in both)
        assert both[0].viewport().rect().contains(mine), row
        assert (mine.topLeft() - qts.topLeft()).manhattanLength() <= 1, "Qt lets a strip's last column of pixels go"


def test_presses_and_keys_choose_what_they_choose_in_qt_s_list(both: tuple[CellView, QListView]) -> None:
    places = [(QPoint(70, 10), MODIFIERS.NoModifier), (QPoint(200, 30), MODIFIERS.ShiftModifier)]
    places += [(QPoint(10, 10), MODIFIERS.ControlModifier), (QPoint(130, 20), MODIFIERS.ControlModifier)]
    keys = [Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home]
    told: list[list[list[int]]] = []
    for view in both:
        steps = []
        for place, modifier in places:
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)
            steps.append(rows(view))
        for number, key in enumerate(keys):
            QTest.keyClick(view, key, MODIFIERS.ShiftModifier if number % 2 else MODIFIERS.NoModifier)
            steps.append([*rows(view), 1000 + view.currentIndex().row()])
        view.selectAll()
        steps.append(rows(view))
        told.append(steps)
    ours, theirs = told
    assert len(ours[1]) == 3
    assert ours == theirs
    assert ours[-1] == list(range(COUNT))


def test_a_press_beside_the_cells_chooses_none(both: tuple[CellView, QListView]) -> None:
    ours = both[0]
    ours.verticalScrollBar().setValue(10_000)
    ours.horizontalScrollBar().setValue(10_000)
    ours.selectAll()
    QTest.mouseClick(ours.viewport(), Qt.MouseButton.LeftButton, MODIFIERS.NoModifier, QPoint(345, 165))
    assert rows(ours) == []


def test_a_wheel_moves_along_the_strip_and_down_the_grid(both: tuple[CellView, QListView]) -> None:
    ours = both[0]
    turned = QWheelEvent(
        QPointF(50, 50),
        QPointF(ours.mapToGlobal(QPoint(50, 50))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        MODIFIERS.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(ours.viewport(), turned)
    moved = ours.verticalScrollBar().value() if ours.grid else ours.horizontalScrollBar().value()
    assert moved > 0
