"""Splits and sequences in the real window: the line that tells them, the settings, the sequence of an image."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog
from tiny_scenes import paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.records import Split
from workbench.services import importing, project_settings
from workbench.services.library import create_project
from workbench.services.project_settings import ProjectSettings
from workbench.services.sequences import Telling
from workbench.ui.deeds.curating import Curating
from workbench.ui.deeds.gallery_menu import GalleryMenu
from workbench.ui.dialogs.project_settings import ProjectSettingsDialog
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with a project of five pictures, four of them painted."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    write_pictures(tmp_path / "pictures", 5)
    with create_project(tmp_path / "project", ClassSet.from_names(["ground", "box", "sky"])) as project:
        list(importing.run(project, tmp_path / "pictures"))
        for number in (1, 2, 3, 4):
            paint(project, number, number, only=0 if number == 2 else None)
    window = MainWindow()
    window.resize(1280, 860)
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.session.open(tmp_path / "project")
    yield window
    window.close()


def wait_for(condition: Callable[[], bool], what: str) -> None:
    for _ in range(500):
        if condition():
            return
        QTest.qWait(10)
    pytest.fail(f"waited too long for {what}")


def line(window: MainWindow) -> str:
    return window.training.plan.splits[0]


def test_the_line_follows_strokes_and_hands(window: MainWindow) -> None:
    session = window.session
    wait_for(lambda: line(window) == "3 train, 1 val, 0 test; 1 class missing in val", "the first count")
    assert window.training.plan.splits[1] == "Not painted in any val image: box."
    session.show_image(2)
    document = session.document
    where = np.zeros(document.mask.classes.shape, dtype=bool)
    where[:4, :4] = True
    document.push(edit_from_pixels(document.mask, where, np.ones_like(document.mask.classes), Origin.HAND, "brush"))
    wait_for(lambda: line(window) == "3 train, 1 val, 0 test", "the class that val has now")
    Curating(session, window.recall, window.messages, window).set_split([1], Split.TEST)
    wait_for(lambda: line(window) == "2 train, 1 val, 1 test", "the split of a hand")
    session.close_project()
    wait_for(lambda: line(window) == "", "nothing to tell of")


def test_settings_are_kept_and_sequences_told_anew(window: MainWindow) -> None:
    project = window.session.project
    window.action("project_settings").trigger()
    dialog = window.findChild(ProjectSettingsDialog)
    assert (dialog.val.value(), dialog.test.value()) == (20, 0)
    dialog.val.setValue(30)
    dialog.test.setValue(10)
    dialog.sequences.setCurrentIndex(dialog.sequences.findData(Telling.NAMES))
    dialog.accept()
    assert project_settings.read(project) == ProjectSettings(0.3, 0.1, Telling.NAMES)
    assert {image.sequence for image in project.images()} == {"scene"}
    wait_for(lambda: line(window).endswith("1 sequence divided"), "the sequence that was divided before it was told")
    before = [image.split for image in project.images()]
    assert before[:2] == [Split.TRAIN, Split.VAL], "splits stay"


def test_the_bytes_of_steps_are_chosen_in_megabytes_and_kept_to_the_byte_when_they_are_not(window: MainWindow) -> None:
    project = window.session.project
    for kept, chosen, expected in ((123_456_789, None, 123_456_789), (123_456_789, 50, 50_000_000), (50_000_000, 0, 0)):
        project.settings.put("journal_bytes", kept)
        window.action("project_settings").trigger()
        dialog = next(d for d in window.findChildren(ProjectSettingsDialog) if d.isVisible())
        assert dialog.journal.value() == round(kept / 1e6)
        if chosen is not None:
            dialog.journal.setValue(chosen)
        dialog.accept()
        QTest.qWait(1)
        assert project.settings.get("journal_bytes") == expected
        assert project_settings.read(project).journal == expected


def test_the_gallery_lists_one_sequence(window: MainWindow) -> None:
    project, filters = window.session.project, window.gallery.filters
    assert not filters.sequences.isVisibleTo(window)
    project.divisions.set_sequence([2, 4], "walk")
    window.session.images_changed.emit()
    filters.sequences.setCurrentText("In walk")
    assert window.gallery.model.ids.tolist() == [2, 4]
    filters.sequences.setCurrentIndex(0)
    assert window.gallery.model.ids.tolist() == [1, 2, 3, 4, 5]


def test_tags_and_note_of_the_open_image(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    project, session = window.session.project, window.session
    session.show_image(3)
    project.change_tags([3], ["night"])
    asked: list[str] = []

    def tags(*_: object, text: str) -> tuple[str, bool]:
        asked.append(text)
        return "  wet   road, night shift ,, wet road", True

    monkeypatch.setattr(QInputDialog, "getText", tags)
    monkeypatch.setattr(QInputDialog, "getMultiLineText", lambda *_: ("a lens flare\n", True))
    window.action("tags").trigger()
    window.action("note").trigger()
    assert asked == ["night"]
    image = project.image(3)
    assert (image.tags, image.note) == (("night shift", "wet road"), "a lens flare")


def test_settings_that_are_not_taken_change_nothing(window: MainWindow) -> None:
    window.action("project_settings").trigger()
    dialog = window.findChild(ProjectSettingsDialog)
    dialog.val.setValue(50)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert project_settings.read(window.session.project) == ProjectSettings()


def test_the_sequence_of_the_open_image_and_a_split_for_all_of_it(window: MainWindow) -> None:
    session, project = window.session, window.session.project
    for number in (1, 5):
        session.show_image(number)
        window.action("sequence").trigger()
        dialog = next(d for d in window.findChildren(QInputDialog) if d.isVisible())
        dialog.setTextValue("walk")
        dialog.accept()
        QTest.qWait(1)
    assert project.divisions.sequences() == {"walk": 2}
    news: list[str] = []
    window.messages.news.connect(news.append)
    Curating(session, window.recall, window.messages, window).set_split([5], Split.VAL)
    assert [project.image(number).split for number in (1, 5)] == [Split.VAL, Split.VAL]
    assert news == ["2 images are used for val now: sequences are not divided."]


def test_the_sequence_of_all_chosen_images(window: MainWindow) -> None:
    view, model = window.gallery.view, window.gallery.model
    view.clearSelection()
    for number in (2, 4, 5):
        view.selectionModel().select(model.index_of(number), view.selectionModel().SelectionFlag.Select)
    menu = window.findChild(GalleryMenu).build(view.chosen())
    next(a for a in menu.actions() if a.text() == "Sequence...").trigger()
    dialog = next(d for d in window.findChildren(QInputDialog) if d.isVisible())
    assert "These 3 images" in dialog.labelText()
    dialog.setTextValue("walk")
    dialog.accept()
    assert [i.sequence for i in window.session.project.images()] == ["", "walk", "", "walk", "walk"]


def test_the_panel_invites_to_train_when_there_is_enough(window: MainWindow, tmp_path: Path) -> None:
    wait_for(lambda: "from the 4 painted images" in window.training.words, "what Train would do")
    write_pictures(tmp_path / "few", 3)
    with create_project(tmp_path / "empty", ClassSet.from_names(["ground", "box", "sky"])) as project:
        list(importing.run(project, tmp_path / "few"))
    window.session.open(tmp_path / "empty")
    wait_for(lambda: window.training.words.startswith("Paint a little on two images"), "the invitation to paint")
    paint(window.session.project, 1, 1)
    window.session.images_changed.emit()
    wait_for(lambda: line(window).startswith("1 train"), "the first image")
    assert window.training.words.startswith("Paint a little")
    paint(window.session.project, 2, 2)
    window.session.images_changed.emit()
    wait_for(lambda: "from the 2 painted images" in window.training.words, "the second image")


def test_a_name_that_cannot_be_is_told(window: MainWindow) -> None:
    shown: list[str] = []
    window.messages.shown.connect(shown.append)
    window.session.show_image(1)
    window.action("sequence").trigger()
    dialog = next(d for d in window.findChildren(QInputDialog) if d.isVisible())
    dialog.setTextValue("x" * 300)
    dialog.accept()
    assert len(shown) == 1
    assert window.session.project.divisions.sequences() == {}


def test_the_choice_of_a_sequence_does_not_widen_the_window(window: MainWindow) -> None:
    window.session.project.divisions.set_sequence([2, 4], "walk")
    window.session.images_changed.emit()
    assert window.gallery.filters.sequences.isVisibleTo(window)
    assert window.minimumSizeHint().width() <= 1100, "there are screens of 1280 pixels"
