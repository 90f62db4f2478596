"""The projects that were open lately, in the File menu."""

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from workbench.store.project import FILE_NAME
from workbench.ui import recent
from workbench.ui.deeds.commands import Commands


class RecentMenu(QMenu):
    """Lists them anew each time it opens.

    Args:
        opener: the action that opens any project; the menu stands right after it.
        commands: opens the chosen one.
        menu: where it stands.
    """

    def __init__(self, opener: QAction, commands: Commands, menu: QMenu) -> None:
        super().__init__("Open &recent", menu)
        self._commands = commands
        following = menu.actions()[menu.actions().index(opener) + 1]
        menu.insertMenu(following, self)
        menu.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """List the projects that are there, the newest first."""
        self.clear()
        for folder in recent.recent_projects():
            if not (folder / FILE_NAME).is_file():
                continue
            words = f"{folder.name}    {folder.parent}".replace("&", "&&")
            self.addAction(words, partial(self._commands.open, folder))
        self.menuAction().setEnabled(not self.isEmpty())
