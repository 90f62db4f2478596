"""The list of classes: choose, see how much is painted, hide from view, rename, recolour, add."""

import html
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QColorDialog,
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.core.classes import LabelClass
from workbench.core.errors import WorkbenchError
from workbench.ui.messages import Messages
from workbench.ui.panels.steady_label import SteadyLabel
from workbench.ui.panels.swatch import swatch
from workbench.ui.session import Session
from workbench.ui.style import GRID, icon, theme


class ElidedLabel(QLabel):
    """A line of plain text that ends in dots where there is no room for it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = text
        self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text anew."""
        super().resizeEvent(event)
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))


class ClassRow(QFrame):
    """One class.

    Signals:
        chosen: it was clicked.
        visibility: its eye was clicked; whether its pixels are to be seen.
        rename, recolour: asked for in its menu or by a double click.
    """

    chosen = Signal(int)
    visibility = Signal(int, bool)
    rename = Signal(int)
    recolour = Signal(int)

    def __init__(self, shown: LabelClass, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = shown.index
        self.setObjectName("classRow")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 1, 4, 1)
        row.setSpacing(GRID)
        colour = QLabel()
        colour.setPixmap(swatch(shown.color).pixmap(QSize(16, 16)))
        key = QLabel(shown.key)
        key.setProperty("role", "faint")
        key.setFixedWidth(10)
        name = ElidedLabel(shown.name)
        name.setToolTip(html.escape(f"{shown.name}: number {shown.index} in masks"))
        self._area = SteadyLabel()
        self._area.setProperty("role", "faint")
        self._eye = QToolButton()
        self._eye.setAutoRaise(True)
        self._eye.setCheckable(True)
        self._eye.setChecked(True)
        self._eye.setToolTip("Show or hide this class on the canvas (its pixels stay)")
        self._eye.setAccessibleName(f"Show {shown.name}")
        self._eye.toggled.connect(self._on_eye)
        self._on_eye(True)
        for widget, stretch in ((colour, 0), (key, 0), (name, 1), (self._area, 0), (self._eye, 0)):
            row.addWidget(widget, stretch)

    def set_current(self, current: bool) -> None:
        """Mark it as the class that paints."""
        now = theme()
        edge = now.accent if current else "transparent"
        fill = now.field if current else "transparent"
        self.setStyleSheet(f"#classRow {{ border: 1px solid {edge}; background: {fill}; border-radius: 6px; }}")

    def set_area(self, share: float) -> None:
        """Show which share of the open image it covers."""
        self._area.setText("" if share == 0 else ("< 0.1 %" if share < 0.001 else f"{share:.1%}".replace("%", " %")))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses; the right button opens the menu."""
        self.chosen.emit(self.index)
        if event.button() == Qt.MouseButton.RightButton:
            menu = QMenu(self)
            menu.addAction("Rename...", lambda: self.rename.emit(self.index))
            menu.addAction("Change colour...", lambda: self.recolour.emit(self.index))
            menu.exec(event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """A double click renames."""
        self.rename.emit(self.index)

    def _on_eye(self, seen: bool) -> None:
        self._eye.setIcon(icon("eye-outline" if seen else "eye-off-outline", theme().faint))
        self.visibility.emit(self.index, seen)


class ClassesPanel(QWidget):
    """All classes of the project.

    Signals:
        visibility: (index, seen): the canvas should show or hide a class.
    """

    visibility = Signal(int, bool)

    def __init__(self, session: Session, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._session = session
        self._messages = messages
        self._rows: dict[int, ClassRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._list.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        inner.setObjectName("panel")
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._list)
        outer.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setMinimumHeight(4 * 30)  # four classes in sight, also in a small window
        self._add = QPushButton("Add class")
        self._add.clicked.connect(self._ask_new)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._add)
        session.choice.changed.connect(self._fill)
        session.project_changed.connect(self._fill)
        session.choice.chosen.connect(self._mark)
        self._fill()

    def show_areas(self, areas: dict[int, int], pixels: int) -> None:
        """Show how much of the open image each class covers (pixels by class index)."""
        for index, row in self._rows.items():
            row.set_area(areas.get(index, 0) / pixels if pixels else 0.0)

    def _fill(self) -> None:
        for row in self._rows.values():
            self._list.removeWidget(row)
            row.deleteLater()
        self._rows = {}
        for shown in self._session.choice.classes.shown:
            row = ClassRow(shown)
            row.chosen.connect(self._session.choice.choose)
            row.visibility.connect(self.visibility)
            row.rename.connect(self._ask_name)
            row.recolour.connect(self._ask_colour)
            self._rows[shown.index] = row
            self._list.addWidget(row)
        self._add.setEnabled(self._session.project is not None)
        self._mark(self._session.choice.current)

    def _mark(self, index: int) -> None:
        for number, row in self._rows.items():
            row.set_current(number == index)

    def _ask_new(self) -> None:
        name, accepted = QInputDialog.getText(self, "Add class", "Name of the class:")
        if accepted:
            self._try(lambda: self._session.choice.add(name))

    def _ask_name(self, index: int) -> None:
        shown = self._session.choice.classes.get(index)
        if shown is None:
            return
        name, accepted = QInputDialog.getText(self, "Rename class", "Name of the class:", text=shown.name)
        if accepted and name != shown.name:
            self._try(lambda: self._session.choice.change(replace(shown, name=name)))

    def _ask_colour(self, index: int) -> None:
        shown = self._session.choice.classes.get(index)
        if shown is None:
            return
        chosen = QColorDialog.getColor(QColor(*shown.color), self, f"Colour of {shown.name}")
        if chosen.isValid():
            color = (chosen.red(), chosen.green(), chosen.blue())
            self._try(lambda: self._session.choice.change(replace(shown, color=color)))

    def _try(self, change: Callable[[], None]) -> None:
        try:
            change()
        except WorkbenchError as error:
            self._messages.show_error(error)
