"""Puts class and brush back as they were when a project was closed; keeps them, and which image is open.

The image is kept a moment after it was opened and not at the end alone: a program that is killed opens it again.
"""

import logging
from concurrent.futures import Future

from PySide6.QtCore import QObject, QTimer

from workbench.core.errors import WorkbenchError
from workbench.services import desk
from workbench.services.desk import Desk
from workbench.store.project import Project
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands

log = logging.getLogger(__name__)

SETTLED = 500
"""Milliseconds after an image was opened: whoever leafs through many images stays at none of them."""


class KeepingDesk(QObject):
    """Listens to the session; which image is opened first is the session's own affair."""

    def __init__(self, session: Session, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._canvas = session, canvas
        self._image = 0
        self._errands = Errands()
        self._soon = QTimer(self, singleShot=True, interval=SETTLED)
        self._soon.timeout.connect(self._keep_meanwhile)
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
            self._soon.start()

    def _keep_meanwhile(self) -> None:
        """Off the window's thread: it waits for the disk."""
        project, lies = self._session.project, self._lies
        if project is not None:
            self._errands.ask(lambda: _write(project, lies), _nothing_to_tell)

    def _keep(self) -> None:
        self._soon.stop()
        self._errands.wait()
        if self._session.project is not None:
            _write(self._session.project, self._lies)

    @property
    def _lies(self) -> Desk:
        return Desk(self._image, self._session.choice.current, self._canvas.ink_palette.diameter)


def _write(project: Project, lies: Desk) -> None:
    try:
        if lies != desk.read(project):
            desk.write(project, lies)
    except WorkbenchError as error:  # a convenience: nothing painted depends on it
        log.warning("the desk was not kept: %s", error)


def _nothing_to_tell(outcome: Future[None]) -> None:
    outcome.result()
