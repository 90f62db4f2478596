"""The form of a new project: what cannot be used is told while everything typed still stands there."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel

from workbench.ui.dialogs.new_project import NewProjectDialog


@pytest.fixture
def form(qtbot) -> NewProjectDialog:
    form = NewProjectDialog()
    qtbot.addWidget(form)
    form.show()
    return form


def warnings(form: NewProjectDialog) -> list[str]:
    labels = form.findChildren(QLabel)
    return [label.text() for label in labels if label.property("role") == "warn" and label.text()]


def test_a_folder_that_cannot_be_made_keeps_the_form_open(form: NewProjectDialog, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    form.fill("", "road\ncar", str(tmp_path / "file" / "project"))
    form.accept()
    assert form.isVisible()
    assert form.answer is None
    (words,) = warnings(form)
    assert str(tmp_path / "file" / "project") in words
    form.fill("", "road\ncar", str(tmp_path / "projects" / "mine"))
    assert warnings(form) == [], "it was said of another folder"
    form.accept()
    assert form.result() == QDialog.DialogCode.Accepted
    assert form.answer is not None


def test_one_message_at_a_time(form: NewProjectDialog, tmp_path: Path) -> None:
    form.fill(str(tmp_path / "nowhere"), "road", str(tmp_path / "project"))
    form.accept()
    (first,) = warnings(form)
    assert "nowhere" in first
    form.fill("", "road\nroad", str(tmp_path / "project"))
    (second,) = warnings(form)
    assert "road" in second
    form.accept()
    assert warnings(form) == [second]
    assert not (tmp_path / "project").exists()
