"""The ways of looking at an image: what the View menu switches on the canvas."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.minimap import Minimap
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
        actions["minimap"].toggled.connect(self.minimap.set_wanted)
        actions["keep_zoom"].toggled.connect(canvas.keep_zoom)
        actions["outlines"].toggled.connect(lambda on: canvas.change_look(outlines=on))
        actions["origins"].toggled.connect(self._show_origins)
        self._alone.toggled.connect(self._isolate)
        session.choice.chosen.connect(self._isolate)

    def _show_origins(self, shown: bool) -> None:
        self._canvas.change_look(origins=shown)
        if shown:
            self._messages.news.emit(
                "Who set each pixel: blue by hand, green accepted from a prediction, orange imported."
            )

    def _isolate(self) -> None:
        self._canvas.change_look(alone=self._session.choice.current if self._alone.isChecked() else None)
