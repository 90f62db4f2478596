"""While the first images of a project come in: the first of them is opened at once, and the list grows."""

from PySide6.QtCore import QObject, QTimer

from workbench.core.events import Event, ImportBegins, Progress
from workbench.services import ranking
from workbench.ui.session import Session

EVERY_MILLISECONDS = 1000
"""Between two looks at what has come in: drawing the list anew for each image would take longer than the import, and
a large first image would be begun anew with each file."""


class FirstImages(QObject):
    """Listens to an import that leaves everything as it is; what one with masks brings is shown at its end."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._harmless = session, False
        self._soon = QTimer(self, singleShot=True, interval=EVERY_MILLISECONDS)
        self._soon.timeout.connect(self._show)
        session.jobs.happened.connect(self._on_event)
        session.jobs.ended.connect(self._on_ended)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ImportBegins):
            self._harmless = event.harmless
        elif self._harmless and isinstance(event, Progress) and not self._soon.isActive():
            self._soon.start()
            if self._session.document is None:
                self._show()

    def _on_ended(self, _name: str) -> None:
        self._harmless = False
        self._soon.stop()

    def _show(self) -> None:
        project = self._session.project
        if project is None:
            return
        self._session.images_changed.emit()
        first = None if self._session.document is not None else ranking.first_image(project)
        if first is not None:
            self._session.show_image(first.id)
