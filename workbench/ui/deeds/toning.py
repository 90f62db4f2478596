"""How bright each image is shown: its own black and white, or automatic ones; the rest is the same for all images."""

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.tone import NEUTRAL, Tone, range_of
from workbench.ui.dialogs.beside import show_beside
from workbench.ui.dialogs.tone import ToneDialog
from workbench.ui.panels.status import StatusBar
from workbench.ui.session import Session

WHOLE = (0.0, 1.0)


class Toning(QObject):
    """Between the tone dialog and the canvas.

    Black and white that fit one image may show another one blank: a person's choice of them holds for the image it was
    made for, while its project is open. The status line says when an image is not shown as it is.
    """

    def __init__(self, canvas: Canvas, session: Session, status: StatusBar, action: QAction, window: QWidget) -> None:
        super().__init__(window)
        self._canvas, self._session, self._status = canvas, session, status
        self._windows: dict[int, tuple[float, float]] = {}
        self._wanted: bool | None = None  # automatic or not; None until a person has said so
        self.dialog = ToneDialog(window)
        self.dialog.changed.connect(self._on_changed)
        self.dialog.automatic.connect(self._on_automatic)
        self.dialog.as_it_is.connect(self._on_as_it_is)
        action.triggered.connect(self._open)
        status.tone_wanted.connect(self._open)
        session.document_changed.connect(self._on_document)
        session.project_changed.connect(self._windows.clear)

    def _open(self) -> None:
        self._show()
        show_beside(self.dialog, self._canvas)

    def _on_document(self) -> None:
        if self._session.document is not None:
            self._session.document.pixels_changed.connect(self._fit)
        self._fit()

    def _on_changed(self, tone: Tone) -> None:
        """A slider was moved: black and white, when they are others now, are this image's own."""
        before, number = self._canvas.tone, self._number
        step = 0.5 / self._canvas.white  # of a slider: measured values lie between two of its places
        if abs(tone.black - before.black) <= step and abs(tone.white - before.white) <= step:
            tone = replace(tone, black=before.black, white=before.white)
        elif number is not None:
            self._windows[number] = tone.black, tone.white
        self._canvas.set_tone(tone)
        self._show()

    def _on_automatic(self, on: bool) -> None:
        self._wanted = on
        self._windows.pop(self._number or 0, None)
        self._fit()

    def _on_as_it_is(self) -> None:
        self._canvas.set_tone(NEUTRAL)
        self._on_automatic(False)

    @property
    def _automatic(self) -> bool:
        """Whether black and white are measured: until a person says otherwise, those of deep images are.

        A camera of 10 or 12 bits writes files of 16: as they are, they would be black.
        """
        if self._wanted is not None:
            return self._wanted
        return self._canvas.document is not None and self._canvas.document.deep is not None

    def _fit(self) -> None:
        """Show the open image between its own black and white."""
        black, white = self._windows.get(self._number or 0) or (self._measured() if self._automatic else WHOLE)
        self._canvas.set_tone(replace(self._canvas.tone, black=black, white=white))
        self._show()

    def _measured(self) -> tuple[float, float]:
        document = self._canvas.document
        pixels = None if document is None else document.rgb if document.deep is None else document.deep
        return WHOLE if pixels is None else range_of(pixels, self._canvas.white)

    def _show(self) -> None:
        automatic = self._automatic and self._number not in self._windows
        self.dialog.show_tone(self._canvas.tone, self._canvas.white, automatic)
        changed = self._canvas.document is not None and self._canvas.tone != NEUTRAL
        self._status.show_tone(("brightness: auto" if automatic else "brightness: changed") if changed else "")

    @property
    def _number(self) -> int | None:
        document = self._canvas.document
        return None if document is None else document.image_id
