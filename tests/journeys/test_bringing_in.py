"""A dataset of somebody else comes into a project: a look first, classes taken for others, then the import."""

import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidgetItem
from tiny_scenes import scene, write_masks

from workbench.core.classes import ClassSet
from workbench.core.control import Control
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
    QTest.keyClicks(found.source.field, str(source))
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

    QTest.keyClick(dialog.source.field, Qt.Key.Key_Return)
    person.wait_idle()
    person.answer_boxes()
    assert [c.name for c in person.project.classes] == ["ground", "box", "sky"]
    for image, seed in zip(person.project.images(), (1, 2), strict=True):
        wanted = np.where(scene(seed)[1] == 0, 0, UNLABELLED)
        assert np.array_equal(person.project.mask(image.id).classes, wanted)


def test_a_name_that_cannot_be_one_is_told_before_anything_starts(person, dialog: ImportDialog) -> None:
    look(person, dialog)
    dialog.found.mapping.choose("crate", "a:b")
    QTest.keyClick(dialog.source.field, Qt.Key.Key_Return)
    assert "'a:b'" in dialog.problem.text()
    assert dialog.isVisible()
    dialog.reject()


def test_another_source_has_other_classes(person, dialog: ImportDialog, source: Path) -> None:
    look(person, dialog)
    dialog.found.mapping.choose("Earth", "ground")
    dialog.source.field.setText(str(source / "images"))
    assert dialog.wishes.renamed == {}
    look(person, dialog)
    assert not dialog.found.mapping.isVisible()
    assert [row[4] for row in rows(dialog)] == ["no labels"] * 3
    dialog.reject()


def test_ctrl_e_and_ctrl_i_say_what_they_wait_for(person, dialog: ImportDialog) -> None:
    dialog.reject()
    running = iter(lambda: time.sleep(0.005) or Progress("training", 0, 3), None)
    person.window.session.start_job("training", running, Control())
    said: list[str] = []
    person.window.messages.news.connect(said.append)
    person.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    person.key(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    person.window.session.jobs.finish()
    assert [line.split(":")[0] for line in said[:2]] == [
        "Exporting waits for the training",
        "Importing waits for the training",
    ]


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


def test_an_archive_that_is_dropped_comes_in_beside_the_project(person, dialog: ImportDialog, tmp_path: Path) -> None:
    archive = tmp_path / "downloads" / "task.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted((tmp_path / "in").rglob("*.*")):
            file.write(path, path.relative_to(tmp_path / "in"))
    dialog.source.field.setText(str(archive))
    assert dialog.source.place.text() == str(tmp_path / "task")
    assert dialog.source.place.isVisible()
    look(person, dialog)
    assert [row[0] for row in rows(dialog)] == ["scene-1.png", "scene-2.png"]
    assert not (tmp_path / "task").exists()
    dialog.reject()
    assert not dialog.source.place.isVisible()

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(archive))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(QPoint(5, 5), copy, data, LEFT, none),
        QDropEvent(QPointF(5, 5), copy, data, LEFT, none),
    ):
        QApplication.sendEvent(person.window, event)
    person.wait_idle()
    person.answer_boxes()
    assert {image.path.parent for image in person.project.images()} == {tmp_path / "task" / "images"}


def test_a_source_that_may_be_two_things_is_asked_about_once(person, dialog: ImportDialog, source: Path) -> None:
    document = {"shapes": [{"label": "sky", "points": [[0, 0], [9, 0], [9, 9]]}], "imagePath": "scene-2.png"}
    (source / "images" / "scene-2.json").write_text(json.dumps(document))
    (source / "task.json").write_text(json.dumps({"images": [], "categories": [], "annotations": []}))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "might also be labelme" in dialog.problem.text()
    dialog.source.formats.setCurrentIndex(dialog.source.formats.findData("labelme"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    person.wait_idle()
    person.answer_boxes()
    assert [image.name for image in person.project.images()] == ["scene-2.png"]
    assert "sky" in [c.name for c in person.project.classes]
