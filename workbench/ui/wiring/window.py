"""Deeds of projects, models, help."""

from PySide6.QtWidgets import QMainWindow

from workbench.ui.deeds.adding_classes import AddingClasses
from workbench.ui.deeds.bringing_in import BringingIn
from workbench.ui.deeds.commands import Commands
from workbench.ui.deeds.settings import Settings
from workbench.ui.deeds.showing_folders import show_folder
from workbench.ui.deeds.showing_progress import ShowingProgress
from workbench.ui.deeds.showing_runs import ShowingRuns
from workbench.ui.dialogs.about import show_about
from workbench.ui.dialogs.guide import GuideDialog
from workbench.ui.dialogs.keys import KeysDialog
from workbench.ui.palette.entries import gather, images
from workbench.ui.palette.palette import Palette
from workbench.ui.presenter import Presenter
from workbench.ui.rooms import Rooms
from workbench.ui.wiring.deeds import Deeds


def deeds_of_window(window: QMainWindow, rooms: Rooms, commands: Commands, presenter: Presenter) -> Deeds:
    """Projects, models, help."""
    session = rooms.session
    settings = Settings(session, rooms.review, rooms.messages, rooms.actions_by_name, window)

    def find() -> None:
        Palette(gather(rooms, commands, presenter), lambda wanted: images(wanted, rooms), window).show()

    return {
        "new": commands.new,
        "open": commands.ask_open,
        "add_classes": AddingClasses(session, rooms.messages, window).ask,
        "import": BringingIn(session, rooms.messages, window, commands.bring_in).ask,
        "export": commands.ask_export,
        "relink": commands.ask_relink,
        "close": commands.close,
        "quit": window.close,
        "settings": settings.ask,
        "palette": find,
        "show_project": lambda: show_folder(session.project.folder, rooms.messages) if session.project else None,
        "history": lambda: presenter.show_dock("History"),
        "train": rooms.training.start,
        "stop": session.jobs.stop,
        "cancel": session.jobs.cancel,
        "predict": commands.predict,
        "runs": ShowingRuns(session, rooms.messages, rooms.actions_by_name["errors"], window).ask,
        "progress": ShowingProgress(session, rooms.messages, window).ask,
        "guide": lambda: GuideDialog(window).show(),
        "keys": lambda: KeysDialog(rooms.keymap, window).show(),
        "about": lambda: show_about(window),
    }
