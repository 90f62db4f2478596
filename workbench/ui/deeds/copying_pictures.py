"""Pictures for the clipboard: the view as it is seen, or the whole image with its mask."""

import math

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.frame import Frame
from workbench.ui.canvas.view import View
from workbench.ui.messages import Messages


class CopyingPictures(QObject):
    """Of the image on the canvas."""

    def __init__(self, canvas: Canvas, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas, self._messages = canvas, messages

    def copy_view(self) -> None:
        """Copy what is in sight on the canvas, device pixel by device pixel, without the ring of the brush."""
        if self._canvas.document is not None:
            ratio = self._canvas.devicePixelRatioF()
            height, width = math.ceil(self._canvas.height() * ratio), math.ceil(self._canvas.width() * ratio)
            self._keep(self._drawn(height, width, self._canvas.view), "the view")

    def copy_image(self) -> None:
        """Copy the whole image at its own size, with its mask over it as strong as on the canvas."""
        document = self._canvas.document
        if document is None:
            return
        if document.rgb is None:
            self._messages.news.emit("The picture is still being read: try again in a moment.")
            return
        self._keep(self._drawn(document.mask.height, document.mask.width), "the image")

    def _drawn(self, height: int, width: int, view: View | None = None) -> QImage:
        frame, picture = Frame(height, width), QImage(width, height, QImage.Format.Format_RGB32)
        self._canvas.draw_into(frame, view=view)
        with QPainter(picture) as painter:
            frame.draw(painter, frame.rect)
        return picture

    def _keep(self, picture: QImage, what: str) -> None:
        QGuiApplication.clipboard().setImage(picture)
        self._messages.news.emit(f"Copied {what}: {picture.width()} x {picture.height()} pixels.")
