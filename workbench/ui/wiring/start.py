"""The start page and the first steps are tied to their deeds."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from workbench.services import cards, ranking
from workbench.ui import recent
from workbench.ui.deeds.commands import Commands
from workbench.ui.rooms import Rooms
from workbench.ui.start.demonstrating import Demonstrating
from workbench.ui.start.dropping import Dropping
from workbench.ui.start.first_images import FirstImages
from workbench.ui.start.first_steps import FirstSteps
from workbench.ui.start.following_steps import FollowingSteps
from workbench.ui.start.keeping_cards import KeepingCards


def connect_start(window: QMainWindow, rooms: Rooms, commands: Commands) -> None:
    """Tie the start page to what it asks for."""
    session, page = rooms.session, rooms.start_page

    def forget(folder: Path) -> None:
        recent.forget_project(folder)
        cards.forget(folder)
        page.show_recent(recent.recent_projects())

    page.new.connect(commands.new)
    page.open.connect(commands.ask_open)
    page.chosen.connect(commands.open)
    page.removed.connect(forget)
    page.demo.connect(Demonstrating(session, page, commands, rooms.messages).begin)
    KeepingCards(session, window)
    FirstImages(session, window)

    def review() -> None:
        """The review panel, and the first image of the queue."""
        next(dock for dock in rooms.docks if dock.objectName() == "Review").raise_()
        waiting = ranking.queue(session.project, 1) if session.project is not None else []
        if waiting:
            session.show_image(waiting[0].id)

    rooms.classes.add_list.clicked.connect(rooms.actions_by_name["add_classes"].trigger)
    actions, steps = rooms.actions_by_name, FirstSteps(window)
    window.addToolBarBreak(Qt.ToolBarArea.TopToolBarArea)
    window.addToolBar(Qt.ToolBarArea.TopToolBarArea, steps)
    deeds = {
        "images": actions["import"].trigger,
        "classes": actions["add_classes"].trigger,
        "painted": actions["brush"].trigger,
        "trained": actions["train"].trigger,
        "reviewed": review,
        "exported": actions["export"].trigger,
    }
    FollowingSteps(session, steps, actions["first_steps"], deeds, rooms.messages)
    Dropping(session, commands, rooms.messages, window)
