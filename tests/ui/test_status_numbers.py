"""What the status line says of the pixel under a pointer that rests, while the mask and the image change."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from tiny_scenes import HEIGHT, WIDTH, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.prediction import Prediction
from workbench.services import importing
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with two pictures; the pointer rests on the middle of the first."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    window = MainWindow()
    write_pictures(tmp_path / "pictures", 2)
    project = window.session.create(tmp_path / "project", ClassSet.from_names(["road", "car"]))
    list(importing.run(project, tmp_path / "pictures"))
    window.session.refresh_images()
    window.show()
    QTest.qWaitForWindowExposed(window)
    middle = window.canvas.rect().center()
    QTest.mouseMove(window.canvas, middle + QPoint(3, 3))  # a pointer that rests there already would not be told
    QTest.mouseMove(window.canvas, middle)
    yield window
    window.close()


def until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        QTest.qWait(5)
    pytest.fail("waited too long")


def said(window: MainWindow, words: str) -> None:
    until(lambda: words in window.status.under_words)


def paint(window: MainWindow) -> None:
    document = window.session.document
    assert document is not None
    every = np.ones((HEIGHT, WIDTH), dtype=bool)
    edit = edit_from_pixels(document.mask, every, every.astype(np.uint8), Origin.HAND, "brush")
    assert edit is not None
    document.push(edit)


def test_it_follows_steps_and_their_undo(window: MainWindow) -> None:
    said(window, "unlabelled")
    paint(window)
    said(window, "car (hand)")
    window.action("undo").trigger()
    said(window, "unlabelled")
    window.action("redo").trigger()
    said(window, "car (hand)")


def test_no_words_stand_on_others(window: MainWindow) -> None:
    said(window, "unlabelled")
    labels = [label for label in window.status.findChildren(QLabel) if label.isVisible() and label.text()]
    assert len(labels) >= 4
    for label in labels:
        for other in labels:
            assert label is other or not label.geometry().intersects(other.geometry()), (label.text(), other.text())


def test_it_follows_the_image_the_prediction_and_the_names(window: MainWindow) -> None:
    paint(window)
    choice = window.session.choice
    choice.change(replace(choice.classes.classes[1], name="tram"))
    said(window, "tram (hand)")
    window.session.step(1)
    said(window, "unlabelled")
    assert window.session.document is not None
    nothing = np.zeros((HEIGHT, WIDTH), np.uint8)
    window.session.document.set_prediction(Prediction(nothing, np.full_like(nothing, 255), nothing))
    said(window, "model: road 100 %")
    window.session.close_project()
    assert window.status.under_words == ""
