"""The one place where errors and news become visible."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from workbench.core.errors import WorkbenchError
from workbench.ui.notices import Notices, Severity

_ICONS = {
    Severity.NEWS: QMessageBox.Icon.Information,
    Severity.WARNING: QMessageBox.Icon.Warning,
    Severity.ERROR: QMessageBox.Icon.Critical,
}

log = logging.getLogger(__name__)


class Messages(QObject):
    """Shows a user's-world error with its cure, and a bug once with its traceback to copy; never blocks the loop.

    Attributes:
        notices: everything that was told.

    Signals:
        news: a short text for the status bar.
        shown: the text of a box that was shown, for whoever watches.
    """

    news = Signal(str)
    shown = Signal(str)
    _from_any_thread = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.notices = Notices(self)
        self.news.connect(lambda text: self.notices.add(Severity.NEWS, text))
        self._open: dict[str, QMessageBox] = {}
        self._from_any_thread.connect(self.show_error, Qt.ConnectionType.QueuedConnection)

    def report(self, error: BaseException) -> None:
        """Show an error; may be called on any thread."""
        self._from_any_thread.emit(error)

    def show_error(self, error: BaseException) -> None:
        """Show an error; on the window's thread."""
        if isinstance(error, WorkbenchError):
            log.warning("%s", error)
            self._show(Severity.WARNING, error.message, error.cure, "")
        else:
            details = "".join(traceback.format_exception(error))
            log.error("%s", details)
            self._show(
                Severity.ERROR,
                "Something went wrong inside the program. What you painted is kept.",
                "Please report it: Help, Report a problem.",
                details,
            )

    def show_list(self, text: str, details: str) -> None:
        """Show news that come with a list, one thing a line."""
        self._show(Severity.NEWS, text, "Show Details tells which; the list can be copied.", details)

    def offer(self, error: WorkbenchError, deeds: Mapping[str, Callable[[], object]]) -> None:
        """Show an error with ways out of it, by the words of their buttons; Cancel takes none."""
        log.warning("%s", error)
        box = self._show(Severity.WARNING, error.message, "", "")
        if box is not None:
            box.setStandardButtons(QMessageBox.StandardButton.Cancel)
            for words, deed in deeds.items():
                box.addButton(words, QMessageBox.ButtonRole.AcceptRole).clicked.connect(deed)

    def install_as_excepthook(self) -> None:
        """Show what nobody caught, on whichever thread, instead of losing it."""

        def hook(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                QApplication.quit()
                return
            self.report(error)

        def on_thread(caught: threading.ExceptHookArgs) -> None:
            if caught.exc_value is not None:
                hook(caught.exc_type, caught.exc_value, caught.exc_traceback)

        def on_unraisable(caught: "sys.UnraisableHookArgs") -> None:
            """Within Python's own tidying up, nothing can be raised: it is logged, without a box."""
            details = "".join(traceback.format_exception(caught.exc_value)) if caught.exc_value else ""
            log.error("%s: %r\n%s", caught.err_msg or "ignored", caught.object, details)

        sys.excepthook = hook
        threading.excepthook = on_thread
        sys.unraisablehook = on_unraisable

    def _show(self, severity: Severity, text: str, cure: str, details: str) -> QMessageBox | None:
        """The box; None when one with the same text is open already."""
        self.notices.add(severity, text, cure, details)
        if text in self._open:  # told already, and not yet answered
            return None
        box = QMessageBox(_ICONS[severity], "Workbench", text, QMessageBox.StandardButton.Ok, self._window)
        box.setInformativeText(cure)
        if details:
            box.setDetailedText(details)
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._open[text] = box
        box.finished.connect(lambda _result: self._open.pop(text, None))
        box.open()
        self.shown.emit(text)
        return box
