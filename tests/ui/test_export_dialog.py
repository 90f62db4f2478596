"""The export dialog: what is chosen, how many images that is, what is remembered, and the proof on screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tiny_scenes import CLASSES, paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.events import Exported, Notice
from workbench.core.records import Split, Status
from workbench.exchange.writing.choice import ExportChoice
from workbench.services import importing, last_export
from workbench.services.library import create_project
from workbench.store.project import Project
from workbench.ui.dialogs.export import ExportDialog


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Four pictures of 64 x 48, one painted in each of train, val and test."""
    write_pictures(tmp_path / "pictures", 4)
    with create_project(tmp_path / "birds", ClassSet.from_names(CLASSES)) as made:
        list(importing.run(made, tmp_path / "pictures"))
        for image_id, split in ((1, Split.TRAIN), (2, Split.VAL), (3, Split.TEST)):
            paint(made, image_id, image_id)
            made.set_split([image_id], split)
        made.set_status([3], Status.DONE)
        yield made


@pytest.fixture
def dialog(qtbot: object, project: Project) -> ExportDialog:
    made = ExportDialog(project)
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    made.show()
    return made


def wish(dialog: ExportDialog) -> tuple[Path, str, ExportChoice]:
    """What Export asks for."""
    heard: list[tuple[Path, str, ExportChoice]] = []
    dialog.wanted.connect(lambda *given: heard.append(given))
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    (found,) = heard
    return found


def test_everything_goes_out_as_voc_when_nothing_is_chosen(dialog: ExportDialog, project: Project) -> None:
    assert dialog.count.text() == "3 images; on 1 more nothing is painted."
    assert not dialog.form.classes.isVisible()
    assert wish(dialog) == (project.folder.parent / "birds-voc", "voc", ExportChoice())


@pytest.mark.usefixtures("qapp")
def test_a_folder_that_is_there_is_not_proposed_again(project: Project) -> None:
    for there, proposed in (("birds-voc", "birds-voc-2"), ("birds-voc-2", "birds-voc-3")):
        (project.folder.parent / there).mkdir()
        assert Path(ExportDialog(project).folder.text()).name == proposed


def test_what_is_chosen_is_counted_and_asked_for(dialog: ExportDialog) -> None:
    form = dialog.form
    QTest.mouseClick(form.more.button, Qt.MouseButton.LeftButton)
    assert form.classes.isVisible()
    form.splits[Split.TRAIN].setChecked(False)
    assert dialog.count.text().startswith("2 images")
    form.statuses[Status.DONE].setChecked(False)
    assert dialog.count.text().startswith("1 image;")
    form.tile.setValue(32)
    form.overlap.setValue(8)
    assert dialog.count.text().startswith("1 image, at most 6 tiles")
    form.classes.item(0).setCheckState(Qt.CheckState.Unchecked)
    form.unlabelled.setCurrentText(" rest ")
    form.border.setValue(3)
    form.extras["objects"].setChecked(True)
    assert wish(dialog)[2] == ExportChoice(
        frozenset({Split.VAL, Split.TEST, Split.NONE}),
        frozenset({Status.TODO, Status.STARTED, Status.SKIPPED}),
        frozenset({1}),
        "rest",
        3,
        32,
        8,
        frozenset({"objects"}),
    )


def test_nothing_to_export_cannot_be_asked_for(dialog: ExportDialog) -> None:
    for box in dialog.form.splits.values():
        box.setChecked(False)
    assert dialog.count.text() == "0 images."
    assert not dialog.start.isEnabled()
    dialog.form.splits[Split.VAL].setChecked(True)
    assert dialog.start.isEnabled()


def test_whole_images_share_nothing_and_tiles_at_most_half(dialog: ExportDialog) -> None:
    form = dialog.form
    assert not form.overlap.isEnabled()
    form.tile.setValue(40)
    form.overlap.setValue(1000)
    assert form.choice.overlap == 20
    form.tile.setValue(form.tile.minimum())
    assert (form.choice.tile, form.choice.overlap) == (0, 0)


def test_another_format_has_its_own_folder_and_extras(dialog: ExportDialog, tmp_path: Path) -> None:
    form = dialog.form
    form.formats.setCurrentIndex(form.formats.findData("index"))
    assert form.extras == {}
    assert dialog.folder.text() == str(tmp_path / "birds-index")
    assert dialog.count.text() == "4 images."
    assert "does not keep" in dialog.words.text()
    dialog.folder.setText(str(tmp_path / "mine"))
    form.formats.setCurrentIndex(form.formats.findData("voc"))
    assert set(form.extras) == {"raw", "objects", "devkit"}
    assert dialog.folder.text() == str(tmp_path / "mine")


def test_the_last_choice_is_there_again(dialog: ExportDialog, project: Project, qtbot: object) -> None:
    choice = ExportChoice(frozenset({Split.VAL}), None, frozenset({1}), "rest", 2, 64, 8, frozenset({"raw"}))
    last_export.write(project, "voc", choice)
    again = ExportDialog(project)
    qtbot.addWidget(again)  # type: ignore[attr-defined]
    again.show()
    assert again.form.classes.isVisible()
    assert wish(again)[1:] == ("voc", choice)
    assert again.width() >= again.form.more.minimumSizeHint().width()
    assert all(box.width() >= box.sizeHint().width() for box in again.form.extras.values())


@pytest.mark.parametrize("damage", [7, {}, {"format": "gone", "choice": {}}, {"format": "voc", "choice": {"tile": 3}}])
def test_a_damaged_memory_counts_as_none(project: Project, damage: object) -> None:
    project.settings.put("export", damage)
    assert last_export.read(project) == ("voc", ExportChoice())


def test_the_proof_is_on_screen(dialog: ExportDialog) -> None:
    dialog.on_started("export")
    assert not dialog.form.isEnabled()
    dialog.show_event(Exported("/x", 3, 0.21, 3, 3 * 64 * 48, 0, "every pixel is equal"))
    dialog.on_ended("export")
    QApplication.processEvents()
    assert dialog.words.text() == (
        "3 images exported in 0.2 s. 3 masks read back and compared with what was to be written: every pixel is equal."
    )
    assert not dialog.form.isEnabled()
    dialog.on_started("export")
    dialog.show_event(Exported("/x", 1, 0.2, 1, 10_000, 25, "at most 1 % of an image"))
    assert "25 pixels (0.25%) came back as another class (at most 1 % of an image)" in dialog.words.text()


def test_after_a_failure_it_can_be_tried_again(dialog: ExportDialog) -> None:
    dialog.on_started("export")
    dialog.on_ended("export")
    assert dialog.form.isEnabled()
    assert dialog.start.isEnabled()
    assert dialog.words.text().startswith("Nothing was exported")


def test_a_choice_of_classes_that_are_gone_begins_with_those_that_are_there(project: Project) -> None:
    last_export.write(project, "voc", ExportChoice(classes=frozenset({1, 77})))
    assert last_export.read(project) == ("voc", ExportChoice(classes=frozenset({1})))
    last_export.write(project, "voc", ExportChoice(classes=frozenset({77})))
    assert last_export.read(project) == ("voc", ExportChoice())


@pytest.mark.usefixtures("qapp")
def test_other_jobs_are_not_the_dialogs(project: Project) -> None:
    dialog, cancelled = ExportDialog(project), []
    dialog.cancelled.connect(lambda: cancelled.append(True))
    dialog.on_started("live training")
    assert dialog.form.isEnabled()
    dialog.on_started("export")
    dialog.show_event(Notice("Pixels of sky become rest."))
    dialog.show_event(Exported("/x", 3, 0.21, 3, 9, 0, "every pixel is equal"))
    dialog.on_ended("export")
    assert dialog.words.text().endswith("Pixels of sky become rest.")
    dialog.on_started("live training")
    assert dialog.start.isEnabled()
    assert dialog.start.text() == "Open the folder"
    dialog.reject()
    assert cancelled == []


def test_an_overlap_that_is_lowered_is_told(dialog: ExportDialog) -> None:
    form = dialog.form
    form.tile.setValue(64)
    form.overlap.setValue(30)
    assert form.share.text() == "of which neighbours share at most 32 px:"
    form.tile.setValue(40)
    assert (form.choice.overlap, form.share.text()) == (
        20,
        "of which neighbours share at most 20 px, not 30 as before:",
    )


@pytest.mark.usefixtures("qapp")
def test_no_folder_among_the_pictures_is_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_PROJECTS", str(tmp_path / "projects"))
    write_pictures(tmp_path / "photos", 1)
    with create_project(tmp_path / "photos" / "birds", ClassSet.from_names(CLASSES)) as project:
        list(importing.run(project, tmp_path / "photos"))
        assert Path(ExportDialog(project).folder.text()) == tmp_path / "projects" / "birds-voc"
