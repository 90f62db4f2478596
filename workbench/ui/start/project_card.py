"""One project of the start page: a picture, its name and place, how far it is."""

import html
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDesktopServices,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QFrame, QMenu, QToolButton, QVBoxLayout, QWidget

from workbench.services.cards import Card
from workbench.ui.icons import icon
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.start.times import when
from workbench.ui.style import GRID, theme

COVER = QSize(208, 116)
ROUND = 7.0
GLYPH = 32


class ProjectCard(QFrame):
    """A project to open by a click, Enter or Space; one that is gone can only leave the list.

    Args:
        folder: of the project.
        parent: the owner.

    Signals:
        chosen: it should be opened (its folder).
        removed: it should leave the list (its folder).
    """

    chosen = Signal(object)
    removed = Signal(object)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder, self.there = folder, True
        self.setObjectName("projectCard")
        self.setFixedWidth(COVER.width() + 2)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(html.escape(str(folder)))
        self._cover = _Cover(self)
        self._name = ElidedLabel(folder.name)
        self._name.setProperty("role", "heading")
        self._place = ElidedLabel(_shortened(folder.parent))
        self._facts = ElidedLabel(" ")
        for label in (self._place, self._facts):
            label.setProperty("role", "faint")
        words = QVBoxLayout()
        words.setContentsMargins(GRID, 4, GRID, GRID)
        words.setSpacing(1)
        for label in (self._name, self._place, self._facts):
            words.addWidget(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._cover)
        column.addLayout(words)
        self.remove = QToolButton(self._cover)
        self.remove.setIcon(icon("close"))
        self.remove.setAutoRaise(True)
        self.remove.setToolTip("Remove from this list (Del)")
        self.remove.setAccessibleName(f"Remove {folder.name} from this list")
        self.remove.move(COVER.width() - self.remove.sizeHint().width() - 4, 4)
        self.remove.clicked.connect(lambda: self.removed.emit(self.folder))
        self.remove.hide()
        self.setAccessibleName(folder.name)

    @property
    def facts(self) -> str:
        """What the card says of the project."""
        return self._facts.whole

    def show_card(self, there: bool, card: Card | None) -> None:
        """Show what is known: whether the project is where it was, and its card."""
        self.there = there
        self._cover.show_picture(card.picture if card else b"", there)
        self._facts.set_text(self._told(card))
        self.setAccessibleName(f"{self.folder.name}: {self.facts}")
        self.setProperty("missing", "false" if there else "true")
        self._name.setProperty("role", "heading" if there else "faint")
        for part in (self, self._name):
            part.style().polish(part)
        self.remove.setVisible(not there)
        self.setCursor(Qt.CursorShape.PointingHandCursor if there else Qt.CursorShape.ArrowCursor)

    def _told(self, card: Card | None) -> str:
        if not self.there:
            return "is not there any more"
        if card is None:
            return " "
        done = f"{card.done:,} of {card.images:,} done" if card.images else "no images yet"
        return f"{done} · {when(datetime.fromtimestamp(card.seen), datetime.now())}"

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.there:
            menu.addAction("Open", lambda: self.chosen.emit(self.folder))
            place = QUrl.fromLocalFile(str(self.folder))
            menu.addAction("Show its folder", lambda: QDesktopServices.openUrl(place))
        menu.addAction("Remove from this list\tDel", lambda: self.removed.emit(self.folder))
        return menu

    def _open(self) -> None:
        if self.there:
            self.chosen.emit(self.folder)

    # Qt's own

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open, Delete takes it from the list."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit(self.folder)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What else can be done with it."""
        self._menu().popup(event.globalPos())


class _Cover(QWidget):
    """The picture, or a folder where there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(COVER)
        self._picture, self._there = QPixmap(), True

    def show_picture(self, jpeg: bytes, there: bool) -> None:
        self._picture = QPixmap()
        self._picture.loadFromData(jpeg)
        self._there = there
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        room = QPainterPath()
        room.addRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, ROUND), ROUND, ROUND)  # square below
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(room)
        if not self._there:
            painter.setOpacity(0.3)
        if self._picture.isNull():
            painter.fillRect(self.rect(), QColor(theme().canvas))
            glyph = QRect(0, 0, GLYPH, GLYPH)
            glyph.moveCenter(self.rect().center())
            icon("folder-open-outline", "faint").paint(painter, glyph)
        else:
            painter.drawPixmap(self.rect(), self._picture)


def _shortened(folder: Path) -> str:
    """The folder, with ~ for the person's own."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)
