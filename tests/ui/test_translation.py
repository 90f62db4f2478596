"""Words in another language: what a translator writes is what menus, tooltips, keys and palette say."""

import importlib.util
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from mask_window import window_on
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from workbench.core.mask import LabelMask
from workbench.ui import translation
from workbench.ui.actions import ROWS

ROOT = Path(__file__).parents[2]


def mirrored(text: str) -> str:
    """A language that nobody speaks: every word backwards, the mark of the letter and the dots where they were."""
    dots = "..." if text.endswith("...") else ""
    letters = text.removesuffix(dots).replace("&", "")[::-1]
    return f"{'&' * ('&' in text)}{letters}{dots}"


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that language as "eo", made with the script and Qt's tools."""
    spec = importlib.util.spec_from_file_location("make_words", ROOT / "docs" / "make_words.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    folder = tmp_path_factory.mktemp("translations")
    file = script.make("eo", folder)
    tree = ET.parse(file)
    for message in tree.iter("message"):
        source, target = message.find("source"), message.find("translation")
        assert source is not None
        assert target is not None
        target.text = mirrored(source.text or "")
        target.attrib.pop("type", None)
    tree.write(file, encoding="utf-8", xml_declaration=True)
    script.make("eo", folder)  # what is translated stays
    return folder


@pytest.fixture
def speaking(qapp: QApplication, words: Path) -> Iterator[QApplication]:
    assert translation.install(qapp, "eo", words)
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()


def test_menus_tooltips_keys_and_palette_speak_it(speaking: QApplication, tmp_path: Path) -> None:
    with window_on(LabelMask.blank(8, 8), tmp_path) as window:
        menus = [action.text() for action in window.menuBar().actions()]
        assert menus[:3] == ["&eliF", "&tidE", "&weiV"]
        assert [row.id for row in ROWS if row.id and window.action(row.id).text() != mirrored(row.text)] == []
        assert window.action("eraser").toolTip() == "resarE (E)"
        listed = {row.id: row.words for row, _keys in window.keymap.listed()}
        assert listed["polygon"] == "nogyloP"
        assert window.keymap.row("smaller").place == ("slooT", "snoitpo hsurB")


def test_a_language_that_nobody_wrote_is_english(qapp: QApplication, tmp_path: Path) -> None:
    assert not translation.install(qapp, "fi", tmp_path)
    assert translation.said("&Undo") == "&Undo"
