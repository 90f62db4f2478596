"""The guide opens inside the program, with every page, its tables and its pictures."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument, QTextTable

from workbench.core.places import checkout, guide
from workbench.ui.dialogs.guide import GuideDialog, title_of

PAGES = sorted(guide().glob("*.md"))


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


def test_the_readme_links_every_page_and_the_package_holds_it() -> None:
    root = checkout()
    if root is None:
        pytest.skip("an installed program has no README beside it")
    readme, package = (Path(root / name).read_text(encoding="utf-8") for name in ("README.md", "pyproject.toml"))
    for page in PAGES:
        assert f"(docs/guide/{page.name})" in readme
        assert f'"docs/guide/{page.name}" = "workbench/_guide/{page.name}"' in package
