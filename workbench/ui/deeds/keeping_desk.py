"""Puts class and brush back as they were when a project was closed, and keeps them, and the open image, at its end."""

import logging

from PySide6.QtCore import QObject

from workbench.core.errors import WorkbenchError
from workbench.services import desk
from workbench.services.desk import Desk
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.session import Session

log = logging.getLogger(__name__)


class KeepingDesk(QObject):
    """Listens to the session; which image is opened first is the session's own affair."""

    def __init__(self, session: Session, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._canvas = session, canvas
        self._image = 0
        session.project_changed.connect(self._put_back)
        session.document_changed.connect(self._on_document)
        session.about_to_close.connect(self._keep)

    def _put_back(self) -> None:
        project, choice = self._session.project, self._session.choice
        self._image = 0
        if project is None:
            return
        kept = desk.read(project)
        if kept.class_index in {known.index for known in choice.classes.shown}:
            choice.choose(kept.class_index)
        if kept.diameter > 0:
            self._canvas.set_brush(kept.diameter)

    def _on_document(self) -> None:
        if self._session.document is not None:
            self._image = self._session.document.image_id

    def _keep(self) -> None:
        project = self._session.project
        if project is None:
            return
        lies = Desk(self._image, self._session.choice.current, self._canvas.ink_palette.diameter)
        try:
            if lies != desk.read(project):
                desk.write(project, lies)
        except WorkbenchError as error:  # a convenience: nothing painted depends on it
            log.warning("the desk was not kept: %s", error)
