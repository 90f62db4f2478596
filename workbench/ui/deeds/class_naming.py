"""New classes, and other names for those that are there."""

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.ui.dialogs.class_name import ClassNameDialog
from workbench.ui.session import Session


class ClassNaming(QObject):
    """Asks for the names."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._choice, self._window = session.choice, window

    def ask_new(self) -> None:
        """Ask for the name of a new class, and paint with it."""
        ClassNameDialog("Add class", "", self._choice.add, self._window).open()

    def ask_name(self, index: int) -> None:
        """Ask for another name of a class."""
        shown = self._choice.classes.get(index)
        if shown is None:
            return

        def take(name: str) -> None:
            if name != shown.name:
                self._choice.change(replace(shown, name=name))

        ClassNameDialog("Rename class", shown.name, take, self._window).open()
