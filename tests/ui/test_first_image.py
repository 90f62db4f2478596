"""The first image of an import is asked for once in a while, not with every file that has come in."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.events import ImportBegins, Progress
from workbench.services import importing
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.start.first_images import FirstImages


def test_a_large_first_image_is_not_begun_anew_with_each_file(
    qtbot: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    session = Session(Messages(window), window)
    project = session.create(tmp_path / "project", ClassSet.from_names(["road"]))
    write_pictures(tmp_path / "pictures", 3)
    list(importing.run(project, tmp_path / "pictures"))
    asked: list[int] = []
    monkeypatch.setattr(session, "show_image", asked.append)  # it is read off the window's thread, for a second
    FirstImages(session, window)
    session.jobs.happened.emit(ImportBegins(3, harmless=True))
    for done in (1, 2, 3):
        session.jobs.happened.emit(Progress("images", done, 3))
    session.close()
    assert asked == [1]
