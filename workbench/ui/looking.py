"""The ways of looking at an image: what the View menu switches on the canvas, and the tone dialog."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.minimap import Minimap
from workbench.ui.canvas.tone import range_of, white_of
from workbench.ui.dialogs.beside import show_beside
from workbench.ui.dialogs.tone import ToneDialog
from workbench.ui.messages import Messages
from workbench.ui.session import Session


class Looking(QObject):
    """Changes how the canvas shows things, never what they are."""

    def __init__(
        self,
        canvas: Canvas,
        session: Session,
        messages: Messages,
        actions: Mapping[str, QAction],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._canvas, self._session, self._messages = canvas, session, messages
        self._alone = actions["alone"]
        self.minimap = Minimap(canvas)
        self.dialog = ToneDialog(window)
        self.dialog.changed.connect(canvas.set_tone)
        self.dialog.automatic.connect(self._set_window)
        actions["tone"].triggered.connect(self._open)
        actions["minimap"].toggled.connect(self.minimap.set_wanted)
        actions["keep_zoom"].toggled.connect(canvas.keep_zoom)
        actions["outlines"].toggled.connect(lambda on: canvas.change_look(outlines=on))
        actions["origins"].toggled.connect(self._show_origins)
        self._alone.toggled.connect(self._isolate)
        session.choice.chosen.connect(self._isolate)
        session.document_changed.connect(self._on_document)

    def _show_origins(self, shown: bool) -> None:
        self._canvas.change_look(origins=shown)
        if shown:
            self._messages.news.emit(
                "Who set each pixel: blue by hand, green accepted from a prediction, orange imported."
            )

    def _isolate(self) -> None:
        self._canvas.change_look(alone=self._session.choice.current if self._alone.isChecked() else None)

    def _open(self) -> None:
        self.dialog.show_tone(self._canvas.tone, self._white)
        show_beside(self.dialog, self._canvas)

    def _on_document(self) -> None:
        document = self._session.document
        if document is not None:
            document.pixels_changed.connect(self._on_pixels)
            self._on_pixels()

    def _on_pixels(self) -> None:
        self.dialog.show_tone(self._canvas.tone, self._white)

    def _set_window(self) -> None:
        document = self._canvas.document
        pixels = None if document is None else document.rgb if document.deep is None else document.deep
        if pixels is not None:
            self.dialog.show_window(*range_of(pixels, self._white))

    @property
    def _white(self) -> int:
        """The highest value that the open image can have."""
        document = self._canvas.document
        return 255 if document is None or document.deep is None else white_of(document.deep)
