"""The start page: recent projects with what is painted in them, one that is gone, the demonstration, things dropped."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.listing import ImageQuery
from workbench.services import cards as kept_cards
from workbench.services import demo as demonstration
from workbench.store.project import FILE_NAME
from workbench.ui.dialogs.new_project import NewProject
from workbench.ui.main_window import MainWindow
from workbench.ui.start.keeping_cards import KeepingCards
from workbench.ui.start.project_card import ProjectCard

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def painted(person, tmp_path: Path):
    """The person before the start page, with a project of three images behind them: one is painted, it is done."""
    write_pictures(tmp_path / "pictures", 3)
    classes = ClassSet((ClassSet.from_names(["road"]).with_added("car", (250, 0, 250), 1)).classes)
    person.window.commands.make(NewProject(tmp_path / "mine", tmp_path / "pictures", classes, False))
    person.wait_idle()
    person.window.session.choice.choose(1)
    person.window.canvas.set_brush(60.0)
    person.stroke((24, 10), (24, 50))
    person.window.commands.done_and_next()
    person.window.session.step(-1)
    person.wait_idle()
    person.window.commands.close()
    return person


def cards(window: MainWindow) -> list[ProjectCard]:
    QApplication.processEvents()
    return window.start_page.cards.cards


def looks_at(widget) -> np.ndarray:
    """The pixels of a widget: int (H, W, 3)."""
    image = widget.grab().toImage()
    image = image.convertToFormat(image.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def test_a_recent_project_is_shown_with_its_paint_and_opened_by_a_click(painted, tmp_path: Path) -> None:
    window = painted.window
    (card,) = cards(window)
    painted.wait(lambda: "done" in card.facts, "the card to be read")
    assert card.facts.startswith("1 of 3 done · today ")
    seen = looks_at(card)
    purple = (seen[..., 0] > 110) & (seen[..., 2] > 110) & (seen[..., 1] < 60)
    assert purple.sum() > seen.shape[0] * seen.shape[1] // 4, "the painted car covers most of the picture"
    QTest.mouseClick(card, LEFT)
    assert painted.project.folder == tmp_path / "mine"
    assert window.middle.currentWidget() is window.canvas


def test_the_keyboard_opens_a_project_too(painted) -> None:
    (card,) = cards(painted.window)
    painted.window.activateWindow()
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert painted.project.name == "mine"


def test_a_project_that_is_gone_says_so_and_can_leave_the_list(painted, tmp_path: Path) -> None:
    window = painted.window
    (tmp_path / "mine").rename(tmp_path / "moved")
    window.presenter.show_project()
    (card,) = cards(window)
    painted.wait(lambda: not card.there, "the disk to be asked")
    assert card.facts == "is not there any more"
    QTest.mouseClick(card, LEFT)
    assert window.session.project is None
    assert painted.boxes == []
    QTest.mouseClick(card.remove, LEFT)
    assert cards(window) == []
    assert not any((tmp_path / "cache").rglob("*.json")), "nothing of it is kept"


def test_the_demonstration_is_made_opened_and_trained_on_by_one_click(person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstration, "IMAGES", 4)
    monkeypatch.setattr(demonstration, "PAINTED", 3)
    trained: list[object] = []
    monkeypatch.setattr(person.window.commands, "train", trained.append)
    page = person.window.start_page
    QTest.mouseClick(page.buttons["demo"], LEFT)
    assert page.job_words.startswith("Making the demonstration")
    assert not page.buttons["new"].isEnabled()
    person.wait(lambda: person.window.session.project is not None, "the demonstration to open")
    assert trained == [demonstration.RECIPE]
    images = person.project.images()
    assert [image.labelled > 0 for image in images] == [True, True, True, False]
    person.wait_idle()
    person.window.commands.close()
    assert (page.job_words, page.buttons["new"].isEnabled()) == ("", True)
    QTest.mouseClick(page.buttons["demo"], LEFT)
    assert (len(person.project.images()), len(trained)) == (4, 1), "it is there: it is opened as it is"


def drag(window: MainWindow, *paths: Path, drop: bool) -> str:
    """Drag paths over the window; what the window says; then drop them or leave."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    middle, copy = window.rect().center(), Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle, copy, data, LEFT, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    hint = next(child for child in window.children() if child.objectName() == "dropHint")
    words = hint.text() if hint.isVisible() else ""
    last = QDropEvent(QPointF(middle), copy, data, LEFT, none) if drop else QDragLeaveEvent()
    QApplication.sendEvent(window, last)
    assert not hint.isVisible()
    return words


def test_what_is_dragged_over_the_window_is_told_before_it_is_let_go(painted, tmp_path: Path) -> None:
    window = painted.window
    write_pictures(tmp_path / "more", 2, first=7)
    assert drag(window, tmp_path / "more", drop=False) == "Let go to begin a project with the images of more"
    assert window.session.project is None
    assert drag(window, tmp_path / "mine", drop=True) == "Let go to open the project mine"
    assert painted.project.name == "mine"
    assert drag(window, tmp_path / "more", drop=True) == "Let go to bring more into mine"
    painted.wait_idle()
    assert len(painted.project.images()) == 5


def test_before_the_first_project_the_page_says_how_to_begin(person) -> None:
    page = person.window.start_page
    words = " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert "Drop a folder of images anywhere in this window" in words
    assert "Recent projects" not in words


def test_several_things_are_dropped_at_once_and_a_bad_one_keeps_none_out(painted, tmp_path: Path) -> None:
    window = painted.window
    write_pictures(tmp_path / "more", 2, first=7)
    write_pictures(tmp_path / "zipped", 1, first=9)
    archive = Path(shutil.make_archive(str(tmp_path / "third"), "zip", tmp_path / "zipped"))
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"no archive")
    assert drag(window, tmp_path / "mine" / FILE_NAME, drop=True) == "Let go to open the project mine"
    before = painted.project.count(ImageQuery())
    words = drag(window, tmp_path / "more", bad, archive, drop=True)
    assert words == "Let go to bring all 3 into mine"
    painted.wait_idle()
    assert painted.project.count(ImageQuery()) == before + 3
    assert painted.boxes[-1].startswith("1 file was left out")
    painted.answer_boxes()


def test_the_card_is_kept_while_a_person_works(person, tmp_path: Path) -> None:
    """A program that is killed later has told how far its project was."""
    write_pictures(tmp_path / "pictures", 2)
    person.window.commands.make(NewProject(tmp_path / "mine", tmp_path / "pictures", ClassSet.from_names(["a"]), False))
    person.wait_idle()
    (keeping,) = person.window.findChildren(KeepingCards)
    keeping._soon.stop()
    keeping._worked.setInterval(50)
    kept_cards.forget(person.project.folder)
    person.stroke((10, 10), (10, 40))
    person.wait(lambda: kept_cards.read(person.project.folder) is not None, "the card", 5)
    found = kept_cards.read(person.project.folder)
    assert found is not None
    assert found.images == 2
