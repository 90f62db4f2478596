"""A project that takes long to be opened, or made, does not freeze the window."""

import threading

import predicted_project
from PySide6.QtCore import QTimer

from workbench.core.classes import ClassSet
from workbench.services import library

PATIENCE = 30
"""Seconds after which a test that would wait for ever gives up."""


def test_the_window_lives_while_a_project_is_opened(person, tmp_path, monkeypatch):
    predicted_project.make(tmp_path)
    lives = threading.Event()

    def slow(folder):
        assert lives.wait(PATIENCE), "the window stood still"
        return library.open_project(folder)

    monkeypatch.setattr("workbench.ui.session.open_project", slow)
    QTimer.singleShot(0, lives.set)
    person.window.commands.open(tmp_path / "project")
    assert person.project.folder == tmp_path / "project"
    assert person.boxes == []


def test_the_window_lives_while_a_project_is_made(person, tmp_path, monkeypatch):
    lives = threading.Event()

    def slow(folder, classes):
        assert lives.wait(PATIENCE), "the window stood still"
        return library.create_project(folder, classes)

    monkeypatch.setattr("workbench.ui.session.create_project", slow)
    QTimer.singleShot(0, lives.set)
    made = person.window.session.create(tmp_path / "new", ClassSet.from_names(["road"]))
    assert person.project is made
    assert [c.name for c in made.classes] == ["road"]


def test_what_cannot_be_opened_is_told_and_the_open_project_stays(person, tmp_path):
    predicted_project.make(tmp_path)
    person.window.commands.open(tmp_path / "project")
    (tmp_path / "empty").mkdir()
    person.window.commands.open(tmp_path / "empty")
    assert len(person.boxes) == 1
    assert person.project.folder == tmp_path / "project"
