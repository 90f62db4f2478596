"""What the next start says of a program that ended unexpectedly, and what it offers."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from workbench.services import crash_notes
from workbench.services.crash_notes import CrashNote
from workbench.store.project import FILE_NAME
from workbench.ui.messages import Messages
from workbench.ui.notices import Severity
from workbench.ui.session import Session
from workbench.ui.start.notice_bar import NoticeBar
from workbench.ui.start.times import when

_KEPT = "What was painted is on disk: each stroke is written when it is finished."

BEAT_MILLISECONDS = 60_000
"""Between two signs of life in the note: what is told after a crash is no further off."""


class AfterCrash(QObject):
    """Offers the report, and the project that was open; keeps the note of this start up to date.

    Args:
        session: whose project the note names.
        bar: of the start page; when a project is opened at once, the message list alone tells.
        messages: where it can be read later.
        report: shows the report.
        open_project: opens a project.
        note: of this start.
    """

    def __init__(
        self,
        session: Session,
        bar: NoticeBar,
        messages: Messages,
        report: Callable[[], None],
        open_project: Callable[[Path], None],
        note: CrashNote,
    ) -> None:
        super().__init__(session)
        self._session, self._note = session, note
        session.project_changed.connect(self._on_project)
        self._beat = QTimer(self, interval=BEAT_MILLISECONDS)
        self._beat.timeout.connect(note.live)
        self._beat.start()
        crashes = crash_notes.left_behind()
        for crash in crashes:
            crash_notes.remember_told(crash)
        if not crashes:
            return
        newest = crashes[0]
        started, seen = (when(moment, datetime.now()) for moment in (newest.started, newest.ended))
        name = f" with the project {newest.project.name}" if newest.project else ""
        words = f"The program ended unexpectedly{name}: started {started}, last seen about {seen}. {_KEPT}"
        messages.notices.add(Severity.WARNING, words, "Help, Report a problem tells how.", newest.cause)
        deeds: dict[str, Callable[[], object]] = {"Report...": report, "Dismiss": lambda: None}
        project = newest.project
        if project is not None and (project / FILE_NAME).is_file():
            deeds = {f"Open {project.name}": lambda: open_project(project), **deeds}
        bar.tell(words, deeds)

    def _on_project(self) -> None:
        project = self._session.project
        self._note.opened(None if project is None else project.folder)
