"""The way from region to region where mask and model disagree: shown, and kept or taken with one key each."""

from concurrent.futures import Future

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDockWidget

from workbench.core.counting import counted
from workbench.core.disagreement import Disagreement
from workbench.core.errors import WorkbenchError
from workbench.core.geometry import Point
from workbench.paint.disagreement import disagreements, take
from workbench.paint.outline import seen_outline
from workbench.ui.actions import KeyMap
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.gestures.words import NO_GUIDE, Guide
from workbench.ui.deeds.changes import Changes
from workbench.ui.document import Document
from workbench.ui.messages import Messages
from workbench.ui.panels.checks import NOTHING, UNASKED, UNPAINTED, ChecksPanel
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands

UNASKED_UP_TO = 16_000_000
"""Pixels of an image that is searched without being asked: larger ones take seconds."""

PAUSE = 400
"""Milliseconds after a change before the image is searched again: painting comes first."""

CHECK_SCALE = 3.0
"""Device pixels an image pixel, at least, at which a region is shown that has room enough."""

FILLS = 0.5
"""Share of the canvas that a region fills at most when it is shown."""


class CheckWalk(QObject):
    """Keeps the list up to date, off the window's thread, and does what is said of its regions."""

    def __init__(
        self,
        panel: ChecksPanel,
        dock: QDockWidget,
        canvas: Canvas,
        session: Session,
        changes: Changes,
        messages: Messages,
        keys: KeyMap,
    ) -> None:
        super().__init__(panel)
        self._changes = changes
        self._panel, self._dock, self._canvas, self._session, self._messages = panel, dock, canvas, session, messages
        self._title, self._keys = dock.windowTitle(), keys
        self._searching = Errands()
        self._regions: list[Disagreement] = []
        self._searched = False
        self._troubled = False  # whether it was told that what was kept of this image cannot be read
        self._current = -1
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self._search_small)
        session.document_changed.connect(self._on_document)
        session.choice.changed.connect(self._tell)
        keys.changed.connect(self._tell)
        panel.chosen.connect(self._go_to)
        panel.keep.connect(self.keep)
        panel.take.connect(self.take)
        panel.ask_again.connect(self._ask_again)
        self._tell()

    def go_on(self) -> None:
        """Show the next region; in a large image, look for them first."""
        self._dock.raise_()
        if not self._searched:
            self._search()
        elif self._regions:
            self._go_to((self._current + 1) % len(self._regions))
        else:
            self._messages.news.emit(self._panel.words or NOTHING)

    def keep(self) -> None:
        """The mask is right in the region that is shown: it is not asked about again. Goes on to the next."""
        project, document = self._session.project, self._session.document
        if project is None or document is None or not self._chosen():
            return
        region = self._regions[self._current]
        try:
            project.checks.keep(document.image_id, region)
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        self._done(document, region)

    def take(self) -> None:
        """The model is right in the region that is shown: one step of undo. Goes on to the next."""
        document = self._session.document
        if document is None or not self._chosen() or not self._canvas.may_accept():
            return
        region = self._regions[self._current]
        self._changes.make(document, lambda: take(document.mask, region), lambda _edit: self._done(document, region))

    def _chosen(self) -> bool:
        """Whether a region is shown; if not, the first one is: nothing is said of what nobody has seen."""
        if self._current < 0:
            self.go_on()
            return False
        return True

    def _done(self, document: Document, region: Disagreement) -> None:
        here = next((number for number, one in enumerate(self._regions) if one is region), None)
        if document is not self._session.document or here is None:  # a large one takes its time
            return
        if self._searching.busy:  # for a list that still has the region
            self._search()
        del self._regions[here]
        self._current = -1
        if self._regions:
            self._go_to(min(here, len(self._regions) - 1))
        else:
            self._canvas.set_mark(NO_GUIDE)
            self._tell()

    def _ask_again(self) -> None:
        project, document = self._session.project, self._session.document
        if project is not None and document is not None:
            try:
                project.checks.forget(document.image_id)
            except WorkbenchError as error:
                self._messages.show_error(error)
                return
            self._troubled = False
            self._search()

    # Looking for them

    def _on_document(self) -> None:
        self._forget()
        self._troubled = False
        document = self._session.document
        if document is not None:
            document.areas_changed.connect(self._soon.start)
            document.prediction_changed.connect(self._on_prediction)

    def _on_prediction(self) -> None:
        self._forget()
        self._soon.start()

    def _forget(self) -> None:
        self._searching.drop()
        self._soon.stop()
        if self._current >= 0:
            self._canvas.set_mark(NO_GUIDE)
        self._regions, self._current, self._searched = [], -1, False
        self._tell()

    def _search_small(self) -> None:
        document = self._session.document
        if document is not None and document.painting:  # what is painted now may be taken back
            self._soon.start()
        elif document is not None and (document.mask.rect.area <= UNASKED_UP_TO or self._searched):
            self._search()
        else:
            self._tell()

    def _search(self) -> None:
        project, document = self._session.project, self._session.document
        if project is None or document is None or document.prediction is None:
            return
        mask, said, kept = document.mask, document.prediction, list[Disagreement]()
        try:
            table = project.classes.final_table()  # what was kept is so of the classes that they were merged into
            kept = [region.with_table(table) for region in project.checks.kept(document.image_id)]
        except WorkbenchError as error:  # the search goes on, and asks about what was kept, too
            if not self._troubled:
                self._messages.show_error(error)
            self._troubled = True
        # The mask is read while it may be painted on: a stroke that comes meanwhile has it searched again.
        self._searching.ask(lambda: disagreements(mask, said, kept), lambda found: self._on_found(document, found))

    def _on_found(self, document: Document, found: Future[list[Disagreement]]) -> None:
        if document is not self._session.document:
            return
        if document.painting:  # the list may have what is taken back yet
            self._soon.start()
        first = not self._searched
        shown = self._regions[self._current] if self._current >= 0 else None
        self._regions = found.result()
        self._searched = True
        near = [n for n, region in enumerate(self._regions) if shown is not None and region.among([shown])]
        self._current = near[0] if near else -1
        if shown is not None and not near:
            self._canvas.set_mark(NO_GUIDE)
        self._tell()
        if first and document.mask.rect.area > UNASKED_UP_TO:
            self.go_on()

    # Showing them

    def _go_to(self, row: int) -> None:
        self._current = row
        region = self._regions[row]
        box, room = region.box, self._canvas
        ratio = room.devicePixelRatioF()
        fitting = FILLS * ratio * min(room.width() / box.width, room.height() / box.height)
        scale = min(fitting, max(room.view.scale, CHECK_SCALE))
        room.show_point(Point((box.top + box.bottom) / 2, (box.left + box.right) / 2), scale)
        room.set_mark(Guide(seen_outline(region.where, Point(float(box.top), float(box.left)), room.view.scale)))
        self._tell()
        classes = self._session.choice.classes
        how = self._keys.filled("{keep_check} keeps it, {take_check} takes the model's word.")
        self._messages.news.emit(
            f"Painted {classes.name_of(region.painted)}, and the model is sure of {classes.name_of(region.said)} "
            f"({counted(region.pixels, 'pixel')}). {how}"
        )

    def _tell(self) -> None:
        document = self._session.document
        count = len(self._regions)
        words = ""
        if document is None or document.prediction is None:
            words = "Where the mask and a prediction disagree is listed here."
        elif not document.areas:
            words = UNPAINTED
        elif not self._searched:
            words = self._keys.filled(UNASKED) if document.mask.rect.area > UNASKED_UP_TO else ""
        elif not count:
            words = NOTHING
        self._panel.show_regions(self._regions, self._session.choice.classes, self._current, words)
        self._dock.setWindowTitle(f"{self._title} ({count})" if count else self._title)
