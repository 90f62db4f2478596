"""A merged class comes back into the list with its pixels: when a merge is undone, nothing else would show them."""

from PySide6.QtCore import QObject

from workbench.core.errors import WorkbenchError
from workbench.ui.document import Document
from workbench.ui.messages import Messages
from workbench.ui.session import Session


class ClassReturn(QObject):
    """Watches the open image for pixels of classes that a merge has hidden."""

    def __init__(self, session: Session, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._messages = session, messages
        session.document_changed.connect(self._watch)

    def _watch(self) -> None:
        document = self._session.document
        if document is not None:
            document.areas_changed.connect(self._look)

    def _look(self) -> None:
        """List a merged class again that the image has pixels of, and say so."""
        document, choice = self._session.document, self._session.choice
        if document is None or self._session.jobs.busy:  # a merge that runs hides its class only at its end
            return
        back = [c for c in choice.classes.classes if c.merged_into is not None and _painted(document, c.index)]
        try:
            for c in back:
                choice.list_again(c.index)
                self._messages.news.emit(f"{c.name} is in the list again: this image has pixels of it once more.")
        except WorkbenchError as error:
            self._messages.show_error(error)


def _painted(document: Document, index: int) -> bool:
    return document.areas.get(index, 0) > 0
