"""A dataset of somebody else comes into a project: a look first, classes taken for others, then the import."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItem
from tiny_scenes import scene, write_masks

from workbench.core.classes import ClassSet
from workbench.core.events import Event, Progress
from workbench.core.mask import UNLABELLED
from workbench.services import importing
from workbench.ui.dialogs.import_images import ImportDialog
from workbench.ui.dialogs.new_project import NewProject

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two pictures with masks of classes that are called otherwise than the project's; a third mask is broken."""
    folder = write_masks(tmp_path / "in", "Earth\ncrate\n", 3)
    (folder / "masks" / "scene-3.png").write_bytes(b"no picture")
    return folder


@pytest.fixture
def dialog(person, source: Path, tmp_path: Path) -> ImportDialog:
    """The import dialog before an empty project of two classes, the source typed in."""
    classes = ClassSet.from_names(["ground", "box"])
    person.window.commands.make(NewProject(tmp_path / "project", None, classes, False))
    person.key(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    found = person.window.findChild(ImportDialog)
    assert found is not None
    QTest.keyClicks(found.field, str(source))
    return found


def rows(dialog: ImportDialog) -> list[list[str]]:
    """What the table of images shows."""
    images = dialog.found.images
    items: list[QTreeWidgetItem] = [images.topLevelItem(row) for row in range(images.topLevelItemCount())]
    return [[item.text(column) for column in range(images.columnCount())] for item in items]


def look(person, dialog: ImportDialog) -> None:
    """Press the button and wait for the end."""
    QTest.mouseClick(dialog.look, LEFT)
    person.wait(lambda: not person.window.session.jobs.busy, "the look to end")


def shares(seed: int, first: str, second: str) -> str:
    """How much of a scene is ground and box."""
    box = (scene(seed)[1] == 1).mean()
    return f"{first} {1 - box:.1%}, {second} {box:.1%}"


def test_a_look_classes_taken_for_others_and_the_import(person, dialog: ImportDialog) -> None:
    assert not dialog.found.isVisible()
    look(person, dialog)
    assert rows(dialog) == [
        ["scene-1.png", "64 x 48", "", "new", shares(1, "Earth", "crate")],
        ["scene-2.png", "64 x 48", "", "new", shares(2, "Earth", "crate")],
    ]
    assert dialog.found.words.text().startswith("2 new images and 2 masks would come in; 1 file would be left out.")
    assert "scene-3.png" in dialog.found.odd.toPlainText()
    assert (person.project.images(), [c.name for c in person.project.classes]) == ([], ["ground", "box"])
    assert person.boxes == []
    assert dialog.frameGeometry().bottom() <= dialog.screen().availableGeometry().bottom()
    choices = [dialog.found.mapping.cellWidget(row, 1) for row in range(3)]
    assert [box.itemText(box.currentIndex()) for box in choices] == ["Earth", "crate", "third"]  # and so its colour

    dialog.found.mapping.choose("Earth", "ground")
    dialog.found.mapping.choose("crate", "")
    dialog.found.mapping.choose("third", "sky")
    assert "look again" in dialog.found.words.text()
    look(person, dialog)
    assert rows(dialog)[0][4] == f"ground {(scene(1)[1] == 0).mean():.1%}"

    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    person.wait_idle()
    person.answer_boxes()
    assert [c.name for c in person.project.classes] == ["ground", "box", "sky"]
    for image, seed in zip(person.project.images(), (1, 2), strict=True):
        wanted = np.where(scene(seed)[1] == 0, 0, UNLABELLED)
        assert np.array_equal(person.project.mask(image.id).classes, wanted)


def test_a_name_that_cannot_be_one_is_told_before_anything_starts(person, dialog: ImportDialog) -> None:
    look(person, dialog)
    dialog.found.mapping.choose("crate", "a:b")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert "'a:b'" in dialog.problem.text()
    assert dialog.isVisible()
    dialog.reject()


def test_another_source_has_other_classes(person, dialog: ImportDialog, source: Path) -> None:
    look(person, dialog)
    dialog.found.mapping.choose("Earth", "ground")
    dialog.field.setText(str(source / "images"))
    assert dialog.wishes.renamed == {}
    look(person, dialog)
    assert not dialog.found.mapping.isVisible()
    assert [row[4] for row in rows(dialog)] == ["no labels"] * 3
    dialog.reject()


def test_who_imports_need_not_wait_for_the_end_of_the_look(
    person, dialog: ImportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*_: object, **__: object) -> Iterator[Event]:
        while True:
            time.sleep(0.005)
            yield Progress("looking", 0, 3)

    monkeypatch.setattr(importing, "preview", endless)
    QTest.mouseClick(dialog.look, LEFT)
    assert person.window.session.jobs.busy
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    person.wait_idle()
    person.answer_boxes()
    assert len(person.project.images()) == 2
