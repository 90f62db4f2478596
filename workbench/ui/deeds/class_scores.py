"""Keeps the list of classes told how well each is learnt: read off the window's thread, when a model may be new."""

from concurrent.futures import Future

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.core.errors import WorkbenchError
from workbench.services.class_scores import best_ious
from workbench.ui.panels.classes.panel import ClassesPanel
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands


class ClassScores(QObject):
    """Listens to the session."""

    def __init__(self, session: Session, panel: ClassesPanel, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._panel = session, panel
        self._errands = Errands()
        session.project_changed.connect(self._ask)
        session.jobs.ended.connect(self._ask)
        session.about_to_close.connect(self._give_up)

    def _ask(self) -> None:
        project = self._session.project
        if project is None:
            self._panel.show_scores(0, {})
        else:
            self._errands.ask(lambda: best_ious(project), self._show)

    def _give_up(self) -> None:
        self._errands.wait()
        self._errands.drop()

    def _show(self, outcome: "Future[tuple[int, dict[int, float]]]") -> None:
        try:
            run, ious = outcome.result()
        except WorkbenchError:  # the disk does not answer, as others tell; the numbers wait for the next model
            run, ious = 0, {}
        self._panel.show_scores(run, ious)
