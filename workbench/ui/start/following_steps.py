"""Shows the first steps while a project is on them, and leads to each."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction

from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, Exported
from workbench.services import first_loop
from workbench.ui import recent
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.start.first_steps import FirstSteps

QUIET_MILLISECONDS = 500
"""After the last change: a look at the project takes some milliseconds, and would be a part of every stroke."""

SWITCH = "without_first_steps"
"""Kept on this desk: who has put the steps away needs them in no other project either."""

DONE = "You have been once round the loop. Help, First steps shows the way again."


class FollowingSteps(QObject):
    """Listens to the session. A project that was round the loop when it was opened shows nothing.

    Args:
        session: whose project is on the way.
        bar: shows the steps.
        switch: the action that brings the bar back and puts it away.
        deeds: what a click on a step does, by its name.
        messages: told when the way is done.
    """

    def __init__(
        self,
        session: Session,
        bar: FirstSteps,
        switch: QAction,
        deeds: Mapping[str, Callable[[], object]],
        messages: Messages,
    ) -> None:
        super().__init__(bar)
        self._session, self._bar, self._switch, self._messages = session, bar, switch, messages
        self._over = False
        self._soon = QTimer(self, singleShot=True, interval=QUIET_MILLISECONDS)
        self._soon.timeout.connect(self._look)
        bar.wanted.connect(lambda name: deeds[name]())
        bar.dismissed.connect(lambda: switch.setChecked(False))
        switch.setChecked(not recent.remembered_switch(SWITCH))
        switch.toggled.connect(self._on_switch)
        session.project_changed.connect(self._on_project)
        session.about_to_close.connect(self._soon.stop)
        for changed in (session.images_changed, session.image_changed, session.choice.changed, session.jobs.ended):
            changed.connect(self._soon.start)
        session.jobs.happened.connect(self._on_event)
        bar.show_way(False)

    def _on_project(self) -> None:
        """Look at once, so that the window does not jump a moment later."""
        self._over = self._session.project is None
        self._look(anew=True)

    def _on_switch(self, on: bool) -> None:
        recent.remember_switch(SWITCH, not on)
        self._over = self._session.project is None
        self._look()

    def _on_event(self, event: Event) -> None:
        project = self._session.project
        if isinstance(event, Exported) and project is not None:
            try:
                first_loop.remember_export(project, event)
            except WorkbenchError as error:  # the export itself is whole
                self._messages.show_error(error)

    def _look(self, *, anew: bool = False) -> None:
        """Show how far the project is; one that is found at the end of the way `anew` is not told so."""
        self._soon.stop()
        project = self._session.project
        if self._over or project is None or not self._switch.isChecked():
            self._bar.show_way(False)
            return
        steps = first_loop.steps(project)
        self._bar.show_steps(steps)
        self._over = all(step.done for step in steps)
        self._bar.show_way(not self._over)
        if self._over and not anew:
            self._messages.news.emit(DONE)
