"""One page of the guide: its pictures are never wider than it."""

from collections.abc import Iterator

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget


class GuidePage(QTextBrowser):
    """Shows a page; pictures that are wider than it are drawn smaller."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sourceChanged.connect(self._fit_pictures)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures anew."""
        super().resizeEvent(event)
        self._fit_pictures()

    def _fit_pictures(self) -> None:
        room = self.viewport().width() - 2 * round(self.document().documentMargin())
        for place, length, name in list(self._pictures()):
            cursor = QTextCursor(self.document())
            cursor.setPosition(place)
            cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
            shape = cursor.charFormat().toImageFormat()
            wanted = min(self._width_of(name), room)
            if wanted > 0 and shape.width() != wanted:
                shape.setWidth(wanted)  # the height follows
                cursor.setCharFormat(shape)

    def _pictures(self) -> Iterator[tuple[int, int, str]]:
        """(position, length, name) of each picture of the page."""
        block = self.document().begin()
        while block.isValid():
            inside = block.begin()
            while not inside.atEnd():
                part = inside.fragment()
                if part.charFormat().isImageFormat():
                    yield part.position(), part.length(), part.charFormat().toImageFormat().name()
                inside += 1
            block = block.next()

    def _width_of(self, name: str) -> int:
        url = self.source().resolved(QUrl(name))
        picture = self.document().resource(QTextDocument.ResourceType.ImageResource.value, url)
        return picture.width() if isinstance(picture, (QImage, QPixmap)) else 0
