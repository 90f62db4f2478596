"""Asks once in a project whether a model's word may be accepted in the images that judge models."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from workbench.core.errors import WorkbenchError
from workbench.services import judges
from workbench.ui.messages import Messages
from workbench.ui.session import Session

QUESTION = (
    "This image is in val or test: models are measured on it. Where a model's own word is accepted here, the next "
    "models are praised for repeating it, and mIoU looks better than it is.\n\n"
    "Accept predictions in images of val and test all the same? You are asked once; File, Project settings changes it."
)

REFUSED = "Not accepted: this image judges models, so a hand paints it (File, Project settings changes that)."


class ReservedImages(QObject):
    """Stands before every way of accepting."""

    def __init__(self, session: Session, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window
        self._box: QMessageBox | None = None

    def allows(self, then: Callable[[], None] = lambda: None) -> bool:
        """Whether something may be accepted in the open image now; else the person is told, or asked.

        Args:
            then: done when the person, who is asked now, agrees.
        """
        project, document = self._session.project, self._session.document
        if project is None or document is None:
            return False
        try:
            if not judges.is_reserved(project, document.image_id):
                return True
            asked = judges.is_asked(project)
        except WorkbenchError as error:
            self._messages.show_error(error)
            return False
        if asked:
            self._messages.news.emit(REFUSED)
        else:
            self._ask(then)
        return False

    def _ask(self, then: Callable[[], None]) -> None:
        if self._box is not None:
            return
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        box = QMessageBox(QMessageBox.Icon.Question, "Workbench", QUESTION, yes | no, self._window)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(lambda answer: self._take(answer == yes.value, then))
        self._box = box
        box.open()

    def _take(self, agreed: bool, then: Callable[[], None]) -> None:
        self._box = None
        project = self._session.project
        if project is None:
            return
        try:
            judges.agree(project, agreed)
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        if agreed:
            then()
        else:
            self._messages.news.emit(REFUSED)
