"""Changes of a whole mask, worked out off the window's thread where that takes long."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject

from workbench.core.edit import Edit
from workbench.core.errors import WorkbenchError
from workbench.ui.document import Document
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands

AT_ONCE = 1_000_000
"""The change of an image of so many pixels is worked out within 10 ms, that of 100 megapixels in most of a second."""

LEAVING_SECONDS = 3.0
"""How long an image that is left waits for its change."""


class Changes(QObject):
    """One change at a time. While it is worked out the mask can be seen, but nothing else may change it."""

    def __init__(self, session: Session, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages
        self._errands = Errands()
        self._document: Document | None = None
        session.leaving.connect(self._finish)

    def make(self, document: Document, work: Callable[[], Edit | None], told: Callable[[Edit | None], None]) -> None:
        """Make a change the newest step of an image; nothing happens while something else is painting in it.

        Args:
            document: whose mask changes.
            work: gives the edit, or None when nothing would change; may be called on another thread.
            told: given the edit once it is made, or None when there was none.
        """
        if not document.ready():
            return

        def take(outcome: Future[Edit | None]) -> None:
            self._let_go()
            try:
                edit = outcome.result()
            except WorkbenchError as error:
                self._messages.show_error(error)
                return
            if edit is not None:
                document.push(edit)
            told(edit)

        if document.mask.rect.area <= AT_ONCE:
            outcome: Future[Edit | None] = Future()
            try:
                outcome.set_result(work())
            except WorkbenchError as error:
                outcome.set_exception(error)
            take(outcome)
            return
        self._document = document
        document.set_painting(True)
        self._errands.ask(lambda: _counted(work), take)

    def _finish(self) -> None:
        """The image is left: what is nearly there is waited for, the rest is given up."""
        if not self._errands.wait(LEAVING_SECONDS):
            self._errands.drop()
            self._let_go()

    def _let_go(self) -> None:
        document, self._document = self._document, None
        if document is not None:
            document.set_painting(False)


def _counted(work: Callable[[], Edit | None]) -> Edit | None:
    edit = work()
    return None if edit is None else edit.counted()
