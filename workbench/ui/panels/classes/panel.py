"""The list of classes: choose, see how much is painted, hide from view, rename, recolour, reorder, merge, add."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.core.classes import LabelClass
from workbench.core.errors import WorkbenchError
from workbench.ui.messages import Messages
from workbench.ui.panels.classes.row import ClassRow
from workbench.ui.panels.swatch import swatch
from workbench.ui.session import Session
from workbench.ui.style import GRID


class ClassesPanel(QWidget):
    """All classes of the project.

    Attributes:
        key_of: gives the key of an action by its name, to be told in menus.

    Signals:
        unseen_changed: the classes whose eyes are closed (a frozenset of indices): the canvas should not show them.
        named: a class was clicked, whether or not it paints already (its index).
        add: a new class is wanted.
        merge: (source, target): the first class should be merged into the second.
        delete: a class should be taken out, and its pixels given to another.
        locked: a padlock was clicked: (index, whether no tool may paint over the class).
        left: a name was typed: the keyboard is wanted elsewhere.
    """

    unseen_changed = Signal(object)
    named = Signal(int)
    add = Signal()
    merge = Signal(int, int)
    delete = Signal(int)
    locked = Signal(int, bool)
    left = Signal()

    def __init__(self, session: Session, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.key_of: Callable[[str], str] = lambda _name: ""
        self._session = session
        self._messages = messages
        self._rows: dict[int, ClassRow] = {}
        self._unseen: frozenset[int] = frozenset()
        self._locked: frozenset[int] = frozenset()
        self._scores: tuple[int, dict[int, float]] = (0, {})
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._none = QLabel("No classes yet. Name what you want to find in the images: one class for each thing.")
        self._none.setProperty("role", "faint")
        self._none.setWordWrap(True)
        inner = QWidget()
        inner.setObjectName("panel")
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._none)
        outer.addLayout(self._list)
        outer.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setMinimumHeight(4 * 30)  # four classes in sight, also in a small window
        self._add = QPushButton("Add class")
        self._add.clicked.connect(self.add)
        self.add_list = QPushButton("From a list...")
        self.add_list.setToolTip("Paste names, read a file, or take a known set such as PASCAL VOC")
        self._hidden = QPushButton()
        self._hidden.setToolTip("Classes that were taken out of the list; choose one to put it back")
        self._hidden.setMenu(QMenu(self._hidden))
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._add, 1)
        buttons.addWidget(self.add_list, 1)
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

    def show_locked(self, locked: frozenset[int]) -> None:
        """Show which classes no tool paints over."""
        self._locked = locked
        for index, row in self._rows.items():
            row.set_locked(index in locked)

    def show_scores(self, run: int, ious: dict[int, float]) -> None:
        """Show how well the best model, of that run, tells each class on val (IoU by class index)."""
        self._scores = run, ious
        for index, row in self._rows.items():
            row.set_iou(ious.get(index), run)

    def open_menu(self) -> None:
        """Open the menu of the class that paints, beside its row: for the keyboard."""
        row = self._rows.get(self._session.choice.current)
        if row is not None:
            menu = self.menu_of(row.index)
            menu.popup(row.mapToGlobal(QPoint(GRID, row.height())))
            menu.setActiveAction(menu.actions()[0])

    def menu_of(self, index: int) -> QMenu:
        """What can be done with a class; deleted once it is closed."""
        choice = self._session.choice
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        listed = choice.classes.shown
        place = [c.index for c in listed].index(index)
        menu.addAction("&Rename", lambda: self.rename(index))
        menu.addAction("Change &colour...", lambda: self.ask_colour(index))
        keys = menu.addMenu("&Key")
        for number in range(min(9, len(listed))):
            action = keys.addAction(f"&{number + 1}")
            action.triggered.connect(lambda _on=False, at=number: self._try(lambda: choice.move(index, at)))
            action.setCheckable(True)
            action.setChecked(number == place)
        menu.addSeparator()
        lock = menu.addAction("&Protect: no tool paints over it")
        lock.setCheckable(True)
        lock.setChecked(index in self._locked)
        lock.toggled.connect(lambda on: self.locked.emit(index, on))
        only = menu.addAction("Show &only this class", lambda: self._isolate(index))
        only.setCheckable(True)
        only.setChecked(self._unseen == {c.index for c in listed} - {index} != set())
        menu.addSeparator()
        up, under = (f"\t{self.key_of(name)}" for name in ("class_up", "class_down"))
        menu.addAction(f"Move &up{up}", lambda: self._try(lambda: choice.move_by(-1, index))).setEnabled(place > 0)
        down = menu.addAction(f"Move &down{under}", lambda: self._try(lambda: choice.move_by(1, index)))
        down.setEnabled(place < len(listed) - 1)
        menu.addSeparator()
        menu.addAction("&Hide from the list", lambda: self.hide_class(index))
        targets = menu.addMenu("&Merge into")
        for other in choice.classes.shown:
            if other.index != index:
                merge = targets.addAction(swatch(other.color), other.name.replace("&", "&&"))
                merge.triggered.connect(lambda _checked=False, into=other.index: self.merge.emit(index, into))
        possible = not targets.isEmpty() and not self._session.jobs.busy
        targets.setEnabled(possible)
        menu.addAction("De&lete...", lambda: self.delete.emit(index)).setEnabled(possible)
        return menu

    def rename(self, index: int) -> None:
        """Let the name of a class be typed where it stands."""
        shown = self._session.choice.classes.get(index)
        if shown is not None and index in self._rows:
            self._rows[index].rename(lambda name: self._session.choice.change(replace(shown, name=name)))

    def _isolate(self, index: int) -> None:
        """Show only this class; all of them where that is so already."""
        others = frozenset(self._rows) - {index}
        unseen = frozenset[int]() if self._unseen == others else others
        for number, row in self._rows.items():
            row.set_seen(number not in unseen)
        self._set_unseen(unseen)

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
            row = ClassRow(shown, shown.index not in self._unseen, shown.index in self._locked)
            run, ious = self._scores
            row.set_iou(ious.get(shown.index), run)
            row.chosen.connect(self._session.choice.choose)
            row.chosen.connect(self.named)
            row.visibility.connect(self._on_eye)
            row.alone.connect(self._isolate)
            row.lock.connect(self.locked)
            row.renaming.connect(self.rename)
            row.named.connect(self.left)
            row.menu.connect(lambda index, place: self.menu_of(index).popup(place))
            row.dragged.connect(self._on_dragged)
            row.dropped.connect(self._on_dropped)
            self._rows[shown.index] = row
            self._list.addWidget(row)
        for button in (self._add, self.add_list):
            button.setEnabled(self._session.project is not None)
        self._none.setVisible(not listed)
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

    def hide_class(self, index: int) -> None:
        """Take a class out of the list; its pixels stay."""
        self._try(lambda: self._session.choice.hide(index))

    def ask_colour(self, index: int) -> None:
        """Ask for another colour of a class."""
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
