"""Splits and sequences in the window: the line that tells them, and the questions that change them."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDialog, QInputDialog, QWidget

from workbench.core.errors import WorkbenchError
from workbench.services import project_settings, sequences, splits
from workbench.ui.deeds.recall import Recall
from workbench.ui.dialogs.project_settings import ProjectSettingsDialog
from workbench.ui.messages import Messages
from workbench.ui.panels.training import TrainingPanel
from workbench.ui.session import Session

QUIET_MILLISECONDS = 200
"""Counting the splits of 100,000 images takes 75 ms: it is done once, after the last of several changes."""


class Dividing(QObject):
    """Listens to the session and keeps the line in the Training panel right; asks for settings and sequences."""

    def __init__(
        self, session: Session, recall: Recall, panel: TrainingPanel, messages: Messages, window: QWidget
    ) -> None:
        super().__init__(window)
        self._recall = recall
        self._session, self._panel, self._messages, self._window = session, panel, messages, window
        self._known: dict[int, tuple[object, ...]] = {}
        self._soon = QTimer(self, singleShot=True, interval=QUIET_MILLISECONDS)
        self._soon.timeout.connect(self._tell)
        session.project_changed.connect(self._on_project)
        session.images_changed.connect(self._soon.start)
        session.choice.changed.connect(self._soon.start)
        session.image_changed.connect(self._on_image)

    def ask_settings(self) -> None:
        """Show the settings of the project, and keep what is chosen."""
        project = self._session.project
        if project is None:
            return
        summary = splits.report(project).words
        dialog = ProjectSettingsDialog(project_settings.read(project), summary, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda result: self._take(dialog) if result == QDialog.DialogCode.Accepted else None)
        dialog.open()

    def ask_sequence(self, image_ids: list[int]) -> None:
        """Ask to which sequence these images belong."""
        project = self._session.project
        if project is None:
            return
        image = project.image(image_ids[0])
        whose = f"{image.name} belongs" if len(image_ids) == 1 else f"These {len(image_ids):,} images belong"
        known = ["", *project.divisions.sequences()]
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Sequence")
        dialog.setLabelText(f"Images of one sequence are used for the same. {whose} to\n(empty: to none):")
        dialog.setComboBoxItems(known)
        dialog.setComboBoxEditable(True)
        dialog.setTextValue(image.sequence)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda name: self._set_sequence(image_ids, name))
        dialog.open()

    def _take(self, dialog: ProjectSettingsDialog) -> None:
        project, wanted = self._session.project, dialog.answer
        if project is None:
            return
        try:
            before = project_settings.read(project)
            project_settings.write(project, wanted)
            if wanted.sequences != before.sequences:
                sequences.tell_again(project, wanted.sequences)
                self._session.images_changed.emit()
        except WorkbenchError as error:
            self._messages.show_error(error)

    def _set_sequence(self, image_ids: list[int], name: str) -> None:
        project = self._session.project
        if project is None:
            return
        try:
            with self._recall.images("the sequence", image_ids):
                sequences.set_by_hand(project, image_ids, name)
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        self._session.images_changed.emit()

    def _on_project(self) -> None:
        self._known.clear()
        self._soon.start()

    def _on_image(self, image_id: int) -> None:
        """A stroke was kept: count anew only when the image has changed its split or the classes that it shows."""
        project = self._session.project
        if project is None:
            return
        image = project.image(image_id)
        now = (image.split, image.sequence, frozenset(project.areas(image_id)))
        if self._known.get(image_id) != now:
            self._known[image_id] = now
            self._soon.start()

    def _tell(self) -> None:
        project = self._session.project
        if project is None:
            self._panel.plan.show_splits("", "")
            self._panel.show_painted(0)
            return
        found = splits.report(project)
        lines = []
        if found.missing:
            lines.append(f"Not painted in any val image: {', '.join(found.missing)}.")
        if found.divided:
            lines.append(f"In several splits, by an import or by hand: {', '.join(found.divided)}.")
        self._panel.plan.show_splits(found.words, "\n".join(lines))
        self._panel.show_painted(sum(found.images.values()))
