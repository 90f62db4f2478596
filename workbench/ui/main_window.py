"""The window: it makes the rooms, and decides nothing."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QColor
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QMenu, QStackedWidget, QToolBar, QWidget

from workbench.core.errors import WorkbenchError
from workbench.ui import actions as action_table
from workbench.ui import recent
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.deeds.changes import Changes
from workbench.ui.deeds.commands import Commands
from workbench.ui.deeds.recall import Recall
from workbench.ui.keyboard import typing
from workbench.ui.messages import Messages
from workbench.ui.panel_switch import PanelSwitch
from workbench.ui.panels.checks import ChecksPanel
from workbench.ui.panels.classes.panel import ClassesPanel
from workbench.ui.panels.gallery.panel import GalleryPanel
from workbench.ui.panels.history import HistoryPanel
from workbench.ui.panels.review import ReviewPanel
from workbench.ui.panels.scrolling import scrolling
from workbench.ui.panels.status import StatusBar
from workbench.ui.panels.tool_options import ToolOptions
from workbench.ui.panels.training import TrainingPanel
from workbench.ui.presenter import Presenter
from workbench.ui.session import Session
from workbench.ui.start.start_page import StartPage
from workbench.ui.style import theme
from workbench.ui.window_memory import WindowMemory
from workbench.ui.wiring.actions import connect_actions
from workbench.ui.wiring.panels import connect_panels
from workbench.ui.work_watch import WorkWatch

TITLE_BAR = 32
"""Height that the system's frame takes from the screen, about."""

TALL = 860
"""Below this height, in device-independent pixels, Review and Training share one place as tabs."""


class MainWindow(QMainWindow):
    """Canvas in the middle, panels around it."""

    def __init__(self, size: QSize | None = None) -> None:
        """`size` in device-independent pixels; without one, as it was left, or what the screen has room for."""
        self._theme = theme()
        super().__init__()
        self.setWindowTitle("Workbench")
        self.setDockNestingEnabled(True)
        room = self.screen().availableGeometry()
        self.resize(size or QSize(min(1600, room.width()), min(1000, room.height() - TITLE_BAR)))
        self.messages = Messages(self)
        self.session = Session(self.messages, self)
        self.changes = Changes(self.session, self.messages, self)
        self.recall = Recall(self.session, self.messages, self)
        self.commands = Commands(self.session, self.changes, self.recall, self.messages, self)
        self.actions_by_name = action_table.build(self)
        self.keymap = action_table.KeyMap(self.actions_by_name, self)
        self.canvas = Canvas()
        self.start_page = StartPage()
        self.middle = QStackedWidget()
        self.middle.addWidget(self.start_page)
        self.middle.addWidget(self.canvas)
        self.setCentralWidget(self.middle)
        self.classes = ClassesPanel(self.session, self.messages)
        self.review = ReviewPanel()
        self.training = TrainingPanel()
        self.gallery = GalleryPanel(self.session)
        self.history = HistoryPanel(self.session)
        self.checks = ChecksPanel()
        self.options = ToolOptions()
        self.status = StatusBar()
        self.setStatusBar(self.status)
        self.bars = self._make_tool_bars()
        self.docks = self._make_docks()
        self.panels = PanelSwitch(self, self.docks)
        view = next(menu for menu in self.actions_by_name["panels"].associatedObjects() if isinstance(menu, QMenu))
        view.addSeparator()
        view.addActions([dock.toggleViewAction() for dock in self.docks])  # a panel that was closed comes back here
        self.presenter = Presenter(self, self)
        self.work_watch = WorkWatch(self.session, self.status, self)
        connect_panels(self, self.commands)
        connect_actions(self, self, self.commands, self.presenter)
        self._dress()
        self._remembers = size is None
        if self._remembers:
            recent.restore_window(self)
            WindowMemory(self, self._remember)
        self.presenter.show_project()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def action(self, name: str) -> QAction:
        """The action of that name (`ui.actions.ROWS`)."""
        return self.actions_by_name[name]

    def _on_focus(self, _old: QWidget | None, _now: QWidget | None) -> None:
        """In a field Tab leads to the next one; elsewhere it hides the panels."""
        self.actions_by_name["panels"].setEnabled(not typing())

    def _make_tool_bars(self) -> tuple[QToolBar, QToolBar]:
        tools = QToolBar("Tools")
        tools.setObjectName("tools")
        tools.setMovable(False)
        tools.setIconSize(QSize(18, 18))  # so that all are in sight on a screen of 720 rows
        tools.addActions([self.actions_by_name[name] for name in action_table.STRIP_NAMES])
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, tools)
        top = QToolBar("Tool options")
        top.setObjectName("options")
        top.setMovable(False)
        top.setIconSize(QSize(20, 20))
        top.addActions([self.actions_by_name[name] for name in ("undo", "redo", "zoom_in", "zoom_out", "fit")])
        top.addSeparator()
        top.addWidget(self.options)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, top)
        return tools, top

    def _make_docks(self) -> list[QDockWidget]:
        right, bottom = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        docks = [
            self._dock("Classes", self.classes, right),
            self._dock("Review", scrolling(self.review), right),
            self._dock("Training", scrolling(self.training), right),
            self._dock("Images", self.gallery, bottom),
            self._dock("History", self.history, right),
            self._dock("Check", self.checks, right),
        ]
        self.setCorner(Qt.Corner.BottomRightCorner, right)
        self.resizeDocks(docks[:3], [336, 336, 336], Qt.Orientation.Horizontal)
        self.resizeDocks(docks[3:4], [190], Qt.Orientation.Vertical)
        if self.height() < TALL:
            self.tabifyDockWidget(docks[1], docks[2])
        self.tabifyDockWidget(docks[2], docks[4])  # history and checks take no room from the others
        self.tabifyDockWidget(docks[4], docks[5])
        low = self.height() < TALL
        self.resizeDocks(
            docks[:3:2] if low else docks[:3], [200, 370] if low else [190, 280, 400], Qt.Orientation.Vertical
        )
        for dock in docks[2:0:-1]:
            dock.raise_()
        return docks

    def _dock(self, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title)
        dock.setObjectName(title)
        dock.setWidget(panel)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        self.addDockWidget(area, dock)
        return dock

    def _dress(self) -> None:
        """Take the colours of the theme that holds now, where no style sheet reaches."""
        self._theme = theme()
        self.canvas.set_colors(QColor(self._theme.canvas), QColor(self._theme.faint))

    def _remember(self) -> None:
        recent.remember_window(self.saveGeometry(), self.panels.state)

    # Qt's own

    def changeEvent(self, event: QEvent) -> None:
        """The system went from light to dark, or back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and theme() is not self._theme:
            self._dress()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write what waits, end the worker, remember how the window stood."""
        if not self.commands.may_leave():
            event.ignore()
            return
        try:
            self.session.close()
        except WorkbenchError as error:
            self.messages.show_error(error)
            event.ignore()
            return
        if self._remembers:
            self._remember()
        event.accept()
