"""The guide, page by page, as it travels with the program: it needs no network."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QUrl
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QWidget

from workbench.core.places import guide
from workbench.ui.dialogs.guide_page import GuidePage
from workbench.ui.style import GRID, fix_width

LIST_WIDTH = 24 * GRID

READING = (
    "first-project",
    "tools",
    "looking",
    "classes-and-splits",
    "reviewing",
    "live",
    "importing",
    "exporting",
    "formats",
    "command-line",
    "faq",
)
"""The pages in the order in which one would read them; others come after."""


class GuideDialog(QDialog):
    """Pages at the left, the chosen one beside them; not modal, so that it can be read beside the work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Guide")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._pages = pages()
        self.list, self.page = QListWidget(), GuidePage()
        self.list.setAccessibleName("Pages of the guide")
        self.page.setAccessibleName("The page")
        fix_width(self.list, LIST_WIDTH)
        self.list.addItems([title_of(page) for page in self._pages])
        self.page.setOpenExternalLinks(True)
        row = QHBoxLayout(self)
        row.setSpacing(GRID)
        row.addWidget(self.list)
        row.addWidget(self.page, 1)
        self.list.currentRowChanged.connect(self._show)
        self.page.sourceChanged.connect(self._follow)
        self.list.setCurrentRow(0)
        self.resize(110 * GRID, 76 * GRID)

    def _show(self, row: int) -> None:
        self.page.setSource(QUrl.fromLocalFile(str(self._pages[row])))

    def _follow(self, source: QUrl) -> None:
        """A link led to another page: the list says which."""
        names = [page.name for page in self._pages]
        if source.fileName() in names:
            with QSignalBlocker(self.list):
                self.list.setCurrentRow(names.index(source.fileName()))


def pages() -> list[Path]:
    """Every page, in the order of reading."""
    place = {name: number for number, name in enumerate(READING)}
    return sorted(guide().glob("*.md"), key=lambda page: (place.get(page.stem, len(place)), page.stem))


def title_of(page: Path) -> str:
    """The first heading of a page."""
    return page.read_text(encoding="utf-8").splitlines()[0].lstrip("# ").strip()
