"""The name of a class, changed where it stands."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QToolTip, QWidget

from workbench.core.errors import WorkbenchError
from workbench.ui.panels.typed_line import TypedLine


class ClassNameField(TypedLine):
    """Enter takes the name, and says why where it cannot be; Escape, or leaving the field, lets it be as it was.

    Args:
        name: to begin with.
        take: takes the name, or raises a WorkbenchError.
        parent: the owner.

    Signals:
        ended: nothing is typed any more.
    """

    ended = Signal()

    def __init__(self, name: str, take: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._take, self._before, self._over = take, name, False
        self.setAccessibleName("Name of the class")
        self.setProperty("inline", "true")
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape end the typing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif event.key() == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is somebody else's now; a menu or another window only borrows it."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._end()

    def _finish(self) -> None:
        if self.text() == self._before:
            self._end()
            return
        self._over = True  # the list is made anew, and this field with it
        try:
            self._take(self.text())
        except WorkbenchError as error:
            self._over = False
            self.setToolTip(f"{error.message} {error.cure}".strip())
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self.toolTip(), self)
            self.selectAll()
            return
        self.ended.emit()

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self.ended.emit()
