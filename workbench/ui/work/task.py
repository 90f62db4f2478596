"""The one thread class: it runs any flow and relays its events."""

import logging
from collections.abc import Iterator

from PySide6.QtCore import QObject, QThread, Signal

from workbench.core.control import Control
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event

log = logging.getLogger(__name__)

STACK_BYTES = 8 * 1024 * 1024
"""macOS gives a second thread 512 kB, which NumPy's libraries can overflow."""


class Task(QThread):
    """Runs one flow to its end, to a stop, or to a cancel.

    Signals:
        happened: each event of the flow, in order.
        failed: a WorkbenchError, or any other exception, which is a bug.
    """

    happened = Signal(object)
    failed = Signal(object)

    def __init__(self, flow: Iterator[Event], control: Control, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)
        self.control = control
        self._flow = flow

    def run(self) -> None:
        """On the thread: relay the flow."""
        try:
            for event in self._flow:
                self.happened.emit(event)
                if self.control.cancelled:
                    break
        except WorkbenchError as error:
            self.failed.emit(error)
        except Exception as error:
            log.exception("a flow failed")
            self.failed.emit(error)
        finally:
            close = getattr(self._flow, "close", None)
            if close is not None:
                close()
