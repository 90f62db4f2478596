"""What is brought in is chosen once, folder or file, and the next choice begins where the last one was."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.ui.dialogs.choosing import choose_folder
from workbench.ui.dialogs.import_images import ImportDialog


@pytest.fixture(autouse=True)
def _own_settings(qtbot: object, tmp_path: Path) -> None:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    QSettings("segmentation-workbench", "workbench").remove("folders")


def test_each_kind_of_folder_begins_beside_its_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("work/project", "disk/pictures"):
        (tmp_path / name).mkdir(parents=True)
    begun: list[str] = []
    answers = [str(tmp_path / "work" / "project"), str(tmp_path / "disk" / "pictures"), "", ""]

    def ask(_parent: object, _title: str, start: str) -> str:
        begun.append(start)
        return answers[len(begun) - 1]

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask)
    kinds = ("project", "images", "project", "images")
    chosen = [choose_folder(None, "Which?", kind) for kind in kinds]  # type: ignore[arg-type]
    assert begun == ["", "", str(tmp_path / "work"), str(tmp_path / "disk")]
    assert chosen == [tmp_path / "work" / "project", tmp_path / "disk" / "pictures", None, None]


def test_a_folder_and_a_single_picture_can_be_imported_and_copied(qtbot: object, tmp_path: Path) -> None:
    (picture,) = write_pictures(tmp_path / "pictures", 1)
    for source in (tmp_path / "pictures", picture):
        dialog = ImportDialog(ClassSet(), tmp_path)
        qtbot.addWidget(dialog)  # type: ignore[attr-defined]
        dialog.source.field.setText(str(source))
        dialog.copies.setChecked(True)
        dialog.accept()
        assert (dialog.result(), dialog.source.path) == (1, source)


def test_what_cannot_be_imported_is_told_and_asked_again(qtbot: object, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("dear")
    dialog = ImportDialog(ClassSet(), tmp_path)
    qtbot.addWidget(dialog)  # type: ignore[attr-defined]
    for words, told in (
        ("", "Nothing is chosen"),
        (str(tmp_path / "diary.txt"), "no picture"),
        ("/nowhere", "nowhere"),
    ):
        dialog.source.field.setText(words)
        dialog.accept()
        assert dialog.result() == 0
        assert told in dialog.problem.text()
