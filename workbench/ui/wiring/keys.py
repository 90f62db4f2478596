"""What names a key follows when the keys are changed."""

from PySide6.QtWidgets import QMainWindow

from workbench.ui.actions import tips
from workbench.ui.rooms import Rooms


def connect_keys(window: QMainWindow, rooms: Rooms) -> None:
    """Keep the keys in tooltips and menus right."""
    rooms.classes.key_of = rooms.keymap.shown

    def refresh() -> None:
        tips.refresh(window, rooms.keymap.shown)

    rooms.keymap.changed.connect(refresh)
    refresh()
