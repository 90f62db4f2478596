"""The lists hear of painted images once the strokes are on disk, and not in the middle of them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.records import Status
from workbench.services import importing
from workbench.ui.kept_news import QUIET_MILLISECONDS, KeptNews
from workbench.ui.messages import Messages
from workbench.ui.session import Session

TRIES = 100


@pytest.fixture
def session(qtbot: object, tmp_path: Path) -> Iterator[Session]:
    """A session with two pictures, the first of which is open."""
    window = QWidget()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    made = Session(Messages(window))
    KeptNews(made, window)
    write_pictures(tmp_path / "pictures", 2)
    list(importing.run(made.create(tmp_path / "project", ClassSet.from_names(["road", "car"])), tmp_path / "pictures"))
    made.refresh_images()
    yield made
    made.close()


def paint(session: Session, row: int) -> None:
    """A row of the open image, with class 1."""
    document = session.document
    assert document is not None
    where = np.zeros(document.mask.classes.shape, dtype=bool)
    where[row] = True
    edit = edit_from_pixels(document.mask, where, np.ones_like(document.mask.classes), Origin.HAND, "brush")
    assert edit is not None
    assert document.push(edit)


def listen(session: Session) -> list[tuple[int, int]]:
    """(image, pixels that its record counts at that time), as the lists hear of it."""
    heard: list[tuple[int, int]] = []
    project = session.project
    assert project is not None
    session.image_changed.connect(lambda image_id: heard.append((image_id, project.image(image_id).labelled)))
    return heard


def wait_for(heard: list[tuple[int, int]]) -> None:
    """Let the window run until something was heard, a few seconds at most."""
    for _ in range(TRIES):
        if heard:
            return
        QTest.qWait(50)
    pytest.fail("nothing was told")


def test_strokes_on_end_are_told_once_when_all_are_on_disk(session: Session) -> None:
    heard = listen(session)
    assert session.project is not None
    assert session.document is not None
    width = session.document.mask.width
    for row in range(6):
        paint(session, row)
        QTest.qWait(QUIET_MILLISECONDS // 10)
    wait_for(heard)
    assert heard == [(session.document.image_id, 6 * width)]
    assert session.project.image(session.document.image_id).status == Status.STARTED


def test_an_image_that_is_left_at_once_is_told_too(session: Session) -> None:
    heard = listen(session)
    assert session.project is not None
    assert session.document is not None
    first, second = (image.id for image in session.project.images())
    width = session.document.mask.width
    paint(session, 3)
    session.show_image(second)
    wait_for(heard)
    assert heard[0] == (first, width)


def test_time_on_an_image_that_is_left_is_told_of_that_image(session: Session) -> None:
    heard = listen(session)
    assert session.project is not None
    assert session.document is not None
    first, second = (image.id for image in session.project.images())
    session.document.work.touch()
    QTest.qWait(20)
    session.document.work.touch()
    session.show_image(second)
    wait_for(heard)
    assert heard == [(first, 0)]
    assert session.project.image(first).seconds > 0


def test_nothing_is_told_of_a_project_that_is_closed(session: Session) -> None:
    heard: list[int] = []
    session.image_changed.connect(heard.append)
    paint(session, 3)
    session.settle()
    session.close_project()
    QTest.qWait(2 * QUIET_MILLISECONDS)
    assert heard == []
