"""The composition root of the window: looks, log, the last net for errors."""

import faulthandler
import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from workbench.services.places import log_folder
from workbench.ui import preferences, style, translation
from workbench.ui.main_window import MainWindow
from workbench.ui.work.collector import Collector

LOG_BYTES = 1_000_000

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
    style.install(app, preferences.looks())
    translation.install(app, preferences.language())
    Collector(app)
    return app


def run(project: Path | None = None) -> int:
    """Open the window, with a project if one is named, and stay until it is closed. Returns the exit code."""
    _start_log()
    app = application()
    window = MainWindow()
    window.messages.install_as_excepthook()
    window.show()
    if project is not None:
        QTimer.singleShot(0, lambda: window.commands.open(project))
    code = app.exec()
    window.session.close()
    return code


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """What Qt has to say goes to the log, not to the terminal."""
    level = logging.INFO if kind in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg} else logging.WARNING
    _qt_log.log(level, "%s", message)
    if kind == QtMsgType.QtFatalMsg:  # Qt aborts the process next: these are its last words
        print(message, file=sys.stderr, flush=True)


def _start_log() -> None:
    """Log to a rotating file, and let a crash of the interpreter write its stack beside it."""
    folder = log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "workbench.log", maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8"
        )
        crash = os.open(folder / "crash.txt", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)
        faulthandler.enable(crash)
    except OSError:
        handler = logging.StreamHandler()  # a read-only home must not keep the window from opening
    logging.basicConfig(
        level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
