"""Ways to hold the mask against the model's word: a divider, side by side, errors alone."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.other_side import Comparison, OtherSide
from workbench.ui.messages import Messages
from workbench.ui.session import Session


class ComparingViews(QObject):
    """What the View menu switches. At most one way at a time; errors go with each, at the model's side."""

    def __init__(
        self, canvas: Canvas, session: Session, messages: Messages, actions: Mapping[str, QAction], window: QWidget
    ) -> None:
        super().__init__(window)
        self._canvas, self._messages = canvas, messages
        self.side = OtherSide(canvas)
        self._ways = {Comparison.SWIPE: actions["swipe"], Comparison.BESIDE: actions["beside"]}
        for how, action in self._ways.items():
            action.toggled.connect(lambda on, way=how: self._switch(way, on))
        self._errors = actions["errors"]
        self._errors.toggled.connect(self._on_errors)
        session.document_changed.connect(self.side.follow)

    def _switch(self, how: Comparison, on: bool) -> None:
        if on:
            for other, action in self._ways.items():
                if other is not how:
                    action.setChecked(False)
            self.side.compare(how)
        elif self.side.how is how:
            self.side.compare(Comparison.NONE)
        self._show_errors()

    def _show_errors(self) -> None:
        """Alone they take the mask's place; in a comparison that of all else that the model says."""
        shown, alone = self._errors.isChecked(), self.side.how is Comparison.NONE
        self._canvas.change_look(errors=shown and alone)
        self.side.show_errors(shown and not alone)

    def _on_errors(self, shown: bool) -> None:
        self._show_errors()
        if shown:
            self._messages.news.emit("Errors: where the model says another class than is painted, in its colour.")
