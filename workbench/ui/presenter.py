"""Shows what happens: the session's news on the canvas, in the panels and in the status line."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from workbench.core.events import Event, ImportBegins, PredictionReady
from workbench.core.geometry import Point
from workbench.services import ranking, run_history
from workbench.ui import recent
from workbench.ui.actions import enable
from workbench.ui.dialogs import cleanup_words
from workbench.ui.kept_news import KeptNews
from workbench.ui.rooms import Rooms
from workbench.ui.work.job_activity import JobActivity

AREAS_MILLISECONDS = 100

LEARNING = frozenset({"training", "prediction"})
"""Jobs of which the Training panel tells; every job stands in the status line."""

CHANGING = frozenset({"import", "merge", "accept"})
"""Jobs that write masks and classes; what is open is read again when they have ended."""


class Presenter(QObject):
    """Listens to session and canvas, and shows."""

    def __init__(self, rooms: Rooms, parent: QObject) -> None:
        super().__init__(parent)
        self._rooms = rooms
        session, canvas = rooms.session, rooms.canvas
        # A panel drawn anew within each stroke's end would cost as much as the stroke.
        self._areas_timer = QTimer(self, singleShot=True, interval=AREAS_MILLISECONDS)
        self._areas_timer.timeout.connect(self._refresh_areas)
        self._point: Point | None = None  # under the pointer
        self._harmless = False  # whether the job that runs leaves everything as it is that is there already
        session.leaving.connect(canvas.finish_gesture)
        session.project_changed.connect(self.show_project)
        session.images_changed.connect(self._show_hint)
        session.document_changed.connect(self._show_document)
        session.image_changed.connect(self._on_image_changed)
        session.choice.changed.connect(self._show_classes)
        session.choice.chosen.connect(self._show_class)
        session.pending_changed.connect(self._show_pending)
        KeptNews(session, self)
        JobActivity(session.jobs, session.activities, self)
        rooms.status.activity.show_activities(session.activities)
        session.jobs.started.connect(self._on_job_started)
        session.jobs.happened.connect(self._on_job_event)
        session.jobs.ended.connect(self._on_job_ended)
        canvas.hovered.connect(self._on_hovered)
        canvas.zoomed.connect(rooms.status.show_zoom)
        canvas.brush_resized.connect(self._on_brush_resized)
        canvas.refused.connect(lambda words: rooms.messages.news.emit(rooms.keymap.filled(words)))
        rooms.messages.news.connect(rooms.status.say)
        for deed in (canvas.pressed, session.leaving, session.project_changed):
            deed.connect(rooms.status.fade)
        for action in rooms.actions_by_name.values():
            action.triggered.connect(rooms.status.fade)
            action.toggled.connect(rooms.status.fade)
        self._on_brush_resized(canvas.ink_palette.diameter)

    def show_project(self) -> None:
        """The window of a project, or the start page."""
        rooms, project = self._rooms, self._rooms.session.project
        rooms.middle.setCurrentWidget(rooms.canvas if project else rooms.start_page)
        self.show_panels(project is not None)
        for bar in rooms.bars:
            bar.setVisible(project is not None)
        self._show_pending()
        if project is not None:
            recent.remember_project(project.folder)
            runs = project.runs()
            if runs:
                last = runs[-1]
                rooms.training.show_run(last, project.epochs(last.id), project.run_folder(last.id))
                rooms.training.set_recipe(run_history.asked_recipe(last))
            else:
                rooms.training.show_run(None, [])
        else:
            rooms.start_page.show_recent(recent.recent_projects())
        self.show_tool()
        self.refresh()

    def show_panels(self, shown: bool) -> None:
        """Show or hide all panels; without a project there are none."""
        self._rooms.panels.show(shown and self._rooms.session.project is not None)

    def show_dock(self, name: str) -> None:
        """Bring one panel into sight, from behind its neighbours or from where it was closed."""
        for dock in self._rooms.docks:
            if dock.objectName() == name:
                dock.show()
                dock.raise_()

    def show_tool(self) -> None:
        """Tell the tool in hand, its size, and how it is used."""
        canvas, status = self._rooms.canvas, self._rooms.status
        if self._rooms.session.project is None:
            status.show_tool("", None)
        else:
            diameter = canvas.ink_palette.diameter if canvas.sized else None
            status.show_tool(canvas.tool.replace("_", " "), diameter, self._advice())

    def _advice(self) -> str:
        canvas, classes = self._rooms.canvas, self._rooms.session.choice.classes
        if canvas.tool == "clean_up_brush":
            other = self._rooms.keymap.filled("{clean_up} chooses another clean-up")
            return f"{cleanup_words.told(canvas.ink_palette.cleanup, classes)}. {other}"
        return canvas.advice

    def refresh(self) -> None:
        """Fit buttons, menus and words to what is possible now."""
        rooms, session = self._rooms, self._rooms.session
        document = session.document
        self._name_image()
        # These jobs may bring pixels into the very mask that is open: nothing else may change it meanwhile.
        changing = session.jobs.name in CHANGING and not self._harmless
        for room in (rooms.canvas, rooms.history, rooms.classes, rooms.checks):
            room.setEnabled(not changing)
        state = {
            "project": session.project is not None,
            "image": document is not None and not changing,
            "prediction": document is not None and document.prediction is not None and not changing,
            "job": session.jobs.stoppable,
            "idle": not session.jobs.busy,
        }
        # A control that is disabled passes the keyboard to its neighbour, and keys meant for painting would be typed.
        keyboard = QApplication.focusWidget()
        enable(rooms.actions_by_name, {name for name, holds in state.items() if holds})
        learning = session.jobs.name in LEARNING
        rooms.training.set_running(learning, state["project"] and (learning or not session.jobs.busy))
        if keyboard is not None and not keyboard.isEnabled():
            rooms.canvas.setFocus()
        reason = ""
        if session.project is not None and document is not None:
            reason = ranking.reason(session.project, document.image_id)
        rooms.review.show_state(state["image"], state["prediction"], reason)
        rooms.review.show_finishable(state["prediction"] or (state["image"] and bool(document and document.areas)))

    def _name_image(self) -> None:
        """Tell which image of which project is open: in the title and at the left of the status line."""
        rooms, project, document = self._rooms, self._rooms.session.project, self._rooms.session.document
        image = "" if project is None or document is None else project.image(document.image_id).name
        rooms.status.show_image(image)
        rooms.setWindowTitle(" - ".join(part for part in (image, project and project.name, "Workbench") if part))

    # The session's news

    def _show_hint(self) -> None:
        """Say on the empty canvas how to begin."""
        project = self._rooms.session.project
        has_images = project is not None and bool(project.images_beside(None, True, 1))
        words = "" if has_images else "Bring in images: File, Import ({import}), or drop a folder here."
        self._rooms.canvas.hint = self._rooms.keymap.filled(words)
        self._rooms.canvas.update()

    def _show_pending(self) -> None:
        session = self._rooms.session
        self._rooms.status.show_pending(None if session.project is None else session.unsaved)

    def _show_document(self) -> None:
        rooms, document = self._rooms, self._rooms.session.document
        rooms.canvas.set_document(document)
        if document is None:
            rooms.status.show_zoom(None)
        self._show_hint()
        if document is not None:
            document.areas_changed.connect(self._areas_timer.start)
            document.painting_changed.connect(self.show_tool)
            document.prediction_changed.connect(self.refresh)
            document.prediction_changed.connect(self._show_under)
        self._refresh_areas()
        self.refresh()

    def _on_image_changed(self, image_id: int) -> None:
        """What is refused of the open image changes why it should be looked at."""
        document = self._rooms.session.document
        if document is not None and document.image_id == image_id:
            self.refresh()

    def _show_classes(self) -> None:
        self._rooms.canvas.set_classes(self._rooms.session.choice.classes)
        self._show_class(self._rooms.session.choice.current)
        self._refresh_areas()

    def _show_class(self, index: int) -> None:
        self._rooms.canvas.set_class(index)
        self._rooms.options.show_class(self._rooms.session.choice.classes.get(index))

    def _refresh_areas(self) -> None:
        """Show how much of the open image each class covers."""
        document = self._rooms.session.document
        if document is not None:
            self._rooms.classes.show_areas(document.areas, document.mask.rect.area)
            possible = self._rooms.canvas.isEnabled()
            self._rooms.review.show_finishable(possible and bool(document.areas or document.prediction is not None))
        self._show_under()

    def _on_job_started(self, name: str) -> None:
        self._harmless = False
        if name in LEARNING:
            self._rooms.training.begin(clear=name == "training")
        self.refresh()

    def _on_job_event(self, event: Event) -> None:
        if self._rooms.session.jobs.name in LEARNING:
            self._rooms.training.show_event(event)
        if isinstance(event, ImportBegins):
            self._harmless = event.harmless
            self.refresh()
        if isinstance(event, PredictionReady):
            self._rooms.session.on_prediction(event.image)

    def _on_job_ended(self, name: str) -> None:
        if name in LEARNING:
            self._rooms.training.end(name)
        self.refresh()
        if name in CHANGING:
            self._rooms.session.refresh_images()
        if name == "relink":
            self._rooms.gallery.thumbnails.forget()
            self._rooms.session.refresh_images()
            self._rooms.session.show_again()

    # The canvas's news

    def _on_hovered(self, point: Point | None) -> None:
        self._point = point
        self._show_under()

    def _show_under(self) -> None:
        session = self._rooms.session
        self._rooms.status.show_under(session.document, self._point, session.choice.classes)

    def _on_brush_resized(self, diameter: float) -> None:
        self._rooms.options.set_diameter(diameter)
        self.show_tool()
