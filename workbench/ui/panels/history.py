"""The steps of the open image: what was done, and back or forth to any of them with a click."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QStackedWidget, QVBoxLayout, QWidget

from workbench.ui.panels.history_model import HistoryModel
from workbench.ui.session import Session
from workbench.ui.style import GRID


class HistoryPanel(QWidget):
    """The open image's steps; the one that stands last is marked. A click on another goes there, step by step."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._session = session
        self._model = HistoryModel(self)
        self._marking = False
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.setAccessibleName("Steps of this image")
        empty = QLabel("No step yet. What you paint in this image is listed here; a click on a step goes back to it.")
        empty.setProperty("role", "faint")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.addWidget(self._pages)
        self._model.taken.connect(self._mark)
        self.list.selectionModel().currentChanged.connect(self._on_chosen)
        session.document_changed.connect(self._show_document)
        session.choice.changed.connect(lambda: self._model.show_classes(session.choice.classes))

    @property
    def words(self) -> list[str]:
        """What is listed, oldest first."""
        rows = range(self._model.rowCount())
        return [str(self._model.data(self._model.index(row))) for row in rows]

    def _show_document(self) -> None:
        document = self._session.document
        self._model.show_classes(self._session.choice.classes)
        self._model.show_stack(None if document is None else document.history)

    def _mark(self) -> None:
        """Show the list, or that it is empty, and mark where the mask stands."""
        self._pages.setCurrentIndex(1 if self._model.rowCount() else 0)
        here = self._model.index(self._model.current)
        self._marking = True
        self.list.setCurrentIndex(here)
        self._marking = False
        self.list.scrollTo(here)

    def _on_chosen(self, chosen: QModelIndex) -> None:
        document = self._session.document
        if self._marking or document is None or not chosen.isValid():
            return
        document.go_to(chosen.row())
        if document.history.index() != chosen.row():  # a gesture is painting: the mark goes back
            self._mark()
