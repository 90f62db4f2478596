"""Filters under a name: kept with the project, and asked for again."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget

from workbench.core.errors import WorkbenchError
from workbench.services import saved_filters
from workbench.store.project import Project
from workbench.ui.messages import Messages
from workbench.ui.panels.gallery.filters import GalleryFilters
from workbench.ui.session import Session


class SavingFilters(QObject):
    """Between the button of the gallery and the project."""

    def __init__(self, session: Session, filters: GalleryFilters, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._filters, self._messages, self._window = session, filters, messages, window
        filters.saved.chosen.connect(self._show)
        filters.saved.save.connect(self._ask)
        filters.saved.forget.connect(self._forget)
        session.project_changed.connect(self._offer)

    def _offer(self) -> None:
        project = self._session.project
        self._filters.saved.offer(saved_filters.read(project) if project is not None else ())

    def _show(self, name: str) -> None:
        if self._session.project is not None:
            self._filters.take(saved_filters.read(self._session.project)[name])

    def _ask(self) -> None:
        wanted = self._filters.wanted
        words, agreed = QInputDialog.getText(self._window, "Save what is listed", "Name of these filters and order:")
        if agreed:
            self._change(lambda project: saved_filters.save(project, words, wanted))

    def _forget(self, name: str) -> None:
        self._change(lambda project: saved_filters.forget(project, name))

    def _change(self, change: Callable[[Project], object]) -> None:
        if self._session.project is None:
            return
        try:
            change(self._session.project)
        except WorkbenchError as error:
            self._messages.show_error(error)
        self._offer()
