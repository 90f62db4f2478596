"""Images that were left before all that was done in them was on disk."""

from workbench.services.annotation import Keeper
from workbench.ui.document import Document


class LeftImages:
    """Holds their documents until the disk has everything: the file does not know yet what they show."""

    def __init__(self) -> None:
        self._documents: dict[int, Document] = {}

    def leave(self, document: Document, keeper: Keeper | None) -> None:
        """Another image is open now: hold this one while changes of it wait."""
        document.leave()
        self._let_go(document.image_id)
        if keeper is not None and keeper.waits(document.image_id):
            self._documents[document.image_id] = document
        else:
            document.deleteLater()

    def take(self, image_id: int, shown: Document | None, keeper: Keeper | None, seconds: float) -> Document | None:
        """The document of an image, the one that is shown or one that is held, when the disk does not take its changes.

        None where the file has everything and can be read. A disk that only is slow is waited for so many seconds.
        """
        document = shown if shown is not None and shown.image_id == image_id else self._documents.get(image_id)
        if document is None or keeper is None or not keeper.waits(image_id) or keeper.hurry(seconds):
            return None
        self._documents.pop(image_id, None)
        return document

    def release(self, keeper: Keeper | None) -> None:
        """Let go of those that the disk has; without a keeper, of all."""
        for image_id in list(self._documents):
            if keeper is None or not keeper.waits(image_id):
                self._let_go(image_id)

    def _let_go(self, image_id: int) -> None:
        held = self._documents.pop(image_id, None)
        if held is not None:
            held.deleteLater()
