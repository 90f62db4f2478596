"""What a person can do, as one table; how menus, keys and tooltips are made of it. One door for all of it."""

from workbench.ui.actions.building import build
from workbench.ui.actions.enabling import enable, lacks
from workbench.ui.actions.keymap import KeyMap
from workbench.ui.actions.row import Row
from workbench.ui.actions.table import ROWS, STRIP_NAMES, TOOL_NAMES

__all__ = ["ROWS", "STRIP_NAMES", "TOOL_NAMES", "KeyMap", "Row", "build", "enable", "lacks"]
