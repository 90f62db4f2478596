"""What the actions do: each method is one wish of the person, asked of the session."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from workbench.core.control import Control
from workbench.core.counting import counted
from workbench.core.edit import Edit
from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.events import Event, Exported, Finished, Imported, Notice, Refused, Relinked
from workbench.core.offer import Offer
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import Status, TrainingRun
from workbench.exchange.registry import AUTO
from workbench.exchange.writing.choice import ExportChoice
from workbench.services import exporting, importing, last_export, models, prediction, ranking, relinking, rounds
from workbench.services.importing import Wishes
from workbench.ui.deeds.accepted_words import accepted_words
from workbench.ui.deeds.changes import Changes
from workbench.ui.deeds.recall import Recall
from workbench.ui.deeds.reserved_images import ReservedImages
from workbench.ui.dialogs.choosing import choose_folder
from workbench.ui.dialogs.ending import Ending, ask_about_job
from workbench.ui.dialogs.export import ExportDialog
from workbench.ui.dialogs.new_project import NewProject, NewProjectDialog
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.work.jobs import EXPORT, LOOK

T = TypeVar("T")


class Commands(QObject):
    """The verbs of the window. Every user's-world error ends in `Messages`.

    Attributes:
        reserved: stands before every way of accepting.

    Signals:
        not_opened: a project could not be opened (its folder, the WorkbenchError).
        nothing_there: the open image was to be done, but nothing of it is labelled.
    """

    not_opened = Signal(object, object)
    nothing_there = Signal()

    def __init__(self, session: Session, changes: Changes, recall: Recall, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._recall = recall
        self._session = session
        self._changes = changes
        self._messages = messages
        self._window = window
        self.reserved = ReservedImages(session, messages, window)
        self._refused: list[Refused] = []
        session.jobs.happened.connect(self._on_event)
        session.jobs.ended.connect(self._on_job_ended)

    # Projects

    def new(self, images: Path | None = None) -> None:
        """Ask for a new project, make it, and bring its images in."""
        dialog = NewProjectDialog(images, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.answer is not None:
            self.make(dialog.answer)

    def make(self, wanted: NewProject) -> None:
        """Make a project, open it, and bring its images in."""
        if not self.may_leave():
            return
        if self._guarded(lambda: self._session.create(wanted.folder, wanted.classes)) is None:
            return
        if wanted.images is not None:
            self.bring_in(wanted.images, Wishes(copy=wanted.copy))

    def ask_open(self) -> None:
        """Ask for a project folder and open it."""
        chosen = choose_folder(self._window, "Open a project", "project")
        if chosen:
            self.open(chosen)

    def open(self, folder: Path) -> None:
        """Open a project."""
        if not self.may_leave():
            return
        try:
            self._session.open(folder)
        except WorkbenchError as error:
            self.not_opened.emit(folder, error)

    def close(self) -> None:
        """Close the project."""
        if self.may_leave():
            self._guarded(self._session.close_project)

    def may_leave(self) -> bool:
        """Whether the open project may be left; asks when a job runs, and when something is not on disk."""
        if self._session.jobs.busy and not self._ended_job():
            return False
        try:
            self._session.settle()
        except StorageError as error:
            return self._confirmed(f"{error.message} Leave, and lose these changes?")
        return True

    def _ended_job(self) -> bool:
        """Ask what should become of the running job, and see to it; whether it has ended, or may be cancelled."""
        jobs = self._session.jobs
        ended = ask_about_job(jobs.name, jobs.stoppable, self._window)
        if ended is Ending.KEEP and not jobs.finish(keep=True):
            self._messages.show_error(WorkbenchError("The job has not ended yet.", "Wait a moment, then try again."))
            return False
        return ended is not Ending.GO_ON

    def _confirmed(self, question: str) -> bool:
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        return QMessageBox.question(self._window, "Workbench", question, yes | no, no) == yes

    # In and out

    def bring_in(self, source: Path, wishes: Wishes | None = None, format_name: str = AUTO) -> None:
        """Import a folder, an archive or a file into the open project."""
        project = self._session.project
        if project is not None:
            self._start("import", importing.run(project, source, format_name, wishes), Control())

    def ask_relink(self) -> None:
        """Ask for the folder where moved pictures lie now, and find them."""
        chosen = choose_folder(self._window, "Where the pictures lie now", "images")
        if chosen:
            self.relink(chosen)

    def relink(self, folder: Path) -> None:
        """Find the pictures that are gone below a folder."""
        if self._session.project is not None:
            self._start("relink", relinking.run(self._session.project, folder), Control())

    def ask_export(self, images: frozenset[int] | None = None) -> None:
        """Ask for a new folder and export to it, all images or these, with progress and proof in the same dialog."""
        project = self._session.project
        if project is None:
            return
        jobs = self._session.jobs
        if jobs.busy:
            self._messages.news.emit(f"Exporting waits for the {jobs.name}: stop it, or wait until it has finished.")
            return
        dialog = ExportDialog(project, self._window, images)
        dialog.wanted.connect(self.export)
        dialog.cancelled.connect(jobs.cancel)
        # Methods of the dialog, not lambdas: Qt lets go of them when the dialog is deleted.
        jobs.started.connect(dialog.on_started)
        jobs.happened.connect(dialog.show_event)
        jobs.ended.connect(dialog.on_ended)
        dialog.open()

    def export(self, dest: Path, format_name: str, choice: ExportChoice) -> None:
        """Export the open project, and begin there the next time."""
        project = self._session.project
        if project is not None:
            self._guarded(lambda: last_export.write(project, format_name, choice))
            self._start(EXPORT, exporting.run(project, dest, format_name, choice), Control())

    # Models

    def train(self, recipe: TrainingRecipe, resume: TrainingRun | None = None) -> None:
        """Train, then predict what is not done; or go on with a run that was interrupted, by its own recipe."""
        session = self._session
        if session.project is None:
            return
        looked_at = session.document.image_id if session.document else None
        control = Control()
        flow = rounds.run(session.project, session.engine, recipe, control=control, first=looked_at, resume=resume)
        self._start("training", flow, control)

    def resume(self) -> None:
        """Go on with the run that was interrupted last."""
        project = self._session.project
        run = None if project is None else models.interrupted_run(project)
        if run is not None:
            self.train(TrainingRecipe.from_json(run.recipe), run)

    def predict(self, image_ids: Sequence[int] | None = None) -> None:
        """Predict what is not done, or these images, with the best model."""
        session = self._session
        if session.project is None:
            return
        looked_at = session.document.image_id if session.document else None
        control = Control()

        def flow() -> Iterator[Event]:
            assert session.project is not None
            model = models.usable_run(session.project)
            chosen = None if image_ids is None else session.project.records(image_ids)
            images = prediction.choose_images(session.project, "todo") if chosen is None else chosen
            yield from prediction.run(session.project, session.engine, model, images, control=control, first=looked_at)

        self._start("prediction", flow(), control)

    # The open image

    def accept(self, offer: Offer, then: Callable[[str], None] | None = None) -> None:
        """Take what the model offers where nothing is painted, and tell it; `then` gets these words in their place.

        In an image that judges models nothing is taken, and nothing follows, until the person has agreed to that.
        """
        document = self._session.document
        if document is None or document.prediction is None:
            return
        if not self.reserved.allows(lambda: self.accept(offer, then)):
            return
        prediction, mask = document.prediction, document.mask

        def tell(edit: Edit | None) -> None:
            (then or self._messages.news.emit)(accepted_words(edit, document, offer))

        self._changes.make(document, lambda: prediction.to_edit(mask, offer=offer), tell)

    def accept_and_next(self, offer: Offer | None) -> None:
        """Take what the model offers, mark the open image done, open the first of the queue.

        Without an offer, because the prediction is not shown, nothing is taken: nobody has looked at it.
        """
        document = self._session.document
        if document is None:
            return
        if offer is None or document.prediction is None:
            self._done_if_labelled()
        else:
            self.accept(offer, self._done_if_labelled)

    def done_and_next(self, told: str = "") -> None:
        """Mark the open image done; open the first of the queue, and tell why after what was `told` of this one."""
        project, document = self._session.project, self._session.document
        if project is None or self._guarded(lambda: self._say(Status.DONE)) is None:
            return
        following = ranking.next_image(project, None if document is None else document.image_id)
        if following is not None:
            self._session.show_image(following.id)
        why = "Every image is done." if following is None else following.reason or f"Next: {following.name}."
        self._messages.news.emit(f"{told} {why}".strip())

    def _done_if_labelled(self, told: str = "") -> None:
        if self._session.document is not None and self._session.document.areas:
            self.done_and_next(told)
        else:
            self.nothing_there.emit()

    def set_status(self, status: Status) -> None:
        """Say how far the open image is."""
        self._guarded(lambda: self._say(status))

    # Inside

    def _start(self, name: str, flow: Iterator[Event], control: Control) -> None:
        self._refused = []
        self._guarded(lambda: self._session.start_job(name, flow, control))

    def _say(self, status: Status) -> bool:
        project, document = self._session.project, self._session.document
        if project is not None and document is not None:
            with self._recall.images("the status", [document.image_id]):
                project.set_status([document.image_id], status)
            self._session.image_changed.emit(document.image_id)
        return True

    def _guarded(self, wish: Callable[[], T]) -> T | None:
        try:
            return wish()
        except WorkbenchError as error:
            self._messages.show_error(error)
            return None

    def _on_event(self, event: Event) -> None:
        match event:
            case Refused() if self._session.jobs.name != LOOK:  # the dialog shows them
                self._refused.append(event)
            case Imported(dry=False):
                self._messages.news.emit(
                    f"{counted(event.images, 'image')} and {counted(event.masks, 'mask')} came in."
                )
            case Relinked():
                missing = f"; {event.missing:,} still missing" if event.missing else ""
                self._messages.news.emit(f"{counted(event.found, 'image')} found again{missing}.")
            case Exported():
                self._messages.news.emit(
                    f"Exported and verified: {counted(event.verified, 'image')} in {event.folder}."
                )
            case Notice() if self._session.jobs.name == "training":
                self._messages.news.emit(event.text)
            case Finished() if event.best_miou is not None:
                self._messages.news.emit(f"Run {event.run} {event.status}: mIoU {event.best_miou:.2f} on val.")

    def _on_job_ended(self, _name: str) -> None:
        if self._refused:
            lines = "\n".join(refused.line for refused in self._refused)
            files = "1 file was" if len(self._refused) == 1 else f"{len(self._refused)} files were"
            self._messages.show_list(f"{files} left out; the work went on with the others.", lines)
            self._refused = []
