"""Copies the mask of the image before, as far as nothing is painted."""

from PySide6.QtCore import QObject

from workbench.core.edit import Edit, edit_from_pixels
from workbench.core.mask import UNLABELLED, Origin
from workbench.ui.deeds.changes import Changes
from workbench.ui.messages import Messages
from workbench.ui.session import Session


class Copying(QObject):
    """Copies into the open image."""

    def __init__(self, session: Session, changes: Changes, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._changes, self._messages = session, changes, messages

    def copy_previous(self) -> None:
        """Paint where nothing is painted what the image before has there."""
        document, project = self._session.document, self._session.project
        if document is None or project is None:
            return
        before = project.image_beside(document.image_id, False)
        if before is None:
            self._messages.news.emit("This is the first image: there is none before it.")
            return
        mask = document.mask
        if (before.height, before.width) != mask.classes.shape:
            self._messages.news.emit(f"{before.name} is of another size; nothing was copied.")
            return

        def work() -> Edit | None:
            other = project.mask(before.id).classes
            wanted = (mask.classes == UNLABELLED) & (other != UNLABELLED)
            return edit_from_pixels(mask, wanted, other, Origin.IMPORTED, "copy")

        def tell(edit: Edit | None) -> None:
            copied = f"Copied from {before.name} where nothing was painted."
            self._messages.news.emit(copied if edit is not None else f"Nothing to copy from {before.name}.")

        self._changes.make(document, work, tell)
