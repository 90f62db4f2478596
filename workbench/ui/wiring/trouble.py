"""Deeds for when something breaks, and where the window listens for it."""

from PySide6.QtWidgets import QMainWindow

from workbench.ui.deeds.commands import Commands
from workbench.ui.deeds.restoring import Restoring
from workbench.ui.rooms import Rooms
from workbench.ui.trouble.bell import Bell
from workbench.ui.trouble.recovering import Recovering
from workbench.ui.trouble.reporting import Reporting
from workbench.ui.wiring.deeds import Deeds


def deeds_of_trouble(window: QMainWindow, rooms: Rooms, commands: Commands) -> Deeds:
    """Backups, recovery, messages, reports."""
    session, messages = rooms.session, rooms.messages
    restoring = Restoring(session, messages, window, commands.may_leave)
    recovering = Recovering(session, messages, restoring, commands.may_leave, window)
    commands.not_opened.connect(recovering.offer)
    reporting = Reporting(session, messages, window)
    bell = Bell(messages.notices)
    bell.clicked.connect(reporting.show_messages)
    rooms.status.addPermanentWidget(bell)
    return {
        "restore": restoring.ask,
        "recover": recovering.ask,
        "messages": reporting.show_messages,
        "report": reporting.ask,
    }
