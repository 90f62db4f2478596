"""Everything that the program has told since it was started."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

KEPT = 500
"""Notices; with more the oldest go. All of them, and more, stand in the log."""


class Severity(StrEnum):
    """How much a notice matters."""

    NEWS = "news"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """What was told.

    Attributes:
        at: when.
        severity: how much it matters.
        text: what happened.
        cure: what can be done; may be empty.
        details: a traceback, or one thing a line; may be empty.
    """

    at: datetime
    severity: Severity
    text: str
    cure: str = ""
    details: str = ""

    @property
    def whole(self) -> str:
        """Everything, to be copied."""
        parts = [f"{self.at:%Y-%m-%d %H:%M:%S} {self.severity}: {self.text}", self.cure, self.details]
        return "\n".join(part for part in parts if part)


class Notices(QObject):
    """Keeps them, the oldest first.

    Signals:
        added: one more (a `Notice`).
        read: the person has looked at them.
    """

    added = Signal(object)
    read = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: deque[Notice] = deque(maxlen=KEPT)
        self.unread = 0

    @property
    def all(self) -> list[Notice]:
        """The notices, the oldest first."""
        return list(self._kept)

    def add(self, severity: Severity, text: str, cure: str = "", details: str = "") -> None:
        """Keep one; warnings and errors are unread until somebody looks."""
        if not text:
            return
        notice = Notice(datetime.now(), severity, text, cure, details)
        self._kept.append(notice)
        self.unread += severity is not Severity.NEWS
        self.added.emit(notice)

    def mark_read(self) -> None:
        """The person has looked."""
        self.unread = 0
        self.read.emit()
