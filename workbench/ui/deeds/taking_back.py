"""What was said of images can be taken back, the last first, while the project is open."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from workbench.ui.messages import Messages
from workbench.ui.session import Session

KEPT = 20
"""Changes that can be taken back."""


class TakingBack(QObject):
    """A pile of changes of lists: of status, split, tags, and of what belongs to the project."""

    def __init__(self, session: Session, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages
        self._pile: list[tuple[str, Callable[[], None]]] = []
        session.project_changed.connect(self._pile.clear)

    @property
    def words(self) -> str:
        """What was done last, in words; "" when there is nothing to take back."""
        return self._pile[-1][0] if self._pile else ""

    def keep(self, words: str, undo: Callable[[], None]) -> None:
        """Something was done: tell it, and how to take it back."""
        self._pile.append((words, undo))
        del self._pile[:-KEPT]
        self._messages.news.emit(f"{words}.")

    def take_back(self) -> None:
        """Undo what was done last."""
        if not self._pile:
            self._messages.news.emit("Nothing to take back in the list of images.")
            return
        words, undo = self._pile.pop()
        undo()
        self._messages.news.emit(f"Taken back: {words}.")
