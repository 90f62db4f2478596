"""New classes."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.ui.dialogs.class_name import ClassNameDialog
from workbench.ui.session import Session


class ClassNaming(QObject):
    """Asks for the name."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._choice, self._window = session.choice, window

    def ask_new(self) -> None:
        """Ask for the name of a new class, and paint with it."""
        ClassNameDialog("Add class", "", self._choice.add, self._window).open()
