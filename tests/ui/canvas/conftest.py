"""A hand at a small canvas."""

from collections.abc import Iterator

import pytest
from canvas_hand import Hand, noise

from workbench.core.classes import ClassSet
from workbench.core.geometry import Point
from workbench.core.mask import LabelMask
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.document import Document


@pytest.fixture
def painter(qtbot: object) -> Iterator[Hand]:
    """A hand at a canvas of 400 x 300 that shows an image of 300 x 240 at 100 %."""
    canvas = Canvas()
    qtbot.addWidget(canvas)  # type: ignore[attr-defined]
    canvas.resize(400, 300)
    canvas.set_classes(ClassSet.from_names(["road", "car", "sky"]))
    document = Document(1, noise(240, 300), LabelMask.blank(240, 300))
    canvas.set_document(document)
    canvas.show()
    canvas.show_point(Point(120.0, 150.0), 1.0)
    canvas.set_brush(20)
    yield Hand(canvas, document)
    canvas.set_document(None)
