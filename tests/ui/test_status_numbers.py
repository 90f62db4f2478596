"""What the status line says of the pixel under a pointer that rests, while the mask and the image change."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from small_window import comes, window_with_pictures
from tiny_scenes import HEIGHT, WIDTH

from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.prediction import Prediction
from workbench.paint.cleanup import CleanupWish
from workbench.ui.dialogs.cleanup import CleanupDialog
from workbench.ui.main_window import MainWindow
from workbench.ui.panels.activity.line import BAR_WIDTH


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with two pictures; the pointer rests on the middle of the first."""
    with window_with_pictures(tmp_path) as window:
        window.show()
        QTest.qWaitForWindowExposed(window)
        middle = window.canvas.rect().center()
        QTest.mouseMove(window.canvas, middle + QPoint(3, 3))  # a pointer that rests there already would not be told
        QTest.mouseMove(window.canvas, middle)
        yield window


def said(window: MainWindow, words: str) -> bool:
    """Whether the line comes to say so of the pixel under the pointer."""
    return comes(lambda: words in window.status.under_words)


def paint(window: MainWindow) -> None:
    document = window.session.document
    assert document is not None
    every = np.ones((HEIGHT, WIDTH), dtype=bool)
    edit = edit_from_pixels(document.mask, every, every.astype(np.uint8), Origin.HAND, "brush")
    assert edit is not None
    document.push(edit)


def test_it_follows_steps_and_their_undo(window: MainWindow) -> None:
    assert said(window, "unlabelled")
    paint(window)
    assert said(window, "car (hand)")
    window.action("undo").trigger()
    assert said(window, "unlabelled")
    window.action("redo").trigger()
    assert said(window, "car (hand)")


def test_no_words_stand_on_others(window: MainWindow) -> None:
    assert said(window, "unlabelled")
    labels = [label for label in window.status.findChildren(QLabel) if label.isVisible() and label.text()]
    assert len(labels) >= 4
    for label in labels:
        for other in labels:
            assert label is other or not label.geometry().intersects(other.geometry()), (label.text(), other.text())


def test_it_follows_the_image_the_prediction_and_the_names(window: MainWindow) -> None:
    paint(window)
    choice = window.session.choice
    choice.change(replace(choice.classes.classes[1], name="tram"))
    assert said(window, "tram (hand)")
    window.session.step(1)
    assert said(window, "unlabelled")
    assert window.session.document is not None
    nothing = np.zeros((HEIGHT, WIDTH), np.uint8)
    window.session.document.set_prediction(Prediction(nothing, np.full_like(nothing, 255), nothing))
    assert said(window, "model: road 100 %")
    window.session.close_project()
    assert window.status.under_words == ""


def overlaps(window: MainWindow) -> list[tuple[str, str]]:
    """Pairs of texts of the line that are seen in one place."""
    parts = [*window.status.findChildren(QLabel), *window.status.findChildren(QToolButton)]
    seen = [(p.text(), QRect(p.mapTo(window.status, QPoint(0, 0)), p.size())) for p in parts if p.isVisible()]
    return [(a, b) for (a, one), (b, other) in combinations(seen, 2) if a and b and one.intersects(other)]


def test_news_have_a_place_of_their_own_while_labels_come_and_go(window: MainWindow) -> None:
    assert said(window, "unlabelled")
    assert overlaps(window) == []
    window.messages.news.emit("A long piece of news " * 20)
    for words in ("brightness: auto", "", "brightness: changed"):
        window.status.show_tone(words)
        QTest.qWait(20)
        assert window.status.news.startswith("A long piece")
        assert overlaps(window) == []
        assert not any(
            label.text().startswith("x ") for label in window.status.findChildren(QLabel) if label.isVisible()
        )


def test_news_end_with_the_next_deed_but_not_with_their_own(window: MainWindow) -> None:
    status, middle = window.status, window.canvas.rect().center()

    def told() -> None:
        status.say("Nothing was painted.")
        QTest.qWait(20)
        assert status.news

    told()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert status.news == ""
    told()
    window.action("outlines").trigger()
    assert status.news == ""
    told()
    window.session.step(1)
    assert status.news == ""
    window.action("origins").trigger()
    QTest.qWait(20)
    assert status.news.startswith("Who set each pixel")
    window.action("origins").trigger()
    assert status.news == ""
    window.action("next").trigger()
    QTest.qWait(20)
    assert status.news == "This is the last image of the list."
    window.session.close_project()
    assert status.news == ""


def test_the_clean_up_brush_says_which_clean_up_it_does(window: MainWindow) -> None:
    window.action("clean_up_brush").trigger()
    assert window.status.advice.startswith("Remove specks, smaller than 64 px.")
    window.action("clean_up").trigger()
    dialog = window.findChild(CleanupDialog)
    dialog.amount.setValue(90)
    assert window.status.advice.startswith("Remove specks, smaller than 90 px.")
    dialog.close()
    window.canvas.set_cleanup(CleanupWish("largest", 1, 1))
    window.action("brush").trigger()
    assert window.status.advice == ""
    window.action("clean_up_brush").trigger()
    assert window.status.advice.startswith("Keep the largest region, of car.")


def test_the_box_cut_says_how_to_begin_and_then_how_to_go_on(window: MainWindow) -> None:
    middle = window.canvas.rect().center()
    assert comes(lambda: window.session.document.rgb is not None)
    window.action("box_cut").trigger()
    assert window.status.advice.startswith("Drag a box")
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    QTest.mouseMove(window.canvas, middle + QPoint(60, 60))
    QTest.mouseRelease(
        window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle + QPoint(60, 60)
    )
    assert all(word in window.status.advice for word in ("Enter", "Backspace", "Escape", "Alt"))
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert window.status.advice.startswith("Drag a box")


@pytest.mark.parametrize("width", [1280, 1920])
def test_what_goes_on_has_room_for_a_sentence(window: MainWindow, width: int) -> None:
    window.resize(width, 700)
    window.status.show_work(75)
    QTest.qWait(20)
    words = "rendering pictures: 4 of 1,200, 12 min left (+1)"
    assert window.status.activity.width() - BAR_WIDTH > window.fontMetrics().horizontalAdvance(words)
