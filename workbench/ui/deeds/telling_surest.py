"""Tells in the review panel that the model is nowhere sure enough to be shown, and leads to what there is."""

from concurrent.futures import Future

import numpy as np
from PySide6.QtCore import QObject

from workbench.core.prediction import Prediction
from workbench.ui.panels.review import ReviewPanel
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands

SAMPLE = 1_000
"""Rows and columns, at most about, that are looked at for what half of an image is."""


def surest_of(prediction: Prediction) -> tuple[int, int]:
    """In whole percent, never more than there is: the highest confidence, and what half of the pixels have at least."""
    plane = prediction.confidence
    step = max(1, max(plane.shape) // SAMPLE)
    half = float(np.median(plane[::step, ::step])) if plane.size else 0.0
    return 100 * int(plane.max(initial=0)) // 255, int(100 * half / 255)


class TellingSurest(QObject):
    """Looks at each prediction once, off the window's thread; moving the slider costs a comparison."""

    def __init__(self, session: Session, review: ReviewPanel) -> None:
        super().__init__(review)
        self._session, self._review = session, review
        self._errands = Errands()
        self._looked_at: Prediction | None = None
        session.document_changed.connect(self._on_document)

    def _on_document(self) -> None:
        document = self._session.document
        if document is not None:
            document.prediction_changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        document = self._session.document
        prediction = None if document is None else document.prediction
        if prediction is self._looked_at:
            return
        self._looked_at = prediction
        self._errands.drop()
        self._review.unsure.show_surest(None)
        if prediction is not None:
            self._errands.ask(lambda: surest_of(prediction), self._tell)

    def _tell(self, outcome: Future[tuple[int, int]]) -> None:
        self._review.unsure.show_surest(outcome.result())
