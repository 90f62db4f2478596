"""Asks whether a class should be merged into another, and has it done."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from workbench.core.control import Control
from workbench.core.counting import counted
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, Merged
from workbench.services import merging
from workbench.services.merging import MergePlan
from workbench.ui.messages import Messages
from workbench.ui.session import Session


class ClassMerging(QObject):
    """The way from the menu of a class to the job."""

    def __init__(self, session: Session, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window
        session.jobs.happened.connect(self._on_event)

    def ask(self, source: int, target: int) -> None:
        """Say what merging one class into the other would change, and do it if that is wanted."""
        if self._session.project is None:
            return
        try:
            self._session.settle()  # so that the strokes of a moment ago are counted
            plan = merging.plan(self._session.project, source, target)
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        box = QMessageBox(QMessageBox.Icon.Question, "Merge classes", _question(plan), parent=self._window)
        box.setInformativeText(_consequences(plan))
        merge = box.addButton("Merge", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(lambda _result: self._merge(plan) if box.clickedButton() is merge else None)
        box.open()

    def ask_delete(self, index: int) -> None:
        """Ask which class gets the pixels of one that should go; one without pixels leaves the list at once."""
        project, choice = self._session.project, self._session.choice
        if project is None:
            return
        try:
            self._session.settle()
            areas = project.census.images_with_class(index)
            if not areas:
                name = choice.classes.name_of(index)
                choice.hide(index)
                self._messages.news.emit(f"{name} is out of the list: nothing was painted as it.")
                return
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        others = [known for known in choice.classes.shown if known.index != index]
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Delete a class")
        pixels = f"{counted(sum(areas.values()), 'pixel')} in {counted(len(areas), 'image')}"
        dialog.setLabelText(f"{choice.classes.name_of(index)} has {pixels}.\nThey become:")
        dialog.setComboBoxItems([known.name for known in others])
        dialog.setOkButtonText("Delete")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take(name: str) -> None:
            target = next(known.index for known in others if known.name == name)
            self._merge(merging.plan(project, index, target))

        dialog.textValueSelected.connect(take)
        dialog.open()

    def _merge(self, plan: MergePlan) -> None:
        project = self._session.project
        if project is None:
            return
        try:
            flow = merging.run(project, plan.source.index, plan.target.index)
            self._session.start_job("merge", flow, Control())
        except WorkbenchError as error:
            self._messages.show_error(error)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Merged):
            self._messages.news.emit(f"{event.source} is merged into {event.target}: {event.pixels:,} pixels.")


def _question(plan: MergePlan) -> str:
    images = "1 image" if plan.images == 1 else f"{plan.images:,} images"
    return f"Merge {plan.source.name} into {plan.target.name}? It has {plan.pixels:,} pixels in {images}."


def _consequences(plan: MergePlan) -> str:
    source, target = plan.source.name, plan.target.name
    return (
        f"All of them become {target}, those of protected classes and those set by hand, too. In each image it is one "
        f"step that can be undone. {source} is hidden afterwards, and its number {plan.source.index} is never given "
        f"again. What models predict as {source} is shown as {target}."
    )
