"""Masks of large images come from another thread: what a hand does meanwhile is neither lost nor misplaced."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import StorageError
from workbench.core.mask import Origin
from workbench.core.records import ImageRecord
from workbench.services import contents, importing
from workbench.services.contents import Contents
from workbench.store.project import Project
from workbench.ui.document import Document
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.work import fetching

SIDE = 40


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Every mask counts as large, and is read only while the gate is open."""
    opened = threading.Event()
    opened.set()

    def read(project: Project, image: ImageRecord) -> Contents:
        assert opened.wait(20)
        return contents_read(project, image)

    contents_read = contents.read
    monkeypatch.setattr(fetching, "AT_ONCE", 0)
    monkeypatch.setattr(contents, "read", read)
    yield opened
    opened.set()


@pytest.fixture
def session(qtbot: object, tmp_path: Path, gate: threading.Event) -> Iterator[Session]:
    """A session with the pictures a.png to e.png; the first is open."""
    window = QWidget()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    made = Session(Messages(window))
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in "abcde":
        Image.new("RGB", (SIDE, SIDE)).save(folder / f"{name}.png")
    project = made.create(tmp_path / "project", ClassSet.from_names(["road", "car"]))
    for _ in importing.run(project, folder):
        pass
    made.refresh_images()
    yield made
    gate.set()
    made.close()


def shown(session: Session) -> str:
    assert session.project is not None
    assert session.document is not None
    return session.project.image(session.document.image_id).name


def until_shown(session: Session, name: str) -> None:
    for _ in range(400):
        if shown(session) == name:
            return
        QTest.qWait(10)
    raise AssertionError(f"{shown(session)} is shown, not {name}")


def until_other(session: Session, before: Document) -> None:
    for _ in range(400):
        if session.document is not before:
            return
        QTest.qWait(10)
    raise AssertionError("the image was not read again")


def paint(document: Document, value: int) -> None:
    everywhere = np.ones(document.mask.classes.shape, dtype=np.bool_)
    plane = np.full(document.mask.classes.shape, value, dtype=np.uint8)
    edit = edit_from_pixels(document.mask, everywhere, plane, Origin.HAND, "brush")
    assert edit is not None
    assert document.push(edit)


def test_the_image_before_stays_open_until_the_next_is_there(session: Session, gate: threading.Event) -> None:
    gate.clear()
    session.step(1)
    QTest.qWait(30)
    assert shown(session) == "a.png"
    gate.set()
    until_shown(session, "b.png")


def test_two_quick_steps_go_two_images_on(session: Session, gate: threading.Event) -> None:
    gate.clear()
    session.step(1)
    session.step(1)
    gate.set()
    until_shown(session, "c.png")
    QTest.qWait(30)
    assert shown(session) == "c.png"


def test_what_is_painted_meanwhile_belongs_to_the_image_that_is_shown(session: Session, gate: threading.Event) -> None:
    first = session.document
    gate.clear()
    session.step(1)
    paint(first, 1)
    gate.set()
    until_shown(session, "b.png")
    assert (session.document.mask.classes == 255).all()
    session.step(-1)
    until_shown(session, "a.png")
    assert (session.document.mask.classes == 1).all()
    session.undo()
    assert (session.document.mask.classes == 255).all()


def test_an_image_that_is_read_again_holds_what_was_painted(session: Session, gate: threading.Event) -> None:
    before = session.document
    paint(before, 0)
    gate.clear()
    session.show_image(before.image_id)
    session.undo()
    assert (before.mask.classes == 0).all(), "what is undone now would be lost"
    gate.set()
    until_other(session, before)
    assert (session.document.mask.classes == 0).all()
    session.undo()
    assert (session.document.mask.classes == 255).all()


def test_another_wish_while_an_image_is_read_again_gives_it_back(session: Session, gate: threading.Event) -> None:
    first = session.document
    gate.clear()
    session.show_image(first.image_id)
    session.step(1)
    paint(first, 1)
    gate.set()
    until_shown(session, "b.png")
    assert session.project is not None
    session.settle()
    assert (session.project.mask(first.image_id).classes == 1).all()


def test_an_image_that_cannot_be_read_again_can_be_painted_on(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(project: Project, image: ImageRecord) -> Contents:
        raise StorageError("A stored piece of a mask is damaged.", "Run a check of the project.")

    monkeypatch.setattr(session._fetching, "_refuse", lambda _error: None)
    monkeypatch.setattr(contents, "read", refuse)
    session.show_image(session.document.image_id)
    for _ in range(400):
        if session._fetching.coming is None:
            break
        QTest.qWait(10)
    paint(session.document, 1)
    session.settle()
    assert (session.project.mask(session.document.image_id).classes == 1).all()


def test_a_damaged_mask_is_told_and_the_image_before_stays(
    session: Session, monkeypatch: pytest.MonkeyPatch, qtbot: object
) -> None:
    def refuse(project: Project, image: ImageRecord) -> Contents:
        raise StorageError("A stored piece of a mask is damaged.", "Run a check of the project.")

    told: list[Exception] = []
    monkeypatch.setattr(session._fetching, "_refuse", told.append)
    monkeypatch.setattr(contents, "read", refuse)
    session.step(1)
    for _ in range(400):
        if told:
            break
        QTest.qWait(10)
    assert "damaged" in str(told[0])
    assert shown(session) == "a.png"
    assert session._fetching.coming is None


def test_closing_the_project_shows_nothing_more(session: Session, gate: threading.Event) -> None:
    gate.clear()
    session.step(1)
    session.close_project()
    gate.set()
    QTest.qWait(50)
    assert session.document is None


def test_a_small_image_is_not_replaced_by_a_large_one_that_was_wanted_before(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session.project is not None
    _, second, third, *_ = (image.id for image in session.project.images())
    wanted = [second]

    def go_on() -> None:
        """As "Accept, done, next" does whose change is ready just when another image is opened."""
        if wanted:
            session.show_image(wanted.pop())
            monkeypatch.setattr(fetching, "AT_ONCE", SIDE * SIDE)

    session.leaving.connect(go_on)
    session.show_image(third)
    assert shown(session) == "c.png"
    QTest.qWait(300)
    assert shown(session) == "c.png"
