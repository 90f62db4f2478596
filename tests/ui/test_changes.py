"""Accepting and copying on an image that is too large for it to be done between two frames."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from small_window import comes, window_with_pictures
from tiny_scenes import HEIGHT, WIDTH, scene

from workbench.core.edit import edit_from_pixels
from workbench.core.errors import StorageError
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.offer import Offer
from workbench.core.prediction import Prediction
from workbench.core.records import Status
from workbench.store.project import Project
from workbench.ui.deeds import changes
from workbench.ui.document import Document
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window with two pictures, each of which counts as large; a part of the first is painted."""
    monkeypatch.setattr(changes, "AT_ONCE", 0)
    with window_with_pictures(tmp_path, "ground", "box") as window:
        window.show()
        paint(document_of(window), slice(0, 30))
        yield window


def document_of(window: MainWindow) -> Document:
    assert window.session.document is not None
    return window.session.document


def paint(document: Document, rows: slice) -> None:
    where = np.zeros((HEIGHT, WIDTH), dtype=bool)
    where[rows] = True
    edit = edit_from_pixels(document.mask, where, scene(1)[1], Origin.HAND, "brush")
    assert edit is not None
    document.push(edit)


def test_copying_leaves_the_thread_and_what_is_painted(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    source = document_of(window).mask.copy()
    window.session.step(1)
    document = document_of(window)
    paint(document, slice(20, 25))
    before = document.mask.copy()
    threads: list[threading.Thread] = []
    go_on = threading.Event()
    read = Project.mask

    def slow(project: Project, image_id: int) -> LabelMask:
        threads.append(threading.current_thread())
        go_on.wait(20)
        return read(project, image_id)

    monkeypatch.setattr(Project, "mask", slow)
    window.action("copy_previous").trigger()
    assert document.painting, "nothing else may change the mask meanwhile"
    document.undo()
    assert np.array_equal(document.mask.classes, before.classes)
    go_on.set()
    assert comes(lambda: document.history.count() == 2)
    assert threads[0] is not threading.main_thread()
    expected = np.where(before.classes == UNLABELLED, source.classes, before.classes)
    assert np.array_equal(document.mask.classes, expected)
    assert not document.painting
    document.undo()
    assert np.array_equal(document.mask.classes, before.classes)


def test_an_image_that_is_left_takes_what_it_was_about_to(window: MainWindow) -> None:
    first = document_of(window)
    classes = np.ones((HEIGHT, WIDTH), np.uint8)
    first.set_prediction(Prediction(classes, np.full_like(classes, 255), np.zeros_like(classes)))
    before = first.mask.classes.copy()
    window.commands.accept(Offer(0.5))
    window.session.step(1)
    window.session.settle()
    assert window.session.project is not None
    kept = window.session.project.mask(first.image_id)
    assert np.array_equal(kept.classes, np.where(before == UNLABELLED, 1, before))


@pytest.mark.parametrize("hasty", [False, True])
def test_the_fast_lane_waits_for_what_it_accepts(window: MainWindow, hasty: bool) -> None:
    """Also when somebody walks on before it is there: it is kept, and the image is done."""
    first = document_of(window)
    classes = np.ones((HEIGHT, WIDTH), np.uint8)
    first.set_prediction(Prediction(classes, np.full_like(classes, 255), np.zeros_like(classes)))
    before = first.mask.classes.copy()
    window.action("accept_and_next").trigger()
    assert document_of(window) is first, "it is still being worked out"
    if hasty:
        window.session.step(1)
    assert comes(lambda: document_of(window).image_id != first.image_id)
    window.session.settle()
    project = window.session.project
    assert project is not None
    assert project.image(first.image_id).status is Status.DONE
    assert np.array_equal(project.mask(first.image_id).classes, np.where(before == UNLABELLED, 1, before))
    assert not document_of(window).painting
    assert (project.mask(document_of(window).image_id).classes == UNLABELLED).all()


def test_a_copy_that_cannot_be_read_is_told_and_the_image_is_free_again(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.step(1)
    document = document_of(window)
    shown: list[str] = []
    window.messages.shown.connect(shown.append)

    def refuse(project: Project, image_id: int) -> LabelMask:
        raise StorageError("A stored piece of a mask is damaged.", "Run a check of the project.")

    with monkeypatch.context() as broken:
        broken.setattr(Project, "mask", refuse)
        window.action("copy_previous").trigger()
        assert comes(lambda: bool(shown))
    assert shown == ["A stored piece of a mask is damaged."]
    assert document.ready()
    paint(document, slice(0, 5))
    assert document.history.count() == 1
