"""The start page and the first steps are tied to their deeds."""

from pathlib import Path

from PySide6.QtWidgets import QMainWindow

from workbench.services import cards
from workbench.ui import recent
from workbench.ui.deeds.commands import Commands
from workbench.ui.rooms import Rooms
from workbench.ui.start.demonstrating import Demonstrating
from workbench.ui.start.dropping import Dropping
from workbench.ui.start.first_images import FirstImages
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
    Dropping(session, commands, window)
