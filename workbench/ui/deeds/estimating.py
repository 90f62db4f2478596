"""Keeps the words about the cost of a training right, and learns from each run how quick this computer is."""

from concurrent.futures import Future

from PySide6.QtCore import QObject, QTimer

from workbench.core.errors import WorkbenchError
from workbench.core.estimate import with_speed
from workbench.core.events import Event, Finished
from workbench.services import estimating, models
from workbench.ui import recent
from workbench.ui.messages import Messages
from workbench.ui.panels.training import TrainingPanel
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands

QUIET_MILLISECONDS = 300
"""A number that is being typed, or a row of strokes, asks once."""


class Estimating(QObject):
    """Reckons off the window's thread; only the newest question is answered."""

    def __init__(self, session: Session, panel: TrainingPanel, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._panel, self._messages = session, panel, messages
        self._errands = Errands()
        self._soon = QTimer(self, singleShot=True, interval=QUIET_MILLISECONDS)
        self._soon.timeout.connect(self._reckon)
        panel.recipe_changed.connect(self._soon.start)
        session.project_changed.connect(self._on_project)
        session.images_changed.connect(self._soon.start)
        session.image_changed.connect(self._soon.start)
        session.about_to_close.connect(self._give_up)
        session.jobs.happened.connect(self._on_event)
        session.jobs.ended.connect(self._on_ended)

    def _on_project(self) -> None:
        self._show_interrupted()
        self._soon.start()

    def _on_event(self, event: Event) -> None:
        project = self._session.project
        if isinstance(event, Finished) and project is not None:
            told = estimating.speed_told(project, event.run)
            if told is not None:
                recent.remember_speeds(with_speed(recent.remembered_speeds(), told))

    def _on_ended(self, _name: str) -> None:
        self._show_interrupted()
        self._soon.start()

    def _show_interrupted(self) -> None:
        project = self._session.project
        run = None if project is None else models.interrupted_run(project)
        self._panel.buttons.show_interrupted("" if run is None else f"run {run.id}")

    def _reckon(self) -> None:
        project, recipe = self._session.project, self._panel.recipe()
        if project is None:
            self._panel.show_cost("")
            return
        known = recent.remembered_speeds()
        self._errands.ask(lambda: estimating.cost_in_words(project, recipe, known), self._show)

    def _give_up(self) -> None:
        self._soon.stop()
        self._errands.wait()

    def _show(self, outcome: Future[str]) -> None:
        try:
            words = outcome.result()
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        self._panel.show_cost(words)
