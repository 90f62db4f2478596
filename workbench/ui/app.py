"""The composition root of the window: looks, log, the last net for errors."""

import logging
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from workbench.core.places import resources
from workbench.services.crash_notes import CrashNote
from workbench.services.program_log import start_log
from workbench.ui import preferences, style, translation
from workbench.ui.main_window import MainWindow
from workbench.ui.trouble.after_crash import AfterCrash
from workbench.ui.work.collector import Collector

_qt_log = logging.getLogger("qt")


def application() -> QApplication:
    """The one application object, dressed."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    _qt_log.addHandler(logging.NullHandler())  # without a log file, Qt's words go nowhere, not to the terminal
    qInstallMessageHandler(_log_qt)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("workbench")
    app.setApplicationDisplayName("Workbench")
    app.setDesktopFileName("workbench")  # by which Wayland finds the icon
    app.setWindowIcon(_program_icon())
    style.install(app, preferences.looks())
    translation.install(app, preferences.language())
    Collector(app)
    return app


def run(project: Path | None = None) -> int:
    """Open the window, with a project if one is named, and stay until it is closed. Returns the exit code."""
    start_log()
    note = CrashNote()
    note.begin()
    app = application()
    window = MainWindow()
    window.messages.install_as_excepthook()
    AfterCrash(
        window.session,
        window.start_page.notice,
        window.messages,
        window.action("report").trigger,
        window.commands.open,
        note,
    )
    signal.signal(signal.SIGTERM, lambda *_: app.exit())  # the system shuts down: what is painted is written below
    window.show()
    if project is not None:
        QTimer.singleShot(0, lambda: window.commands.open(project))
    code = app.exec()
    window.session.close()
    note.end()
    return code


def _program_icon() -> QIcon:
    icon = QIcon()
    for path in (resources() / "program").glob("workbench-*.png"):
        icon.addFile(str(path))
    return icon


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """What Qt has to say goes to the log, not to the terminal."""
    level = logging.INFO if kind in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg} else logging.WARNING
    _qt_log.log(level, "%s", message)
    if kind == QtMsgType.QtFatalMsg:  # Qt aborts the process next: these are its last words
        print(message, file=sys.stderr, flush=True)
