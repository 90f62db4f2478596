"""The guide, page by page, as it travels with the program: it needs no network."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QWidget

from workbench.core.places import guide
from workbench.ui.style import GRID

LIST_WIDTH = 24 * GRID


class GuideDialog(QDialog):
    """Pages at the left, the chosen one beside them; not modal, so that it can be read beside the work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Guide")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._pages = sorted(guide().glob("*.md"))
        self.list, self.page = QListWidget(), QTextBrowser()
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.addItems([title_of(page) for page in self._pages])
        self.page.setOpenExternalLinks(True)
        row = QHBoxLayout(self)
        row.setSpacing(GRID)
        row.addWidget(self.list)
        row.addWidget(self.page, 1)
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)
        self.resize(110 * GRID, 76 * GRID)

    def _show(self, row: int) -> None:
        self.page.setSource(QUrl.fromLocalFile(str(self._pages[row])))


def title_of(page: Path) -> str:
    """The first heading of a page."""
    return page.read_text(encoding="utf-8").splitlines()[0].lstrip("# ").strip()
