"""Clean-up with its preview, and mending gap after gap, in the real window."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from mask_window import window_on
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.paint.cleanup import CleanupWish, remove_specks
from workbench.ui.dialogs.cleanup import CleanupDialog
from workbench.ui.document import Document
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with a mask of two classes, three specks and two slivers; the session has no project."""
    classes = np.zeros((120, 160), dtype=np.uint8)
    classes[:, 80:] = 1
    classes[30:33, 20:23] = 1
    classes[60:62, 100:102] = 0
    classes[90, 90] = 0
    classes[10:14, 79:81] = UNLABELLED
    classes[70:100, 80] = UNLABELLED
    mask = LabelMask(classes, np.full(classes.shape, Origin.HAND, np.uint8))
    with window_on(mask, tmp_path) as window:
        yield window


@pytest.fixture
def dialog(window: MainWindow) -> CleanupDialog:
    window.action("clean_up").trigger()
    return window.findChild(CleanupDialog)


def mask_of(window: MainWindow) -> LabelMask:
    assert window.canvas.document is not None
    return window.canvas.document.mask


def test_the_preview_follows_the_dialog_and_apply_keeps_it(window: MainWindow, dialog: CleanupDialog) -> None:
    document = window.canvas.document
    assert document is not None
    window.canvas.drop()
    before = document.mask.copy()
    for amount in (5, 100, 2):
        dialog.amount.setValue(amount)
        assert np.array_equal(document.mask.classes, remove_specks(before.classes, None, amount))
    dialog.amount.setValue(5)
    assert document.history.count() == 0
    dialog.apply.click()
    assert document.history.count() == 1
    assert not dialog.apply.isEnabled(), "nothing more to change"
    document_after = document.mask.copy()
    dialog.close()
    assert np.array_equal(document.mask.classes, document_after.classes)
    document.undo()
    assert np.array_equal(document.mask.classes, before.classes)
    assert np.array_equal(document.mask.origin, before.origin)


@pytest.mark.parametrize("leaving", ["close", "escape", "another image"])
def test_leaving_takes_the_preview_back(window: MainWindow, dialog: CleanupDialog, leaving: str) -> None:
    document = window.canvas.document
    assert document is not None
    window.canvas.drop()
    before = document.mask.copy()
    dialog.amount.setValue(50)
    assert not np.array_equal(document.mask.classes, before.classes)
    if leaving == "close":
        dialog.close()
        assert not dialog.isVisible()
    elif leaving == "escape":
        QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    else:
        window.canvas.set_document(Document(2, np.zeros((9, 9, 3), np.uint8), LabelMask.blank(9, 9)))
    assert document.mask.classes.tobytes() == before.classes.tobytes()
    assert document.mask.origin.tobytes() == before.origin.tobytes()
    assert document.history.count() == 0
    assert not document.painting


def test_the_clean_up_brush_does_what_the_dialog_says(window: MainWindow, dialog: CleanupDialog) -> None:
    dialog.what.setCurrentIndex(dialog.what.findData("close"))
    dialog.amount.setValue(3)
    dialog.close()
    assert window.canvas.ink_palette.cleanup == dialog.wish == CleanupWish("close", None, 3)
    window.action("clean_up_brush").trigger()
    assert window.canvas.tool == "clean_up_brush"


def test_hand_set_pixels_stay_when_they_are_protected(window: MainWindow, dialog: CleanupDialog) -> None:
    window.canvas.drop()
    before = mask_of(window).copy()
    window.action("protect_hand").trigger()
    dialog.amount.setValue(60)
    assert np.array_equal(mask_of(window).classes, before.classes)


def test_n_goes_from_gap_to_gap_and_shift_n_mends(window: MainWindow) -> None:
    mask, canvas = mask_of(window), window.canvas
    news: list[str] = []
    window.messages.news.connect(news.append)
    before = mask.classes.copy()
    window.action("next_gap").trigger()
    assert "8 pixels" in news[-1]
    assert canvas.visible.top <= 10 < canvas.visible.bottom
    window.action("next_gap").trigger()
    assert "30 pixels" in news[-1]
    window.action("mend_gap").trigger()
    assert (mask.classes[70:100, 80] != UNLABELLED).all()
    assert "8 pixels" in news[-1]
    window.action("mend_gap").trigger()
    assert "No gap" in news[-1]
    assert not (mask.classes == UNLABELLED).any()
    labelled = before != UNLABELLED
    assert np.array_equal(mask.classes[labelled], before[labelled])
    assert set(mask.classes[10:14, 79].tolist()) == {0}
    assert set(mask.classes[10:14, 80].tolist()) == {1}
    assert canvas.document is not None
    assert canvas.document.history.count() == 2
