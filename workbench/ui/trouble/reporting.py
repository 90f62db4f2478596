"""Messages and reports: opened from the menu, the status line, or after a crash."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QSysInfo, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMainWindow

from workbench.core.errors import WorkbenchError
from workbench.ui import recent
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.trouble.messages_dialog import MessagesDialog
from workbench.ui.trouble.report_dialog import ReportDialog


class Reporting(QObject):
    """Shows what was told, and bundles what helps to find a fault."""

    def __init__(self, session: Session, messages: Messages, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window
        self._list: MessagesDialog | None = None

    def show_messages(self) -> None:
        """List all messages; a list that is open comes to the front."""
        if self._list is None:
            self._list = MessagesDialog(self._messages.notices, self._window)
            self._list.report.connect(self.ask)
            self._list.destroyed.connect(self._on_closed)
        self._list.show()
        self._list.raise_()

    def ask(self) -> None:
        """Show what a report would hold."""
        from workbench.services import problem_report  # seldom wanted: the window opens without it

        try:
            files = problem_report.contents(self._session.project, _screens(), recent.recent_projects())
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        dialog = ReportDialog(files, self._window)
        dialog.accepted.connect(lambda: self._save(dialog))
        dialog.open()

    def _save(self, dialog: ReportDialog) -> None:
        name = f"workbench-report-{datetime.now():%Y%m%d-%H%M}.zip"
        start = Path(recent.last_folder("report") or Path.home()) / name
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save the report", str(start), "Zip files (*.zip)")
        if not chosen:
            return
        from workbench.services import problem_report

        recent.remember_folder("report", Path(chosen).parent)
        try:
            problem_report.write(Path(chosen), dialog.files)
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        self._messages.news.emit(f"The report is in {chosen}.")

    def _on_closed(self) -> None:
        self._list = None


def _screens() -> dict[str, object]:
    """Facts that only the window knows."""
    return {
        "qt": qVersion(),
        "platform": QGuiApplication.platformName(),
        "desktop": QSysInfo.prettyProductName(),
        "screens": [
            [screen.size().width(), screen.size().height(), screen.devicePixelRatio()]
            for screen in QGuiApplication.screens()
        ],
    }
