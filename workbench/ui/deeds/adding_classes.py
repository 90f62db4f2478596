"""Adds a whole list of classes to the open project."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.core.classes import ClassSet
from workbench.core.counting import counted
from workbench.core.errors import WorkbenchError
from workbench.ui.dialogs.add_classes import AddClassesDialog
from workbench.ui.messages import Messages
from workbench.ui.session import Session


class AddingClasses(QObject):
    """Asks for the list, and says what it brought.

    Args:
        session: whose project gets them.
        messages: told what came, and what went wrong.
        window: the owner.
    """

    def __init__(self, session: Session, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window

    def ask(self) -> None:
        """Show the dialog."""
        if self._session.project is not None:
            dialog = AddClassesDialog(self._window)
            dialog.accepted.connect(lambda: self._add(dialog.classes))
            dialog.open()

    def _add(self, wanted: ClassSet) -> None:
        try:
            added = self._session.choice.add_all(wanted)
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        there = len(wanted) - len(added)
        known = f" {there:,} of that name {'was' if there == 1 else 'were'} there already." if there else ""
        self._messages.news.emit(f"{counted(len(added), 'class', 'classes')} added.{known}")
