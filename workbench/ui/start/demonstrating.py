"""The demonstration in the window: its project is made, opened, and trained on, at one click."""

from PySide6.QtCore import QObject

from workbench.core.control import Control
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, Progress
from workbench.services.places import projects_folder
from workbench.ui.deeds.commands import Commands
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.start.start_page import StartPage

JOB = "demonstration"


class Demonstrating(QObject):
    """Makes the project while the start page says how far it is; one that was made before is opened as it is."""

    def __init__(self, session: Session, page: StartPage, commands: Commands, messages: Messages) -> None:
        super().__init__(page)
        self._session, self._page, self._commands, self._messages = session, page, commands, messages
        session.jobs.happened.connect(self._on_event)
        session.jobs.ended.connect(self._on_ended)

    def begin(self) -> None:
        """Make it, or open it."""
        from workbench.services import demo as demonstration  # seldom wanted: the window opens without it

        folder = projects_folder() / "demo"
        if demonstration.exists(folder):
            self._commands.open(folder)
            return
        try:
            self._session.jobs.start(JOB, demonstration.prepare_whole(folder), Control())
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        self._page.show_job("Making the demonstration...")

    def _on_event(self, event: Event) -> None:
        if self._session.jobs.name == JOB and isinstance(event, Progress):
            self._page.show_job(f"Making the demonstration: {event.what}, {event.done} of {event.total}.")

    def _on_ended(self, name: str) -> None:
        if name != JOB:
            return
        from workbench.services import demo as demonstration

        self._page.show_job("")
        folder = projects_folder() / "demo"
        if demonstration.exists(folder) and self._session.project is None:
            self._commands.open(folder)
            self._commands.train(demonstration.RECIPE)
