"""An image that is left gives its memory back at once: one of 100 megapixels takes a gigabyte with its history."""

import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from small_window import comes, window_with_pictures

from workbench.core.prediction import Prediction
from workbench.ui.main_window import MainWindow


def arrays_of_a_painted_image(window: MainWindow) -> list[weakref.ref[Any]]:
    """Paint a stroke, undo it and do it again; the planes of the mask, and what the step in the history holds."""
    document = window.session.document
    assert document is not None
    hand = Hand(window.canvas, document)
    hand.stroke((20, 20), (20, 40))
    window.session.undo()
    window.session.redo()
    window.session.settle()
    step = document.history.steps(0, 1)[0].edit.patches[0]
    return [weakref.ref(plane) for plane in (document.mask.classes, document.mask.origin, step.after.classes)]


def planes_of_a_prediction_that_says_otherwise(window: MainWindow) -> list[weakref.ref[Any]]:
    """Show a prediction that is sure of another class than is painted."""
    document = window.session.document
    assert document is not None
    classes = document.mask.classes ^ 1
    prediction = Prediction(classes, np.full_like(classes, 255), classes)
    document.set_prediction(prediction)
    return [weakref.ref(plane) for plane in (prediction.classes, prediction.confidence)]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("how", ["swipe", "beside"])
def test_nor_does_one_that_was_compared_and_checked_against_a_prediction(tmp_path: Path, how: str) -> None:
    with window_with_pictures(tmp_path) as window:
        window.show()
        assert comes(lambda: window.session.document is not None and window.session.document.rgb is not None)
        held = arrays_of_a_painted_image(window)
        held += planes_of_a_prediction_that_says_otherwise(window)
        window.actions_by_name[how].setChecked(True)
        assert comes(lambda: window.checks.rows != [])
        window.checks.table.setCurrentCell(0, 0)
        first = window.session.document.image_id if window.session.document else None
        window.session.step(1)
        assert comes(lambda: window.session.document is not None and window.session.document.image_id != first)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert comes(lambda: [array() for array in held] == [None] * 5)


@pytest.mark.usefixtures("qapp")
def test_an_image_that_was_painted_and_left_takes_no_memory(tmp_path: Path) -> None:
    """By its references alone: in all tests the garbage collector is off, for nobody can tell when it comes."""
    with window_with_pictures(tmp_path) as window:
        window.show()
        assert comes(lambda: window.session.document is not None and window.session.document.rgb is not None)
        held = arrays_of_a_painted_image(window)
        first = window.session.document.image_id if window.session.document else None
        window.session.step(1)
        assert comes(lambda: window.session.document is not None and window.session.document.image_id != first)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert comes(lambda: [array() for array in held] == [None, None, None])
