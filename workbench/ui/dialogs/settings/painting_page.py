"""Switches of the View and Tools menus that stay as they are left."""

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QWidget

from workbench.ui.dialogs.settings.page import Page

SWITCHES = ("pen_pressure", "brush_on_screen", "keep_zoom", "minimap")
"""Actions that belong to the desk rather than to the work."""


class PaintingPage(Page):
    """One box for each switch; the menus follow, and it follows them."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        for name in SWITCHES:
            action = actions[name]
            box = QCheckBox(action.text().replace("&", ""))
            box.setChecked(action.isChecked())
            box.toggled.connect(action.setChecked)
            action.toggled.connect(box.setChecked)
            self.form.addRow(box)
            self.boxes[name] = box
        self.explain(
            "Every stroke is on disk within moments, with its place in the history: there is no button to save. The "
            "line at the bottom says “saved”. Copies of the project are made while you work; File, Restore a backup "
            "lists them."
        )
