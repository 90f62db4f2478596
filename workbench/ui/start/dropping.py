"""Folders and pictures that are dragged over the window: it says what letting go would do, and does it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow

from workbench.core.control import Control
from workbench.core.errors import WorkbenchError
from workbench.services import bringing
from workbench.store.project import FILE_NAME, Project, folder_of
from workbench.ui.deeds.commands import Commands
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.style import GRID


class Dropping(QObject):
    """A project is opened; a folder or picture joins the open project, or begins a new one."""

    def __init__(self, session: Session, commands: Commands, messages: Messages, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._commands, self._window = session, commands, window
        self._messages = messages
        self.hint = QLabel(window)
        self.hint.setObjectName("dropHint")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        self.hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hint.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take what comes from the file manager; everything else goes its way."""
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.hint.hide()
            paths = _paths(event.mimeData())
            if paths:
                self._deed(paths)[1]()
                return True
        elif isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter:
            paths = _paths(event.mimeData())
            if paths:
                event.acceptProposedAction()
                self._tell(self._deed(paths)[0])
                return True
        elif event.type() == QEvent.Type.DragLeave:
            self.hint.hide()
        return False

    def _deed(self, paths: list[Path]) -> tuple[str, Callable[[], object]]:
        """What letting go does, in words and in deed."""
        project, commands = self._session.project, self._commands
        for path in map(folder_of, paths):
            if (path / FILE_NAME).is_file():
                return f"Let go to open the project {path.name}", partial(commands.open, path)
        path = paths[0]
        if project is not None and len(paths) > 1:
            return f"Let go to bring all {len(paths)} into {project.name}", lambda: self._bring(project, paths)
        if project is not None:
            return f"Let go to bring {path.name} into {project.name}", lambda: commands.bring_in(path)
        return f"Let go to begin a project with the images of {path.name}", lambda: commands.new(path)

    def _bring(self, project: Project, paths: list[Path]) -> None:
        """All of them in one job; what is refused is listed at its end, as of any import."""
        try:
            self._session.start_job("import", bringing.run(project, paths), Control())
        except WorkbenchError as error:
            self._messages.show_error(error)

    def _tell(self, words: str) -> None:
        self.hint.setText(words)
        self.hint.setGeometry(self._window.rect().adjusted(GRID, GRID, -GRID, -GRID))
        self.hint.show()
        self.hint.raise_()


def _paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
