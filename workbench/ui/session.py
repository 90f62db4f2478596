"""What is current: the project, its images, the open document. Decides; draws nothing."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.core.classes import ClassSet
from workbench.core.control import Control
from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.events import Event
from workbench.core.records import ImageRecord
from workbench.core.work import WorkClock
from workbench.services import ranking
from workbench.services.annotation import Keeper
from workbench.services.caretaker import Caretaker
from workbench.services.contents import Contents
from workbench.services.engine import Engine
from workbench.services.library import create_project, open_project
from workbench.store.project import Project, folder_of
from workbench.ui.class_choice import ClassChoice
from workbench.ui.document import Document
from workbench.ui.left_images import LeftImages
from workbench.ui.messages import Messages
from workbench.ui.walk import Walk
from workbench.ui.work.activities import Activities
from workbench.ui.work.arriving import Arriving
from workbench.ui.work.aside import aside
from workbench.ui.work.fetching import Fetching
from workbench.ui.work.jobs import Jobs
from workbench.ui.work.opening import Opening, ready_to_open

FLUSH_SECONDS = 3.0
"""How long the window waits for the disk before it says that something is not on it yet."""


class Session(QObject):
    """One project at a time, one open image at a time.

    Attributes:
        project: the open one, or None.
        document: the open image, or None.
        keeper: brings what is done in it to the disk, or None.
        choice: the project's classes, and the one that paints.
        engine: the worker that trains and predicts.
        jobs: the long job that runs.
        activities: all that goes on for a while.
        walk: where "next" and "previous" lead.

    Signals:
        about_to_close: the open project is about to be let go: nothing may read it any more.
        project_changed: another project is open, or none (`project` is None).
        images_changed: the list of images, or something in it, changed.
        image_changed: the record of one image changed (its number).
        document_changed: another image is open, or none (`document` is None).
        refused: an image could not be opened, which was told; the one that was open stays.
        pending_changed: there is another number of changes that are not yet on disk: ask `unsaved`.
        leaving: the open image is about to be read again or left: a stroke that is being painted should be finished.
    """

    about_to_close = Signal()
    project_changed = Signal()
    images_changed = Signal()
    image_changed = Signal(int)
    document_changed = Signal()
    refused = Signal()
    pending_changed = Signal()
    leaving = Signal()

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self.project: Project | None = None
        self.document: Document | None = None
        self.engine = Engine()
        self.jobs, self.activities = Jobs(messages, self), Activities(self)
        self.choice = ClassChoice(self)
        self.walk = Walk(messages, self.image_changed.emit)
        self._opening = Opening(parent=self)
        self._opening.failed.connect(messages.show_error)
        self._fetching, self._arriving = Fetching(self._present, self._refuse), Arriving(messages.show_error)
        self._left, self._compare_later = LeftImages(), False
        self.pending_changed.connect(self._on_pending)
        self.keeper: Keeper | None = None
        self._caretaker: Caretaker | None = None

    # Projects

    def open(self, folder: Path) -> None:
        """Open a project, at the image that was open last; the project that was open is closed first."""
        if self.project is not None and self.project.folder == folder_of(folder):
            return
        self._take_over(aside(lambda: open_project(folder)))

    def create(self, folder: Path, classes: ClassSet) -> Project:
        """Make a project and open it; the one that was open is closed once the new one is there."""
        return self._take_over(aside(lambda: create_project(folder, classes)))

    def _take_over(self, project: Project) -> Project:
        """Make an open project the current one, in place of the one that was."""
        try:
            self.close_project()
        except WorkbenchError:
            project.close()
            raise
        self.project = project
        self.keeper = Keeper(project, self._messages.report, self.pending_changed.emit)
        self._caretaker = Caretaker.started(project, self._messages.report, self.activities.tended.emit)
        self.choice.take(project)
        self.project_changed.emit()
        self.refresh_images()
        return project

    @property
    def unsaved(self) -> int:
        """How many changes are not yet on disk."""
        return 0 if self.keeper is None else self.keeper.pending

    def settle(self) -> None:
        """Finish the stroke that is being painted, and wait until everything is on disk, or the disk refuses.

        Raises:
            StorageError: the disk refuses; what is painted stays in memory and on screen.
        """
        self.leaving.emit()
        if self.keeper is not None and not self.keeper.hurry(FLUSH_SECONDS):
            raise StorageError(
                f"{self.unsaved} changes are not on disk yet. They are kept in memory and tried again.",
                "Free some space, or make the project's folder writable.",
            )

    def close_project(self) -> None:
        """Cancel the running job and let the project go; call `settle` first, what is not on disk is lost here.

        Raises:
            WorkbenchError: the running job does not end yet; everything stays open.
        """
        if not self.jobs.finish():
            raise WorkbenchError("The running job has not ended yet.", "Wait a moment, then try again.")
        self.leaving.emit()
        self._fetching.give_up()
        self._opening.forget()
        self._set_document(None)
        if self._caretaker is not None:
            self._caretaker.close()
            self._caretaker = None
        if self.keeper is not None:
            self.keeper.close(FLUSH_SECONDS)
            self.keeper = None
            self._left.release(None)
        if self.project is not None:
            self.about_to_close.emit()
            self.project.close()
            self.project = None
            self.choice.take(None)
            self.project_changed.emit()
            self.images_changed.emit()

    def close(self) -> None:
        """Let everything go: the window closes."""
        self.close_project()
        self._opening.close()
        self.engine.close()

    # Images

    def show_image(self, image_id: int) -> None:
        """Open an image on the canvas, with its mask, its history and its newest prediction.

        Those of a large one are read off the window's thread: until they are there, the image before stays open. What
        the disk refuses bars nobody's way: an image with changes that wait is shown as it was left.
        """
        project = self._need_project()
        self._fetching.give_up()
        try:
            image = ready_to_open(project, image_id, self.image_changed.emit)
        except WorkbenchError as error:
            self._refuse(error)
            return
        self._opening.begin(image)
        self.leaving.emit()
        waiting = self._left.take(image_id, self.document, self.keeper, FLUSH_SECONDS)
        if waiting is None:
            self._fetching.fetch(project, image, self.document)
        else:
            self._opening.show_on(waiting, image)
            self._set_document(waiting)
            self._arriving.bring(project, waiting)
        if self.keeper is not None and self.keeper.refused:
            self._messages.news.emit(f"{self.unsaved} changes are not on disk yet: kept in memory, and tried again.")

    def _present(self, image: ImageRecord, read: Contents) -> None:
        """Put an image on the canvas; its picture may still be on its way."""
        before = self.document  # an image that is opened anew keeps its own clock
        clock = before.work if before is not None and before.image_id == image.id else WorkClock(image.seconds)
        document = Document(
            image.id, None, read.mask, self.keeper, areas=read.areas, work=clock, revision=read.revision
        )
        document.load_history(read.history)
        self._opening.show_on(document, image)
        self._set_document(document)
        document.set_prediction(read.prediction)
        for problem in read.problems:
            self._messages.show_error(problem)
        QTimer.singleShot(0, document, lambda: self._look_ahead(image.id))  # once this one has been drawn

    def show_again(self) -> None:
        """Read the open image again if its picture was not there: it may be by now."""
        if self.document is not None and self.document.trouble:
            self.show_image(self.document.image_id)

    def on_prediction(self, image_id: int) -> None:
        """A prediction has come: its image moves in the lists, and the open one shows it."""
        self.image_changed.emit(image_id)
        if self._fetching.coming == image_id:  # it may have been read before the prediction came
            self.show_image(image_id)
        elif self.document is not None and self.document.image_id == image_id:
            self._arriving.bring(self._need_project(), self.document)

    def undo(self) -> None:
        """Take back the newest step of the open image."""
        if self.document is not None:
            self.document.undo()

    def redo(self) -> None:
        """Do the last undone step of the open image again."""
        if self.document is not None:
            self.document.redo()

    def step(self, offset: int) -> None:
        """Open the next image of the list (`offset` 1) or the previous one (-1) that can be opened."""
        here = self._fetching.coming or (self.document.image_id if self.document else None)
        image = self.walk.beside(self._need_project(), here, offset > 0)
        if image is not None:
            self.show_image(image.id)

    def refresh_images(self) -> None:
        """The list of images grew: show it; open an image if none is, and again if its mask was changed elsewhere."""
        project = self._need_project()
        self.choice.refresh()
        self.images_changed.emit()
        if self._fetching.coming is not None:  # it may have been read before it was changed
            self.show_image(self._fetching.coming)
            return
        if self.document is not None:
            self._arriving.bring(project, self.document)  # a class that a model says may have been merged
            self._compare(self.document)
            return
        first = ranking.first_image(project)
        if first is not None:
            self.show_image(first.id)

    def leave_image(self) -> None:
        """Let the open image go; what is done in it is kept."""
        self._set_document(None)

    # Long jobs

    def start_job(self, name: str, flow: Iterator[Event], control: Control) -> None:
        """Run a flow on everything painted so far; StorageError when that is not on disk."""
        self.settle()
        self.jobs.start(name, flow, control)

    # Inside

    def _compare(self, document: Document) -> None:
        """Read the open image again if its mask was changed elsewhere; told later while changes of it wait."""
        assert self.keeper is not None
        self._compare_later = not self.keeper.hurry(FLUSH_SECONDS)
        if not self._compare_later and self._need_project().mask_revision(document.image_id) != document.revision:
            self.show_image(document.image_id)

    def _on_pending(self) -> None:
        self._left.release(self.keeper)
        if self._compare_later and self.document is not None and not self.unsaved:
            self._compare(self.document)

    def _refuse(self, error: WorkbenchError) -> None:
        self._messages.show_error(error)
        self.refused.emit()

    def _need_project(self) -> Project:
        if self.project is None:
            raise WorkbenchError("No project is open.", "Open or make one first.")
        return self.project

    def _look_ahead(self, image_id: int) -> None:
        """Read what a person may want after that image: the next, the previous, the most doubtful."""
        if self.project is None or self.document is None or self.document.image_id != image_id:
            return
        self._opening.prefetch(self.walk.likely(self.project, image_id))

    def _set_document(self, document: Document | None) -> None:
        old, self.document = self.document, document
        self._arriving.give_up()
        if document is not None:
            self.jobs.look_at(document.image_id)
        self.document_changed.emit()
        if old is not None and old is not document:
            self._left.leave(old, self.keeper)
