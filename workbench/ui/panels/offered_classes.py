"""Which classes of the prediction are shown and can be accepted: a button that opens a list of switches."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from workbench.core.classes import ClassSet, Color
from workbench.ui.panels.swatch import hollow, swatch

NAMED = 2
"""Classes that the button names; of more it tells how many they are."""


class OfferedClasses(QPushButton):
    """Switches, one a class; all are on at first.

    Signals:
        changed: the classes that are switched off (a frozenset of indices).
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current: int | None = None
        self._colors: dict[int, Color] = {}
        self._switches = _Staying(self)
        self.setMenu(self._switches)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip("Which classes of the prediction are shown, and accepted by Enter, click, lasso and brush")
        self.show_classes(ClassSet())

    @property
    def withheld(self) -> frozenset[int]:
        """The classes that are switched off."""
        return frozenset(a.data() for a in self._switches.actions() if a.isCheckable() and not a.isChecked())

    def show_classes(self, classes: ClassSet) -> None:
        """Offer switches for these classes; those that are off stay off."""
        before = self.withheld
        self._switches.clear()
        self._switches.addAction("All classes").triggered.connect(lambda: self._switch(None))
        self._switches.addAction("Only the class that paints").triggered.connect(lambda: self._switch(self._current))
        self._switches.addSeparator()
        for known in classes.shown:
            action = self._switches.addAction(known.name)
            action.setData(known.index)
            action.setCheckable(True)
            action.setChecked(known.index not in before)
            action.toggled.connect(self._on_switch)
        self._colors = {known.index: known.color for known in classes.shown}
        self._tell()
        if self.withheld != before:
            self.changed.emit(self.withheld)

    def show_current(self, index: int) -> None:
        """Which class paints."""
        self._current = index

    def switch_only(self, index: int) -> None:
        """Switch all but one class off, or, when that is so already, all on."""
        alone = self.withheld == {a.data() for a in self._switches.actions() if a.isCheckable()} - {index}
        self._switch(None if alone else index)

    def _switch(self, only: int | None) -> None:
        before = self.withheld
        for action in self._switches.actions():
            if action.isCheckable():
                action.blockSignals(True)
                action.setChecked(only is None or action.data() == only)
                action.blockSignals(False)
        if self.withheld != before:
            self._on_switch()

    def _on_switch(self) -> None:
        self._tell()
        self.changed.emit(self.withheld)

    def _tell(self) -> None:
        switches = [action for action in self._switches.actions() if action.isCheckable()]
        for action in switches:
            color = self._colors[action.data()]
            edge = "#{:02x}{:02x}{:02x}".format(*color)
            action.setIcon(swatch(color) if action.isChecked() else hollow(edge, edge))
        on = [action.text() for action in switches if action.isChecked()]
        if not self.withheld:
            self.setText("all classes")
        elif len(on) <= NAMED:
            self.setText(" and ".join(on) or "no class")
        else:
            self.setText(f"{len(on)} of {len(on) + len(self.withheld)} classes")


class _Staying(QMenu):
    """A menu that stays open while its switches are used."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A switch is turned; anything else closes the menu, as always."""
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)
