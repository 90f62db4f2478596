"""Clean-up with a preview, copying, and the way from gap to gap: what joins dialog, canvas and session."""

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.core.arrays import U8
from workbench.core.edit import EditRecorder, edit_from_pixels
from workbench.core.geometry import Point, Rect
from workbench.core.mask import UNLABELLED, Origin
from workbench.paint.cleanup import nearest_values
from workbench.paint.gaps import LARGEST_GAP, Gap, is_gap, next_gap
from workbench.paint.ink import PlaneInk, lay
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.gestures.regions import window_round
from workbench.ui.canvas.gestures.trial import Wish
from workbench.ui.canvas.gestures.words import NO_GUIDE, Guide
from workbench.ui.dialogs.beside import show_beside
from workbench.ui.dialogs.cleanup import CleanupDialog
from workbench.ui.document import Document
from workbench.ui.errands import Errands
from workbench.ui.messages import Messages
from workbench.ui.session import Session

CLEANED_SIDE = 2000
"""Image pixels: a clean-up looks at the whole image up to a square of this side, else at what is in sight."""

QUICK_SEARCH = 1_000_000
"""Pixels that are searched for a gap without leaving the thread: some milliseconds."""

GAP_SCALE = 4.0
"""Device pixels an image pixel, at least, at which a gap is shown."""

MARGIN = 2.0
"""Image pixels between a gap and the line round it."""


class Tidying(QObject):
    """Clean-ups and gaps of the open image."""

    def __init__(self, canvas: Canvas, session: Session, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._canvas, self._session, self._messages = canvas, session, messages
        self._gap: Gap | None = None
        self._searching = Errands()
        self._applying = False
        self.dialog = CleanupDialog(window)
        self.dialog.changed.connect(self._preview)
        self.dialog.changed.connect(lambda: canvas.set_cleanup(self.dialog.wish))
        self.dialog.applied.connect(self._apply)
        self.dialog.left.connect(canvas.drop)
        canvas.rested.connect(self._on_rested)
        session.choice.changed.connect(lambda: self.dialog.show_classes(session.choice.classes))
        session.document_changed.connect(self._on_document)

    # Clean-up

    def open(self) -> None:
        """Open the dialog and show what it would do."""
        self.dialog.show_classes(self._session.choice.classes)
        show_beside(self.dialog, self._canvas)
        self._preview()

    def _preview(self) -> None:
        if not self.dialog.isVisible() or self._applying or self._canvas.wish_again():
            return
        self._canvas.finish_gesture()
        self._canvas.try_out(self._wanted)

    def _wanted(self) -> Wish:
        document, wish = self._canvas.document, self.dialog.wish
        assert document is not None
        box = self._box(document)
        part = box != document.mask.rect
        return Wish(
            wish.name,
            box,
            wish.clean,
            lambda pixels: self.dialog.show_effect(pixels, part),
            self._canvas.ink_palette.rule,
        )

    def _box(self, document: Document) -> Rect:
        whole = document.mask.rect
        if whole.area <= CLEANED_SIDE**2:
            return whole
        seen = self._canvas.visible
        middle = Point((seen.top + seen.bottom) / 2, (seen.left + seen.right) / 2)
        return window_round(middle, CLEANED_SIDE, seen)

    def _apply(self) -> None:
        self._applying = self._canvas.painting
        self._canvas.keep()

    def _on_rested(self) -> None:
        """What was applied is kept: show what there is to do next."""
        if self._applying:
            self._applying = False
            self._preview()

    def copy_previous(self) -> None:
        """Paint where nothing is painted what the image before has there."""
        document, project = self._canvas.document, self._session.project
        if document is None or project is None or document.painting:
            return
        before = project.image_beside(document.image_id, False)
        if before is None:
            self._messages.news.emit("This is the first image: there is none before it.")
            return
        other = project.mask(before.id)
        if other.classes.shape != document.mask.classes.shape:
            self._messages.news.emit(f"{before.name} is of another size; nothing was copied.")
            return
        wanted = (document.mask.classes == UNLABELLED) & (other.classes != UNLABELLED)
        edit = edit_from_pixels(document.mask, wanted, other.classes, Origin.IMPORTED, "copy")
        if edit is None:
            self._messages.news.emit(f"Nothing to copy from {before.name}.")
        else:
            document.push(edit)
            self._messages.news.emit(f"Copied from {before.name} where nothing was painted.")

    # Gaps

    def next_gap(self) -> None:
        """Look for the next unlabelled sliver and show it; nothing while one is looked for."""
        document = self._canvas.document
        if document is None or document.painting or self._searching.busy:
            return
        plane = document.mask.classes
        after = (self._gap[0].top, self._gap[0].left) if self._gap is not None else (-1, 0)
        if plane.size <= QUICK_SEARCH:
            self._show_gap(next_gap(plane, after))
        else:
            # It is read while it may be painted on; what is found is looked at again before it is shown.
            self._searching.ask(lambda: next_gap(plane, after), lambda found: self._on_found(plane, found.result()))

    def _on_found(self, plane: U8, found: Gap | None) -> None:
        if found is not None and not is_gap(plane, *found):
            self.next_gap()
        else:
            self._show_gap(found)

    def _show_gap(self, found: Gap | None) -> None:
        self._gap = found
        if found is None:
            self._canvas.set_mark(NO_GUIDE)
            self._messages.news.emit(f"No gap of at most {LARGEST_GAP} pixels is left.")
            return
        box, where = found
        middle = Point((box.top + box.bottom) / 2, (box.left + box.right) / 2)
        self._canvas.show_point(middle, max(GAP_SCALE, self._canvas.view.scale))
        self._canvas.set_mark(_frame(box))
        self._messages.news.emit(f"A gap of {np.count_nonzero(where)} pixels. Shift+N mends it, N goes on.")

    def mend_gap(self) -> None:
        """Give the gap in sight the classes round it, and go on to the next; without one, find the first."""
        document = self._canvas.document
        if document is not None and self._gap is not None and not document.painting:
            box, where = self._gap
            round_it = Rect(box.top - 1, box.left - 1, box.bottom + 1, box.right + 1).clip(*document.mask.classes.shape)
            wanted = np.zeros((round_it.height, round_it.width), dtype=np.bool_)
            wanted[box.moved(-round_it.top, -round_it.left).slices] = where
            plane = document.mask.classes[round_it.slices]
            if (plane[wanted] == UNLABELLED).all():
                recorder = EditRecorder(document.mask)
                lay(recorder, round_it, wanted, PlaneInk(round_it, nearest_values(plane, plane != UNLABELLED)))
                edit = recorder.finish("mend")
                if edit is not None:
                    document.push(edit, already_painted=True)
        self.next_gap()

    def _on_document(self) -> None:
        self._searching.drop()
        self._gap = None
        self._canvas.set_mark(NO_GUIDE)
        self.dialog.close()


def _frame(box: Rect) -> Guide:
    top, left, bottom, right = box.top - MARGIN, box.left - MARGIN, box.bottom + MARGIN, box.right + MARGIN
    corners = (Point(top, left), Point(top, right), Point(bottom, right), Point(bottom, left), Point(top, left))
    return Guide((corners,))
