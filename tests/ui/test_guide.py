"""The guide opens inside the program, with every page, its tables and its pictures."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument, QTextTable

from workbench.core.places import checkout
from workbench.ui.dialogs.guide import READING, GuideDialog, pages, title_of

PAGES = pages()


def test_every_page_can_be_read(qtbot: object) -> None:
    dialog = GuideDialog()
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == [title_of(page) for page in PAGES]
    for row, page in enumerate(PAGES):
        dialog.list.setCurrentRow(row)
        assert dialog.page.toPlainText().startswith(title_of(page))
        tables = [f for f in dialog.page.document().rootFrame().childFrames() if isinstance(f, QTextTable)]
        assert bool(tables) == ("|---|" in page.read_text(encoding="utf-8"))
        for picture in re.findall(r"!\[.*?\]\((.+?)\)", page.read_text(encoding="utf-8")):
            url = dialog.page.source().resolved(picture)
            kind = QTextDocument.ResourceType.ImageResource.value
            assert dialog.page.document().resource(kind, url) is not None, picture


def test_the_order_of_reading_names_every_page_and_begins_with_the_first_project() -> None:
    assert [page.stem for page in PAGES] == list(READING)
    assert READING[0] == "first-project"


def test_links_lead_from_page_to_page_and_the_list_follows(qtbot: object) -> None:
    dialog = GuideDialog()
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    for page in PAGES:
        for link in re.findall(r"(?<!!)\[[^]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            dialog.list.setCurrentRow(PAGES.index(page))
            dialog.page.setSource(dialog.page.source().resolved(QUrl(link)))
            shown = dialog.list.currentItem()
            assert shown is not None
            assert dialog.page.toPlainText().startswith(shown.text()), f"{page.name}: {link}"


def test_the_readme_links_every_page_and_the_package_holds_it() -> None:
    root = checkout()
    if root is None:
        pytest.skip("an installed program has no README beside it")
    readme, package = (Path(root / name).read_text(encoding="utf-8") for name in ("README.md", "pyproject.toml"))
    for page in PAGES:
        assert f"(docs/guide/{page.name})" in readme
        assert f'"docs/guide/{page.name}" = "workbench/_guide/{page.name}"' in package


@pytest.mark.parametrize("width", [880, 560])
def test_no_picture_is_wider_than_its_page(qtbot: object, width: int) -> None:
    dialog = GuideDialog()
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    dialog.resize(width, 600)
    dialog.show()
    for row in range(len(PAGES)):
        dialog.list.setCurrentRow(row)
        for line in dialog.page.document().toHtml().splitlines():
            for shown in re.findall(r'<img [^>]*width="([0-9.]+)"', line):
                assert float(shown) <= dialog.page.viewport().width()
    dialog.list.setCurrentRow(0)
    assert dialog.page.horizontalScrollBar().maximum() == 0
