"""Clean-up with a preview: what joins its dialog and the canvas."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from workbench.core.geometry import Point, Rect
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.gestures.regions import window_round
from workbench.ui.canvas.gestures.trial import Wish
from workbench.ui.dialogs.beside import show_beside
from workbench.ui.dialogs.cleanup import CleanupDialog
from workbench.ui.document import Document
from workbench.ui.session import Session

CLEANED_WHOLE = 16_000_000
"""Pixels of the largest image that is cleaned at once, within 1.3 s; of a larger one it is what is in sight."""

CLEANED_SIDE = 2000
"""Image pixels: the longest side of what is cleaned of such an image."""

QUIET_MILLISECONDS = 200
"""After the last stroke, step of the history or move of the view: then the preview is made anew."""


class Cleaning(QObject):
    """Shows in the mask what the dialog asks for, while it is open.

    What is shown gives way to everything else that a person does to the mask, and comes again when that is done.
    """

    def __init__(self, canvas: Canvas, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._canvas, self._session = canvas, session
        self._watched: Document | None = None
        self._box: Rect | None = None
        self._applying = False
        self.dialog = CleanupDialog(window)
        self._soon = QTimer(self, singleShot=True, interval=QUIET_MILLISECONDS)
        self._soon.timeout.connect(self._renew)
        self.dialog.changed.connect(self._preview)
        self.dialog.changed.connect(lambda: canvas.set_cleanup(self.dialog.wish))
        self.dialog.applied.connect(self._apply)
        self.dialog.left.connect(canvas.drop)
        canvas.dismissed.connect(self.dialog.close)
        canvas.rested.connect(self._on_rested)
        canvas.looked.connect(self._on_looked)
        session.choice.changed.connect(lambda: self.dialog.show_classes(session.choice.classes))
        session.document_changed.connect(self.dialog.close)

    def open(self) -> None:
        """Open the dialog and show what it would do."""
        document = self._canvas.document
        if document is not None and document is not self._watched:
            self._watched = document
            document.history.indexChanged.connect(self._soon.start)
        self.dialog.show_classes(self._session.choice.classes)
        show_beside(self.dialog, self._canvas)
        self._preview()

    def _preview(self) -> None:
        if not self.dialog.isVisible() or self._applying or self._canvas.wish_again():
            return
        self._canvas.finish_gesture()
        self._canvas.try_out(self._wanted)

    def _renew(self) -> None:
        """As `_preview`, unless a hand is painting: its end comes here again."""
        if self._canvas.trying or not self._canvas.painting:
            self._preview()

    def _wanted(self) -> Wish:
        document, wish = self._canvas.document, self.dialog.wish
        assert document is not None
        box = self._box = self._place(document)
        where = self._words(document, box)
        self.dialog.show_search(where)
        return Wish(
            wish.name,
            box,
            wish.clean,
            lambda pixels: self.dialog.show_effect(pixels, where),
            self._canvas.ink_palette.rule,
            wish.reach,
        )

    def _place(self, document: Document) -> Rect:
        whole = document.mask.rect
        if whole.area <= CLEANED_WHOLE:
            return whole
        seen = self._canvas.visible
        middle = Point((seen.top + seen.bottom) / 2, (seen.left + seen.right) / 2)
        return window_round(middle, CLEANED_SIDE, seen)

    def _words(self, document: Document, box: Rect) -> str:
        if box == document.mask.rect:
            return ""
        return "in sight" if box == self._canvas.visible else f"in the middle, {box.width:,} x {box.height:,}"

    def _apply(self) -> None:
        if not self._canvas.trying:  # it has given way, and has not come again yet
            self._preview()
        self._applying = self._canvas.trying
        self._canvas.keep()

    def _on_rested(self) -> None:
        """What was applied is kept, or a stroke is done: show what there is to do next."""
        if self._applying:
            self._applying = False
            self._soon.stop()
            self._preview()
        elif self.dialog.isVisible():
            self._soon.start()

    def _on_looked(self) -> None:
        document = self._canvas.document
        if self.dialog.isVisible() and document is not None and self._place(document) != self._box:
            self._soon.start()
