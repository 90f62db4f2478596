"""Work whose outcome the next line needs, done off the window's thread all the same."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from workbench.ui.work.errands import Errands

Outcome = TypeVar("Outcome")


def aside(work: Callable[[], Outcome]) -> Outcome:
    """Do the work on another thread and wait for its outcome, or for what it raises.

    The window is drawn and hears of running jobs meanwhile; keys and clicks wait, under a busy pointer. `work` knows
    neither Qt nor anything that changes meanwhile.
    """
    errands, loop = Errands(), QEventLoop()
    told: list[Future[Outcome]] = []

    def tell(outcome: Future[Outcome]) -> None:
        told.append(outcome)
        loop.quit()

    QApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
    try:
        errands.ask(work, tell)
        if not told:
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    finally:
        QApplication.restoreOverrideCursor()
    return told[0].result()
