"""The room of runs: filled, measured on wish, and what is wished there done."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from workbench.core.control import Control
from workbench.core.counting import counted
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event
from workbench.services import prediction, run_history, run_scores, standings
from workbench.services.run_scores import RunScores
from workbench.ui.messages import Messages
from workbench.ui.session import Session

if TYPE_CHECKING:
    from workbench.ui.dialogs.runs.dialog import RunsDialog

MEASURING = "measuring"


class ShowingRuns(QObject):
    """One dialog at a time; it follows the project, and closes with it."""

    def __init__(self, session: Session, messages: Messages, errors: QAction, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._messages, self._errors, self._window = session, messages, errors, window
        self._dialog: RunsDialog | None = None
        session.jobs.started.connect(lambda _name: self._on_jobs())
        session.jobs.ended.connect(lambda _name: self._on_jobs())
        session.about_to_close.connect(self._close)

    @property
    def dialog(self) -> "RunsDialog | None":
        """The dialog, while it is open."""
        return self._dialog

    def ask(self) -> None:
        """Show the runs of the open project."""
        project = self._session.project
        if project is None:
            return
        if self._dialog is not None:
            self._dialog.raise_()
            return
        from workbench.ui.dialogs.runs.dialog import RunsDialog  # pyqtgraph takes 0.4 s: the window opens without it

        self._dialog = dialog = RunsDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._show_chosen)
        dialog.measure.connect(self._measure)
        dialog.use.connect(self._use)
        dialog.rename.connect(self._ask_name)
        dialog.delete.connect(self._ask_delete)
        dialog.open_image.connect(self._open_image)
        dialog.finished.connect(self._on_closed)
        self._on_jobs()
        dialog.show()

    # What it shows

    def _on_jobs(self) -> None:
        """A job has begun or ended: there may be another run, other scores, other buttons."""
        project, dialog = self._session.project, self._dialog
        if project is None or dialog is None:
            return
        dialog.set_free(not self._session.jobs.busy)
        dialog.show_runs(run_history.past_runs(project))

    def _show_chosen(self) -> None:
        project, dialog = self._session.project, self._dialog
        if project is None or dialog is None:
            return
        chosen = dialog.list.chosen
        scores = [run_scores.read(project, past.run.id) for past in chosen]
        dialog.show_chosen([project.epochs(past.run.id) for past in chosen], scores, project.classes)
        seen = {one.image for found in scores if found is not None for one in found.images}
        dialog.show_worst(scores, {record.id: record.name for record in project.records(sorted(seen))})
        self._tell(scores)

    def _tell(self, scores: list[RunScores | None]) -> None:
        project, dialog = self._session.project, self._dialog
        assert project is not None
        assert dialog is not None
        key, chosen = standings.val_key(project), dialog.list.chosen
        old = [past for past, found in zip(chosen, scores, strict=True) if found is None or found.key != key]
        gone = [past for past in old if not past.kept]
        if not chosen:
            dialog.tell("", False)
        elif not old:
            images = next(found.total.images for found in scores if found is not None)
            dialog.tell(f"Measured on today's val images: {counted(images, 'image')}.", False)
        elif gone:
            dialog.tell(
                f"The weights of {gone[0].name} are gone: it cannot be measured any more.", len(gone) < len(old)
            )
        else:
            stale = any(found is not None for found in scores)
            why = "What is painted on val has changed since" if stale else "Not yet measured class by class"
            dialog.tell(f"{why}: Measure tells IoU, confusion and worst images of today's val images.", True)

    # What is wished

    def _measure(self, run_ids: list[int]) -> None:
        project = self._session.project
        if project is not None:
            runs = [project.run(number) for number in run_ids]
            self._start(MEASURING, run_scores.measure(project, self._session.engine, runs))

    def _use(self, run_id: int) -> None:
        project = self._session.project
        if project is not None:
            control = Control()
            images = prediction.choose_images(project, "todo")
            document = self._session.document
            first = None if document is None else document.image_id
            run = project.run(run_id)
            flow = prediction.run(project, self._session.engine, run, images, control=control, first=first)
            self._start("prediction", flow, control)

    def _open_image(self, image_id: int, run_id: int) -> None:
        """Open an image with the errors of a run, which predicts it anew where another run did so since."""
        project = self._session.project
        if project is None:
            return
        self._session.show_image(image_id)
        self._errors.setChecked(True)
        known = project.prediction(image_id)
        if known is not None and known.run == run_id and known.path.is_file():
            return
        if not self._session.jobs.busy and (project.run_folder(run_id) / "best.safetensors").is_file():
            control = Control()
            image = [project.image(image_id)]
            flow = prediction.run(project, self._session.engine, project.run(run_id), image, control=control)
            self._start("prediction", flow, control)

    def _start(self, name: str, flow: Iterator[Event], control: Control | None = None) -> None:
        try:
            self._session.start_job(name, flow, control or Control())
        except WorkbenchError as error:
            self._messages.show_error(error)

    def _on_closed(self) -> None:
        self._dialog = None

    def _close(self) -> None:
        if self._dialog is not None:
            self._dialog.close()

    def _ask_name(self, run_id: int) -> None:
        project = self._session.project
        if project is None:
            return
        dialog = QInputDialog(self._dialog or self._window)
        dialog.setWindowTitle("Rename")
        dialog.setLabelText(f"What run {run_id} is called beside its number (empty: nothing):")
        dialog.setTextValue(run_history.titles(project).get(run_id, ""))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda title: self._rename(run_id, title))
        dialog.open()

    def _rename(self, run_id: int, title: str) -> None:
        project = self._session.project
        if project is None:
            return
        try:
            run_history.rename(project, run_id, title)
        except WorkbenchError as error:
            self._messages.show_error(error)
        self._on_jobs()

    def _ask_delete(self, run_id: int) -> None:
        project = self._session.project
        if project is None:
            return
        past = next(one for one in run_history.past_runs(project) if one.run.id == run_id)
        words = f"Delete the weights of {past.name}?"
        box = QMessageBox(QMessageBox.Icon.Warning, "Delete weights", words, parent=self._dialog or self._window)
        box.setInformativeText(run_history.what_is_lost(project, past))
        delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(lambda _result: self._delete(run_id) if box.clickedButton() is delete else None)
        box.open()

    def _delete(self, run_id: int) -> None:
        project = self._session.project
        if project is None:
            return
        try:
            run_history.delete_model(project, run_id)
        except WorkbenchError as error:
            self._messages.show_error(error)
        self._on_jobs()
