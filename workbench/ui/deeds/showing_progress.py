"""Adds up what the work cost, off the window's thread, and shows it."""

from concurrent.futures import Future

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from workbench.core.errors import WorkbenchError
from workbench.services import accounting
from workbench.services.accounting import Account
from workbench.services.source_folders import check_apart
from workbench.store.project import Project
from workbench.ui.dialogs.choosing import choose_folder
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.work.activities import Activity
from workbench.ui.work.errands import Errands


class ShowingProgress(QObject):
    """One account at a time. A project that is closed meanwhile waits until its masks are read."""

    def __init__(self, session: Session, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window
        self._errands = Errands()
        self._closing = False
        self._activity: Activity | None = None
        session.about_to_close.connect(self._give_up)

    def ask(self) -> None:
        """Show the open project's account once it is added up."""
        project = self._session.project
        if project is None:
            return
        try:
            self._session.settle()
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        self._closing = False
        self._begin()
        self._errands.ask(lambda: self._added_up(project), self._show)

    def _begin(self) -> None:
        self._end()
        self._activity = self._session.activities.begin("Progress and cost", cancel=self._give_up)
        self._activity.tell("adding up the work")

    def _end(self) -> None:
        if self._activity is not None:
            self._activity.end()
            self._activity = None

    def _added_up(self, project: Project) -> Account | None:
        """On another thread; None when the project is about to close."""
        flow = accounting.run(project)
        while not self._closing:
            try:
                next(flow)
            except StopIteration as end:
                account: Account = end.value
                return account
        return None

    def _give_up(self) -> None:
        self._closing = True
        self._errands.wait()

    def _show(self, outcome: Future[Account | None]) -> None:
        self._end()
        project = self._session.project
        try:
            account = outcome.result()
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        if account is None or project is None or self._closing:
            return
        self._messages.news.emit(account.words)
        from workbench.ui.dialogs.progress import ProgressDialog  # pyqtgraph takes 0.4 s: the window opens without it

        dialog = ProgressDialog(account, project.classes, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.save.connect(lambda: self._save(account))
        dialog.open()

    def _save(self, account: Account) -> None:
        folder = choose_folder(self._window, "Where rounds.csv and images.csv go", "export")
        project = self._session.project
        if folder is None or project is None:
            return
        try:
            check_apart(project, folder)
            rounds, images = accounting.write_csv(folder, account)
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        self._messages.news.emit(f"Written: {rounds.name} and {images.name} in {folder}.")
