"""The way from gap to gap: shows the next unlabelled sliver, and mends it when asked."""

from PySide6.QtCore import QObject

from workbench.core.arrays import U8
from workbench.core.counting import counted
from workbench.core.geometry import Point, Rect
from workbench.paint.gaps import LARGEST_GAP, Gap, is_gap, mend, next_gap
from workbench.ui.actions import KeyMap
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.gestures.words import NO_GUIDE, Guide
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands

QUICK_SEARCH = 1_000_000
"""Pixels that are searched for a gap without leaving the thread: some milliseconds."""

GAP_SCALE = 4.0
"""Device pixels an image pixel, at least, at which a gap is shown."""

MARGIN = 2.0
"""Image pixels between a gap and the line round it."""


class GapWalk(QObject):
    """Gaps of the open image, one after another."""

    def __init__(self, canvas: Canvas, session: Session, messages: Messages, keys: KeyMap, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas, self._messages, self._keys = canvas, messages, keys
        self._gap: Gap | None = None
        self._searching = Errands()
        session.document_changed.connect(self._forget)

    def next_gap(self) -> None:
        """Look for the next unlabelled sliver and show it; nothing while one is looked for."""
        document = self._canvas.document
        if document is None or self._searching.busy or not document.ready():
            return
        plane = document.mask.classes
        after = (self._gap[0].top, self._gap[0].left) if self._gap is not None else (-1, 0)
        if plane.size <= QUICK_SEARCH:
            self._show(next_gap(plane, after))
        else:
            # It is read while it may be painted on; what is found is looked at again before it is shown.
            self._searching.ask(lambda: next_gap(plane, after), lambda found: self._on_found(plane, found.result()))

    def mend_gap(self) -> None:
        """Give the gap in sight the classes round it, and go on to the next; without one, find the first."""
        document = self._canvas.document
        if document is not None and self._gap is not None and document.ready():
            edit = mend(document.mask, *self._gap)
            if edit is not None:
                document.push(edit, already_painted=True)
        self.next_gap()

    def _on_found(self, plane: U8, found: Gap | None) -> None:
        if found is not None and not is_gap(plane, *found):
            self.next_gap()
        else:
            self._show(found)

    def _show(self, found: Gap | None) -> None:
        self._gap = found
        if found is None:
            self._canvas.set_mark(NO_GUIDE)
            self._messages.news.emit(f"No gap of at most {LARGEST_GAP} pixels is left.")
            return
        box, where = found
        middle = Point((box.top + box.bottom) / 2, (box.left + box.right) / 2)
        self._canvas.show_point(middle, max(GAP_SCALE, self._canvas.view.scale))
        self._canvas.set_mark(_frame(box))
        size = counted(int(where.sum()), "pixel")
        self._messages.news.emit(self._keys.filled(f"A gap of {size}. {{mend_gap}} mends it, {{next_gap}} goes on."))

    def _forget(self) -> None:
        self._searching.drop()
        self._gap = None
        self._canvas.set_mark(NO_GUIDE)


def _frame(box: Rect) -> Guide:
    top, left, bottom, right = box.top - MARGIN, box.left - MARGIN, box.bottom + MARGIN, box.right + MARGIN
    corners = (Point(top, left), Point(top, right), Point(bottom, right), Point(bottom, left), Point(top, left))
    return Guide((corners,))
