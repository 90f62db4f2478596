"""What the window is made of, for those who tie its rooms together or show things in them."""

from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QStackedWidget, QToolBar

from workbench.ui.actions import KeyMap
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.deeds.changes import Changes
from workbench.ui.deeds.recall import Recall
from workbench.ui.messages import Messages
from workbench.ui.panel_switch import PanelSwitch
from workbench.ui.panels.checks import ChecksPanel
from workbench.ui.panels.classes.panel import ClassesPanel
from workbench.ui.panels.gallery.panel import GalleryPanel
from workbench.ui.panels.history import HistoryPanel
from workbench.ui.panels.review import ReviewPanel
from workbench.ui.panels.status import StatusBar
from workbench.ui.panels.tool_options import ToolOptions
from workbench.ui.panels.training import TrainingPanel
from workbench.ui.session import Session
from workbench.ui.start.start_page import StartPage


class Rooms(Protocol):
    """What the window is made of."""

    session: Session
    changes: Changes
    recall: Recall
    messages: Messages
    canvas: Canvas
    start_page: StartPage
    middle: QStackedWidget
    classes: ClassesPanel
    history: HistoryPanel
    checks: ChecksPanel
    review: ReviewPanel
    training: TrainingPanel
    gallery: GalleryPanel
    options: ToolOptions
    status: StatusBar
    bars: tuple[QToolBar, QToolBar]
    docks: list[QDockWidget]
    panels: PanelSwitch
    actions_by_name: dict[str, QAction]
    keymap: KeyMap

    def setWindowTitle(self, title: str, /) -> None:
        """As Qt has it."""
