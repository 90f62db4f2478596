"""The list of classes: choose, see how much is painted, hide from view, rename, recolour, reorder, merge, add."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.core.classes import LabelClass
from workbench.core.errors import WorkbenchError
from workbench.ui.messages import Messages
from workbench.ui.panels.class_row import ClassRow
from workbench.ui.panels.swatch import swatch
from workbench.ui.session import Session
from workbench.ui.style import GRID


class ClassesPanel(QWidget):
    """All classes of the project.

    Signals:
        unseen_changed: the classes whose eyes are closed (a frozenset of indices): the canvas should not show them.
        named: a class was clicked, whether or not it paints already (its index).
        add: a new class is wanted.
        rename: another name is wanted for that class.
        merge: (source, target): the first class should be merged into the second.
    """

    unseen_changed = Signal(object)
    named = Signal(int)
    add = Signal()
    rename = Signal(int)
    merge = Signal(int, int)

    def __init__(self, session: Session, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._session = session
        self._messages = messages
        self._rows: dict[int, ClassRow] = {}
        self._unseen: frozenset[int] = frozenset()
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
        self._add.clicked.connect(self.add)
        self._hidden = QPushButton()
        self._hidden.setToolTip("Classes that were taken out of the list; choose one to put it back")
        self._hidden.setMenu(QMenu(self._hidden))
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._add, 1)
        buttons.addWidget(self._hidden)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(scroll, 1)
        layout.addLayout(buttons)
        session.choice.changed.connect(self._fill)
        session.project_changed.connect(self._fill)
        session.choice.chosen.connect(self._mark)
        self._fill()

    def show_areas(self, areas: dict[int, int], pixels: int) -> None:
        """Show how much of the open image each class covers (pixels by class index)."""
        for index, row in self._rows.items():
            row.set_area(areas.get(index, 0) / pixels if pixels else 0.0)

    def menu_of(self, index: int) -> QMenu:
        """What can be done with a class; deleted once it is closed."""
        choice = self._session.choice
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Rename...", lambda: self.rename.emit(index))
        menu.addAction("Change colour...", lambda: self._ask_colour(index))
        menu.addSeparator()
        menu.addAction("Move up\tAlt+Up", lambda: self._try(lambda: choice.move_by(-1, index)))
        menu.addAction("Move down\tAlt+Down", lambda: self._try(lambda: choice.move_by(1, index)))
        menu.addSeparator()
        menu.addAction("Hide from the list", lambda: self._try(lambda: choice.hide(index)))
        targets = menu.addMenu("Merge into")
        for other in choice.classes.shown:
            if other.index != index:
                merge = targets.addAction(swatch(other.color), other.name.replace("&", "&&"))
                merge.triggered.connect(lambda _checked=False, into=other.index: self.merge.emit(index, into))
        targets.setEnabled(not targets.isEmpty() and not self._session.jobs.busy)
        return menu

    def _fill_hidden(self, hidden: list[LabelClass]) -> None:
        menu, choice = self._hidden.menu(), self._session.choice
        menu.clear()
        for known in hidden:
            merged = known.merged_into is not None
            words = f"{known.name} (merged into {choice.classes.name_of(choice.classes.final(known.index))})"
            back = menu.addAction(swatch(known.color), (words if merged else known.name).replace("&", "&&"))
            back.triggered.connect(
                lambda _checked=False, index=known.index: self._try(lambda: choice.hide(index, False))
            )
        self._hidden.setText(f"{len(hidden)} hidden")
        self._hidden.setVisible(bool(hidden))

    def _on_dragged(self, index: int, place: QPoint) -> None:
        """Draw a row along the list: it takes the place of the row whose middle the pointer has passed."""
        row, others = self._rows[index], [r for r in self._rows.values() if r.index != index]
        middles = [other.mapToGlobal(other.rect().center()).y() for other in others]
        self._list.removeWidget(row)
        self._list.insertWidget(sum(middle < place.y() for middle in middles), row)
        row.raise_()

    def _on_dropped(self, index: int) -> None:
        place = self._list.indexOf(self._rows[index])
        if [c.index for c in self._session.choice.classes.shown].index(index) != place:
            self._try(lambda: self._session.choice.move(index, place))

    def _fill(self) -> None:
        for row in self._rows.values():
            self._list.removeWidget(row)
            row.deleteLater()
        self._rows = {}
        listed = self._session.choice.classes.shown
        # A class that leaves the list is seen: nothing else would tell that its pixels are there.
        self._set_unseen(self._unseen & {shown.index for shown in listed})
        for shown in listed:
            row = ClassRow(shown, shown.index not in self._unseen)
            row.chosen.connect(self._session.choice.choose)
            row.chosen.connect(self.named)
            row.visibility.connect(self._on_eye)
            row.rename.connect(self.rename)
            row.menu.connect(lambda index, place: self.menu_of(index).popup(place))
            row.dragged.connect(self._on_dragged)
            row.dropped.connect(self._on_dropped)
            self._rows[shown.index] = row
            self._list.addWidget(row)
        self._add.setEnabled(self._session.project is not None)
        self._fill_hidden([c for c in self._session.choice.classes if c.hidden])
        self._mark(self._session.choice.current)

    def _on_eye(self, index: int, seen: bool) -> None:
        self._set_unseen(self._unseen - {index} if seen else self._unseen | {index})

    def _set_unseen(self, unseen: frozenset[int]) -> None:
        if unseen != self._unseen:
            self._unseen = unseen
            self.unseen_changed.emit(unseen)

    def _mark(self, index: int) -> None:
        for number, row in self._rows.items():
            row.set_current(number == index)

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
