"""What is done with all chosen images at once, beside what is said of them: predict, accept, export, copy paths."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from workbench.core.control import Control
from workbench.core.counting import counted
from workbench.core.errors import WorkbenchError
from workbench.core.events import Accepted, Event
from workbench.core.offer import Offer
from workbench.services import accepting, project_settings
from workbench.services.accepting import AcceptPlan
from workbench.ui.deeds.commands import Commands
from workbench.ui.messages import Messages
from workbench.ui.panels.review import ReviewPanel
from workbench.ui.session import Session

LEFT_OUT = (
    "They are in val or test: models are measured on them, and where a model's own word is accepted, the next models "
    "are praised for repeating it."
)


class ManyImages(QObject):
    """Each method is one wish about images, given by their numbers."""

    def __init__(
        self, session: Session, commands: Commands, review: ReviewPanel, messages: Messages, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._commands, self._review = session, commands, review
        self._messages, self._window = messages, window
        session.jobs.happened.connect(self._on_event)

    @property
    def idle(self) -> bool:
        """Whether a long job can begin."""
        return not self._session.jobs.busy

    def predict(self, image_ids: list[int]) -> None:
        """Predict them with the best model."""
        self._commands.predict(image_ids)

    def export(self, image_ids: list[int]) -> None:
        """Ask how they are exported."""
        self._commands.ask_export(frozenset(image_ids))

    def copy_paths(self, image_ids: list[int]) -> None:
        """Put the paths of their pictures on the clipboard, a line each."""
        assert self._session.project is not None
        paths = [str(image.path) for image in self._session.project.records(image_ids)]
        QGuiApplication.clipboard().setText("\n".join(paths))
        self._messages.news.emit(f"{counted(len(paths), 'path')} copied.")

    def ask_accept(self, image_ids: list[int]) -> None:
        """Say on how many images what the model says would be accepted, and do it if that is wanted."""
        project = self._session.project
        if project is None:
            return
        found = accepting.plan(project, image_ids)
        if not found.others and not found.judges:
            self._messages.news.emit("Nothing to accept: none of these images is predicted.")
            return
        box = QMessageBox(QMessageBox.Icon.Question, "Accept", _question(found), parent=self._window)
        box.setInformativeText(_consequences(found, self._review.offer))
        judging = QCheckBox(f"Accept on the {counted(len(found.judges), 'image')} of val and test, too")
        judging.setToolTip(LEFT_OUT)
        judging.setChecked(project_settings.read(project).accept_in_val is True)
        accept = box.addButton("Accept", QMessageBox.ButtonRole.AcceptRole)
        if found.judges:
            box.setCheckBox(judging)
            judging.toggled.connect(lambda on: accept.setEnabled(on or bool(found.others)))
        accept.setEnabled(bool(found.others) or judging.isChecked())
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def answered(_result: int) -> None:
            if box.clickedButton() is accept:
                self._accept([*found.others, *(found.judges if judging.isChecked() else ())])

        box.finished.connect(answered)
        box.open()

    def _accept(self, image_ids: list[int]) -> None:
        project, control = self._session.project, Control()
        if project is None:
            return
        try:
            flow = accepting.run(project, image_ids, self._review.offer, control)
            self._session.start_job("accept", flow, control)
        except WorkbenchError as error:
            self._messages.show_error(error)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Accepted):
            of = f" of {event.asked:,}" if event.asked != event.images else ""
            told = f"Accepted {counted(event.pixels, 'pixel')} on {event.images:,}{of} images."
            rest = "" if event.images == event.asked else " On the others nothing is on offer (see Review)."
            self._messages.news.emit(told + rest)


def _question(found: AcceptPlan) -> str:
    return f"Accept what the model says on {counted(len(found.others) + len(found.judges), 'image')}?"


def _consequences(found: AcceptPlan, offer: Offer) -> str:
    sure = f" where the model is at least {offer.threshold:.0%} sure".replace("%", " %") if offer.threshold else ""
    parts = [f"Only where nothing is painted, and what Review offers{sure}. In each image it is one step to undo."]
    if found.judges:
        parts.append(f"{counted(len(found.judges), 'image')} of them: {LEFT_OUT}")
    if found.unpredicted:
        parts.append(f"{counted(found.unpredicted, 'more is', 'more are')} not predicted, and stay as they are.")
    return "\n\n".join(parts)
