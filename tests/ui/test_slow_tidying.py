"""Clean-up previews and the search for gaps on another thread, in the real window, by a person who does not wait."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from mask_window import window_on
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.paint.cleanup import remove_specks
from workbench.ui.canvas.gestures import pace, trial
from workbench.ui.deeds import gap_walk
from workbench.ui.dialogs.cleanup import CleanupDialog
from workbench.ui.document import Document
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window with a dusty mask of two classes, in which nothing is small enough to be done at once."""
    monkeypatch.setattr(pace, "PIECE", 2_000)
    monkeypatch.setattr(pace, "QUICK_FINISH", 0)
    monkeypatch.setattr(trial, "QUICK_TRIAL", 0)
    monkeypatch.setattr(gap_walk, "QUICK_SEARCH", 0)
    rng = np.random.default_rng(6)
    classes = np.zeros((240, 320), dtype=np.uint8)
    classes[:, 160:] = 1
    dust = rng.random(classes.shape) < 0.04
    classes[dust] = rng.choice([0, 1], dust.sum())
    classes[100:104, 50:53] = UNLABELLED
    mask = LabelMask(classes, np.full(classes.shape, Origin.ACCEPTED, np.uint8))
    with window_on(mask, tmp_path) as window:
        yield window


@pytest.fixture
def document(window: MainWindow) -> Document:
    assert window.canvas.document is not None
    return window.canvas.document


def rest(window: MainWindow) -> None:
    until = time.monotonic() + 20
    while window.canvas.working and time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    assert not window.canvas.working


def test_the_newest_of_many_wishes_is_shown(window: MainWindow, document: Document) -> None:
    before = document.mask.copy()
    window.action("clean_up").trigger()
    dialog = window.findChild(CleanupDialog)
    for amount in range(2, 30):
        dialog.amount.setValue(amount)
    rest(window)
    assert np.array_equal(document.mask.classes, remove_specks(before.classes, None, 29))
    dialog.close()
    assert document.mask.classes.tobytes() == before.classes.tobytes()
    assert document.mask.origin.tobytes() == before.origin.tobytes()


def test_apply_before_the_preview_is_there_keeps_what_was_wished(window: MainWindow, document: Document) -> None:
    before = document.mask.copy()
    window.action("clean_up").trigger()
    dialog = window.findChild(CleanupDialog)
    rest(window)
    dialog.amount.setValue(30)
    dialog.apply.click()
    assert document.history.count() == 0
    dialog.close()
    assert not dialog.isVisible()
    rest(window)
    assert np.array_equal(document.mask.classes, remove_specks(before.classes, None, 30))
    assert document.history.count() == 1
    assert not document.painting
    document.undo()
    assert np.array_equal(document.mask.classes, before.classes)


@pytest.mark.parametrize("turns", [0, 1, 3])
def test_leaving_the_image_takes_a_preview_back(window: MainWindow, document: Document, turns: int) -> None:
    before = document.mask.copy()
    window.action("clean_up").trigger()
    for _ in range(turns):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    window.canvas.set_document(Document(2, None, LabelMask.blank(9, 9)))
    assert document.mask.classes.tobytes() == before.classes.tobytes()
    assert document.mask.origin.tobytes() == before.origin.tobytes()
    assert not document.painting


def found(window: MainWindow, news: list[str]) -> str:
    until = time.monotonic() + 20
    while not news and time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    return news.pop()


def test_a_gap_is_found_while_the_window_goes_on(window: MainWindow, document: Document) -> None:
    news: list[str] = []
    window.messages.news.connect(news.append)
    window.action("next_gap").trigger()
    window.action("next_gap").trigger()
    assert news == []
    assert "12 pixels" in found(window, news)
    window.action("mend_gap").trigger()
    assert not (document.mask.classes == UNLABELLED).any()
    assert "No gap" in found(window, news)
    assert document.history.count() == 1


def test_a_gap_that_is_painted_while_it_is_looked_for_is_not_shown(window: MainWindow, document: Document) -> None:
    news: list[str] = []
    window.messages.news.connect(news.append)
    window.action("next_gap").trigger()
    document.mask.classes[100:104, 50:53] = 0
    assert "No gap" in found(window, news)
