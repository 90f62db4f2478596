"""Brings a prediction that has just come to the image that is open, without holding its window up."""

from collections.abc import Callable
from concurrent.futures import Future

from workbench.core.errors import WorkbenchError
from workbench.core.prediction import Prediction
from workbench.core.records import ImageRecord
from workbench.services import prediction
from workbench.store.project import Project
from workbench.ui.document import Document
from workbench.ui.work.errands import Errands

AT_ONCE = 4_000_000
"""The prediction of an image of so many pixels is read within 40 ms, that of 100 megapixels in 3 s."""


class Arriving:
    """One image at a time. What it shows already stays until the new one is there: nothing flickers.

    Args:
        refuse: told why a prediction cannot be read.
    """

    def __init__(self, refuse: Callable[[WorkbenchError], None]) -> None:
        self._refuse = refuse
        self._errands = Errands()

    def bring(self, project: Project, document: Document) -> None:
        """Show what the project holds of this image: before this returns when the image is small."""
        image = project.image(document.image_id)
        self._errands.drop()
        if document.mask.rect.area <= AT_ONCE:
            self._show(document, _read(project, image))
        else:
            self._errands.ask(lambda: _read(project, image), lambda outcome: self._on_read(document, outcome))

    def give_up(self) -> None:
        """Nobody waits for it any more: another image is open, or none."""
        self._errands.drop()

    def _on_read(self, document: Document, outcome: Future[Prediction | WorkbenchError | None]) -> None:
        self._show(document, outcome.result())

    def _show(self, document: Document, read: Prediction | WorkbenchError | None) -> None:
        try:
            if isinstance(read, WorkbenchError):
                raise read
            document.set_prediction(read)
        except WorkbenchError as error:
            self._refuse(error)


def _read(project: Project, image: ImageRecord) -> Prediction | WorkbenchError | None:
    try:
        return prediction.load(project, image)
    except WorkbenchError as error:
        return error
