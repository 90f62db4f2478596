"""Actions and menus are made of the table's rows."""

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from workbench.ui.actions.table import ROWS
from workbench.ui.icons import icon
from workbench.ui.translation import said


def build(window: QMainWindow) -> dict[str, QAction]:
    """Make the actions and put them into the window's menus; returned by name. A `KeyMap` gives them their keys."""
    menus: dict[str, QMenu] = {}
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for row in ROWS:
        menu = _menu(row.menu, window, menus)
        if not row.id:
            menu.addSeparator()
            continue
        action = QAction(row.title, window)
        if row.icon:
            action.setIcon(icon(row.icon))
        if row.checked is not None:
            action.setCheckable(True)
            action.setChecked(row.checked)
        if row.group:
            if row.group not in groups:
                groups[row.group] = QActionGroup(window)
            groups[row.group].addAction(action)
        menu.addAction(action)
        actions[row.id] = action
    return actions


def _menu(path: str, window: QMainWindow, menus: dict[str, QMenu]) -> QMenu:
    """The menu of that name, or the submenu of "menu/submenu", made where it is first asked for."""
    if path not in menus:
        outer, _, inner = path.partition("/")
        place = _menu(outer, window, menus) if inner else window.menuBar()
        menus[path] = place.addMenu(said(inner or f"&{outer}"))
    return menus[path]
