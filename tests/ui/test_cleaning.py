"""Working on while the clean-up dialog is open, and what it says of an image too large to be looked at whole."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from mask_window import window_on
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from small_window import comes

from workbench.core.edit import edit_from_pixels
from workbench.core.mask import LabelMask, Origin
from workbench.paint.cleanup import remove_specks
from workbench.ui.deeds import cleaning
from workbench.ui.dialogs.cleanup import CleanupDialog
from workbench.ui.document import Document
from workbench.ui.main_window import MainWindow

HEIGHT, WIDTH = 120, 160
SPECKS = ((10, 10), (60, 70), (100, 140), (110, 150))


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with a mask of road that has four specks of car, of 4 pixels each."""
    classes = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    for row, column in SPECKS:
        classes[row : row + 2, column : column + 2] = 1
    mask = LabelMask(classes, np.full(classes.shape, Origin.HAND, np.uint8))
    with window_on(mask, tmp_path) as window:
        window.session.document = window.canvas.document
        yield window
        window.session.document = None


def document_of(window: MainWindow) -> Document:
    assert window.canvas.document is not None
    return window.canvas.document


def paint_row(document: Document, row: int) -> None:
    where = np.zeros((HEIGHT, WIDTH), dtype=bool)
    where[row] = True
    edit = edit_from_pixels(document.mask, where, np.ones((HEIGHT, WIDTH), np.uint8), Origin.HAND, "brush")
    assert edit is not None
    assert document.push(edit)


def open_dialog(window: MainWindow, amount: int = 5) -> CleanupDialog:
    window.action("clean_up").trigger()
    dialog = window.findChild(CleanupDialog)
    dialog.amount.setValue(amount)
    return dialog


@pytest.mark.parametrize("way", ["menu", "key", "history"])
def test_a_step_is_undone_under_a_preview_that_comes_again(window: MainWindow, way: str) -> None:
    document = document_of(window)
    before = document.mask.copy()
    paint_row(document, 30)
    dialog = open_dialog(window)
    assert document.mask.classes[SPECKS[0]] == 0, "the preview is there"
    if way == "menu":
        window.action("undo").trigger()
    elif way == "key":
        window.activateWindow()
        window.canvas.setFocus()
        QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    else:
        document.go_to(0)
    assert document.history.index() == 0
    assert np.array_equal(document.mask.classes, before.classes)
    assert comes(lambda: np.array_equal(document.mask.classes, remove_specks(before.classes, None, 5)))
    dialog.close()
    assert document.mask.classes.tobytes() == before.classes.tobytes()
    assert document.mask.origin.tobytes() == before.origin.tobytes()


def test_a_stroke_paints_under_a_preview(window: MainWindow) -> None:
    document = document_of(window)
    before = document.mask.classes.copy()
    window.canvas.set_class(1)
    window.action("brush").trigger()
    dialog = open_dialog(window)
    middle = QPoint(window.canvas.width() // 2, window.canvas.height() // 2)
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert document.mask.classes[SPECKS[0]] == 1, "the preview gave way"
    QTest.mouseMove(window.canvas, middle + QPoint(60, 0))
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 0))
    assert comes(lambda: document.history.count() == 1)
    assert comes(lambda: document.mask.classes[SPECKS[0]] == 0)
    dialog.apply.click()
    assert [step.edit.tool for step in document.history.steps(0, 2)] == ["brush", "specks"]
    document.undo()
    document.undo()
    assert np.array_equal(document.mask.classes, before)


def test_escape_leaves_the_dialog_too(window: MainWindow) -> None:
    document = document_of(window)
    before = document.mask.classes.copy()
    dialog = open_dialog(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert np.array_equal(document.mask.classes, before)
    QTest.qWait(2 * cleaning.QUIET_MILLISECONDS)
    assert np.array_equal(document.mask.classes, before), "and nothing brings it back"


def test_apply_does_what_it_says_while_the_preview_is_away(window: MainWindow) -> None:
    document = document_of(window)
    before = document.mask.classes.copy()
    paint_row(document, 30)
    dialog = open_dialog(window)
    document.undo()
    assert dialog.apply.isEnabled()
    dialog.apply.click()
    assert np.array_equal(document.mask.classes, remove_specks(before, None, 5))
    assert [step.edit.tool for step in document.history.steps(0, 1)] == ["specks"]


def test_pixels_that_may_not_change_are_not_counted(window: MainWindow) -> None:
    dialog = open_dialog(window)
    assert dialog.words == "16 pixels would change."
    dialog.close()
    window.action("protect_hand").trigger()
    dialog = open_dialog(window, 6)
    assert dialog.words == "Nothing to change."
    assert not dialog.apply.isEnabled()


def test_of_a_large_image_it_tells_what_is_in_sight_and_follows_it(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "CLEANED_WHOLE", 110**2)
    monkeypatch.setattr(cleaning, "CLEANED_SIDE", 110)
    canvas, document = window.canvas, document_of(window)
    canvas.zoom_to(2 * canvas.height() / HEIGHT)
    canvas.pan_by(10_000, 10_000)
    seen = canvas.visible
    assert seen.height < 100
    assert seen.width < 110

    def specks() -> int:
        return int(np.count_nonzero(document.mask.classes[canvas.visible.slices]))

    expected = [specks()]
    dialog = open_dialog(window)
    rest = "\nThe rest of this large image stays; pan on for it."
    assert dialog.words == f"{expected[0]} pixels would change in sight.{rest}"
    dialog.close()
    canvas.pan_by(-10_000, -10_000)
    expected.append(specks())
    canvas.pan_by(10_000, 10_000)
    dialog = open_dialog(window, 6)
    canvas.pan_by(-10_000, -10_000)
    assert expected[0] != expected[1]
    assert comes(lambda: dialog.words == f"{expected[1]} pixels would change in sight.{rest}")
    canvas.fit()
    assert comes(lambda: "in the middle, 110 x 110" in dialog.words)


def test_a_region_that_goes_on_beyond_the_part_is_no_speck(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "CLEANED_WHOLE", 50**2)
    monkeypatch.setattr(cleaning, "CLEANED_SIDE", 50)
    document = document_of(window)
    document.mask.classes[:] = 0
    document.mask.classes[57:63, :] = 1  # a road through the whole image
    window.canvas.fit()
    dialog = open_dialog(window, 1000)
    assert dialog.words.startswith("300 pixels would change in the middle"), "960 pixels are smaller than 1000"
    dialog.amount.setValue(900)
    assert dialog.words.startswith("Nothing to change in the middle")
