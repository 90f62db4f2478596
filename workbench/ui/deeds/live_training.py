"""Live training at the window: switched on and off, told of strokes, and given up for any other job."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction

from workbench.core.control import Control
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, LiveLearnt, LiveTold, Notice
from workbench.services import live
from workbench.ui import recent
from workbench.ui.messages import Messages
from workbench.ui.panels.training import TrainingPanel
from workbench.ui.session import Session
from workbench.ui.work.jobs import LIVE


class LiveTraining(QObject):
    """Runs beside painting while its switch is on; after another job it goes on by itself."""

    def __init__(
        self, session: Session, panel: TrainingPanel, messages: Messages, action: QAction, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._panel, self._messages, self._action = session, panel, messages, action
        self._strokes = 0  # that are not on disk yet
        self._running = self._broken = False
        switch = panel.live.switch
        panel.live.show_choice(recent.remembered_live())
        switch.toggled.connect(action.setChecked)
        action.toggled.connect(switch.setChecked)
        panel.live.toggled.connect(self._turn)
        panel.live.changed.connect(self._on_choice)
        session.document_changed.connect(self._listen)
        session.pending_changed.connect(self._tell_strokes)
        session.project_changed.connect(self._begin)
        session.jobs.happened.connect(self._on_event)
        session.jobs.ended.connect(self._on_ended)

    def _turn(self, on: bool) -> None:
        if on:
            self._begin()
        else:
            self._session.jobs.give_way()
            self._panel.live.show_words("")

    def _begin(self) -> None:
        """Begin, if it is switched on and nothing stands in the way."""
        session = self._session
        if not self._action.isChecked() or self._running or session.project is None or session.jobs.busy:
            return
        control = Control()
        flow = self._guarded(
            live.run(session.project, session.engine, self._panel.recipe(), self._panel.live.choice, control=control)
        )
        self._broken = False
        try:
            session.start_job(LIVE, flow, control)
        except WorkbenchError as error:
            self._messages.show_error(error)
            self._action.setChecked(False)
            return
        self._running = True

    def _guarded(self, flow: Iterator[Event]) -> Iterator[Event]:
        """The flow itself; what breaks it is told by the job, and switches it off."""
        try:
            yield from flow
        except Exception:
            self._broken = True
            raise

    def _listen(self) -> None:
        if self._session.document is not None:
            self._session.document.areas_changed.connect(self._count)

    def _count(self) -> None:
        self._strokes += 1

    def _tell_strokes(self) -> None:
        """What is on disk can be learnt from."""
        if self._strokes and not self._session.unsaved:
            self._session.jobs.painted(self._strokes)
            self._strokes = 0

    def _on_choice(self) -> None:
        """Other numbers hold from now on: it begins again with them."""
        recent.remember_live(self._panel.live.choice)
        if self._running:
            self._session.jobs.give_way()

    def _on_event(self, event: Event) -> None:
        if not self._running:
            return
        if isinstance(event, LiveTold):
            self._panel.live.show_words(event.text)
        elif isinstance(event, LiveLearnt):
            self._panel.live.show_round(event)
        elif isinstance(event, Notice):
            self._messages.news.emit(event.text)

    def _on_ended(self, name: str) -> None:
        if name == LIVE:
            self._running = False
            self._panel.live.show_words("")
            if self._broken:
                self._action.setChecked(False)
        QTimer.singleShot(0, self, self._begin)  # once whatever made it end has had its turn
