"""The window: it makes the rooms and connects them, and decides nothing."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCloseEvent, QColor, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QToolBar, QWidget

from workbench.core.events import Event, PredictionReady
from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED
from workbench.core.records import Status
from workbench.paint.ink import InkRule
from workbench.store.project import FILE_NAME
from workbench.ui import actions as action_table
from workbench.ui import recent
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.commands import Commands
from workbench.ui.messages import Messages
from workbench.ui.panels.classes import ClassesPanel
from workbench.ui.panels.gallery import GalleryPanel
from workbench.ui.panels.review import ReviewPanel
from workbench.ui.panels.start_page import StartPage
from workbench.ui.panels.status import StatusBar
from workbench.ui.panels.tool_options import ToolOptions
from workbench.ui.panels.training import TrainingPanel
from workbench.ui.session import Session
from workbench.ui.style import theme

TOOLS = ("brush", "eraser", "adopt", "pan")
NEWS_MILLISECONDS = 8000


class MainWindow(QMainWindow):
    """Canvas in the middle, panels around it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Workbench")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.resize(1440, 900)
        self.messages = Messages(self)
        self.session = Session(self.messages, self)
        self.commands = Commands(self.session, self.messages, self)
        self.actions_by_name = action_table.build(self)
        self.canvas = Canvas()
        self.canvas.set_colors(QColor(theme().canvas), QColor(theme().faint))
        self.start_page = StartPage()
        self._middle = QStackedWidget()
        self._middle.addWidget(self.start_page)
        self._middle.addWidget(self.canvas)
        self.setCentralWidget(self._middle)
        self.classes = ClassesPanel(self.session, self.messages)
        self.review = ReviewPanel()
        self.training = TrainingPanel()
        self.gallery = GalleryPanel(self.session)
        self.status = StatusBar()
        self.setStatusBar(self.status)
        self.options = ToolOptions()
        self._make_tool_bars()
        self._docks = self._make_docks()
        self._connect_session()
        self._connect_canvas()
        self._connect_panels()
        self._connect_actions()
        recent.restore_window(self)
        self._show_project()

    # Rooms

    def _make_tool_bars(self) -> None:
        tools = QToolBar("Tools")
        tools.setObjectName("tools")
        tools.setMovable(False)
        for name in (*TOOLS, "", "undo", "redo", "", "zoom_in", "zoom_out", "fit"):
            if name:
                tools.addAction(self.actions_by_name[name])
            else:
                tools.addSeparator()
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, tools)
        top = QToolBar("Tool options")
        top.setObjectName("options")
        top.setMovable(False)
        top.addWidget(self.options)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, top)
        self._bars = (tools, top)

    def _make_docks(self) -> list[QDockWidget]:
        right, bottom = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        docks = [
            self._dock("Classes", self.classes, right),
            self._dock("Review", self.review, right),
            self._dock("Training", self.training, right),
            self._dock("Images", self.gallery, bottom),
        ]
        self.setCorner(Qt.Corner.BottomRightCorner, right)
        self.resizeDocks(docks[:3], [300, 300, 300], Qt.Orientation.Horizontal)
        self.resizeDocks(docks[:3], [190, 210, 400], Qt.Orientation.Vertical)
        self.resizeDocks(docks[3:], [190], Qt.Orientation.Vertical)
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

    # Wires

    def _connect_session(self) -> None:
        session = self.session
        session.project_changed.connect(self._show_project)
        session.document_changed.connect(self._show_document)
        session.classes_changed.connect(self._show_classes)
        session.class_chosen.connect(self._show_class)
        session.pending_changed.connect(self._on_pending)
        session.job_started.connect(self._on_job_started)
        session.job_event.connect(self._on_job_event)
        session.job_ended.connect(self._on_job_ended)
        self.messages.news.connect(lambda text: self.status.showMessage(text, NEWS_MILLISECONDS))

    def _connect_canvas(self) -> None:
        canvas = self.canvas
        canvas.hovered.connect(self._on_hovered)
        canvas.zoomed.connect(self.status.show_zoom)
        canvas.brush_resized.connect(self._on_brush_resized)
        canvas.class_picked.connect(self._on_picked)
        canvas.refused.connect(self.messages.news)
        self.options.resized.connect(canvas.set_brush)
        self.options.set_diameter(canvas.ink_palette.diameter)
        self._show_tool()

    def _connect_panels(self) -> None:
        acts, review, training = self.actions_by_name, self.review, self.training
        for switch, name in (
            (review.mask_switch, "show_mask"),
            (review.prediction_switch, "show_prediction"),
            (review.doubt_switch, "show_doubt"),
        ):
            switch.toggled.connect(acts[name].setChecked)
            acts[name].toggled.connect(switch.setChecked)
        review.mask_shown.connect(lambda on: self.canvas.change_look(mask=on))
        review.prediction_shown.connect(lambda on: self.canvas.change_look(prediction=on))
        review.doubt_shown.connect(lambda on: self.canvas.change_look(doubt=on))
        review.opacity_changed.connect(lambda v: self.canvas.change_look(opacity=v))
        review.threshold_changed.connect(self.canvas.set_threshold)
        review.accept.connect(acts["accept"].trigger)
        review.done_and_next.connect(acts["done_and_next"].trigger)
        self.canvas.change_look(opacity=review.opacity)
        self.classes.visibility.connect(self._on_visibility)
        training.train.connect(self.commands.train)
        training.stop.connect(self.session.stop_job)
        training.cancel.connect(self.session.cancel_job)
        self.start_page.new.connect(self.commands.new)
        self.start_page.open.connect(self.commands.ask_open)
        self.start_page.chosen.connect(self.commands.open)

    def _connect_actions(self) -> None:
        session, commands, canvas = self.session, self.commands, self.canvas
        wishes = {
            "new": commands.new,
            "open": commands.ask_open,
            "import": commands.ask_import,
            "export": commands.ask_export,
            "close": commands.close,
            "quit": self.close,
            "undo": session.undo,
            "redo": session.redo,
            "next_class": lambda: session.step_class(1),
            "previous_class": lambda: session.step_class(-1),
            "swap_classes": session.swap_classes,
            "zoom_in": lambda: canvas.zoom_by(1),
            "zoom_out": lambda: canvas.zoom_by(-1),
            "fit": canvas.fit,
            "actual": lambda: canvas.zoom_to(1.0),
            "previous": lambda: session.step(-1),
            "next": lambda: session.step(1),
            "accept": lambda: commands.accept(self.review.threshold),
            "done_and_next": commands.done_and_next,
            "skip": lambda: commands.set_status(Status.SKIPPED),
            "reopen": lambda: commands.set_status(Status.STARTED),
            "smaller": lambda: canvas.grow_brush(-1),
            "larger": lambda: canvas.grow_brush(1),
            "train": self.training.start,
            "stop": session.stop_job,
            "predict": commands.predict,
            "keys": commands.show_keys,
            "about": commands.show_about,
        }
        for name, wish in wishes.items():
            self.actions_by_name[name].triggered.connect(lambda _checked=False, w=wish: w())
        for name in TOOLS:
            self.actions_by_name[name].triggered.connect(lambda _checked=False, n=name: self._take_tool(n))
        self.actions_by_name["panels"].toggled.connect(self._hide_panels)
        self.actions_by_name["only_unlabelled"].toggled.connect(lambda on: canvas.set_rule(InkRule(only_unlabelled=on)))
        for digit in range(10):
            shortcut = QShortcut(QKeySequence(str(digit)), self)
            shortcut.activated.connect(lambda d=digit: self._on_digit(d))

    # What changes on screen

    def _show_project(self) -> None:
        project = self.session.project
        self._middle.setCurrentWidget(self.canvas if project else self.start_page)
        for dock in self._docks:
            dock.setVisible(project is not None)
        for bar in self._bars:
            bar.setVisible(project is not None)
        self.setWindowTitle(f"{project.name} - Workbench" if project else "Workbench")
        self.status.show_pending(0 if project else None)
        if project is not None:
            recent.remember_project(project.folder)
        else:
            self.start_page.show_recent(recent.recent_projects())
        self._refresh_state()

    def _show_document(self) -> None:
        document = self.session.document
        self.canvas.set_document(document)
        has_images = self.session.project is not None and bool(self.session.project.images())
        self.canvas.hint = "" if has_images else "Bring in images: File, Import (Ctrl+I), or drop a folder here."
        if document is not None:
            document.changed.connect(self._on_mask_changed)
            document.prediction_changed.connect(self._refresh_state)
        self._refresh_areas()
        self._refresh_state()

    def _show_classes(self) -> None:
        self.canvas.set_classes(self.session.classes)
        self._show_class(self.session.current_class)
        self._refresh_areas()

    def _show_class(self, index: int) -> None:
        self.canvas.set_class(index)
        shown = self.session.classes.get(index)
        self.options.show_class(shown)

    def _show_tool(self) -> None:
        self.status.show_tool(self.canvas.tool, self.canvas.ink_palette.diameter / 2)

    def _refresh_areas(self) -> None:
        document = self.session.document
        if document is not None:
            self.classes.show_areas(document.mask.areas(), document.mask.rect.area)

    def _refresh_state(self) -> None:
        """Fit buttons and menus to what is possible now."""
        session = self.session
        state = {
            "project": session.project is not None,
            "image": session.document is not None,
            "prediction": session.document is not None and session.document.prediction is not None,
            "job": session.busy,
            "idle": not session.busy,
        }
        action_table.enable(self.actions_by_name, {name for name, holds in state.items() if holds})
        self.training.set_running(session.busy, state["project"])
        reason = ""
        if session.project is not None and session.document is not None:
            reason = session.project.image(session.document.image_id).reason
        self.review.show_state(state["image"], state["prediction"], reason)

    # What happened

    def _on_hovered(self, point: Point | None) -> None:
        self.status.show_under(self.session.document, point, self.session.classes)

    def _on_brush_resized(self, diameter: float) -> None:
        self.options.set_diameter(diameter)
        self._show_tool()

    def _on_picked(self, index: int) -> None:
        if index != UNLABELLED:
            self.session.choose_class(index)

    def _on_visibility(self, index: int, seen: bool) -> None:
        hidden = self.canvas.look.hidden
        self.canvas.change_look(hidden=hidden - {index} if seen else hidden | {index})

    def _on_mask_changed(self) -> None:
        if self.session.document is not None and not self.session.document.painting:
            self._refresh_areas()

    def _on_pending(self, pending: int) -> None:
        self.status.show_pending(pending)
        if pending == 0 and self.session.document is not None:
            self.session.image_changed.emit(self.session.document.image_id)

    def _on_job_started(self, name: str) -> None:
        if name == "training":
            self.training.begin()
        self._refresh_state()

    def _on_job_event(self, event: Event) -> None:
        self.status.show_job(event)
        self.training.show_event(event)
        if isinstance(event, PredictionReady):
            self.session.image_changed.emit(event.image)
            if self.session.document is not None and event.image == self.session.document.image_id:
                self.session.load_prediction()

    def _on_job_ended(self, name: str) -> None:
        self.status.show_job(None)
        self._refresh_state()
        if name == "import":
            self.session.refresh_images()

    def _on_digit(self, digit: int) -> None:
        if digit == 0:
            self.actions_by_name["eraser"].trigger()
            return
        chosen = next((c for c in self.session.classes.shown if c.key == str(digit)), None)
        if chosen is not None:
            self.session.choose_class(chosen.index)
            if self.canvas.tool != "brush":
                self.actions_by_name["brush"].trigger()

    def _take_tool(self, name: str) -> None:
        self.canvas.set_tool(name)
        self._show_tool()

    def _hide_panels(self, hidden: bool) -> None:
        for dock in self._docks:
            dock.setVisible(not hidden and self.session.project is not None)

    # Qt's own

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Folders and pictures may be dropped."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A project is opened; a folder or picture joins the open project, or begins a new one."""
        path = next(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        if (path / FILE_NAME).is_file():
            self.commands.open(path)
        elif self.session.project is not None:
            self.commands.bring_in(path)
        else:
            self.commands.new(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write what waits, end the worker, remember how the window stood."""
        if not self.commands.may_leave():
            event.ignore()
            return
        self.canvas.finish_gesture()
        recent.remember_window(self)
        self.gallery.thumbnails.clear()
        self.session.close()
        event.accept()

    def action(self, name: str) -> QAction:
        """The action of that name (`ui.actions.ROWS`)."""
        return self.actions_by_name[name]
