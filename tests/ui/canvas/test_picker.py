"""The picker takes a class from the mask and leaves all as it was; so does Alt with any other tool."""

import pytest
from canvas_hand import Hand
from PySide6.QtCore import Qt

from workbench.core.mask import UNLABELLED
from workbench.ui.actions import TOOL_NAMES

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def picked(painter: Hand) -> list[int]:
    """The classes that were picked, where the left half of the mask is class 0 and a corner class 2."""
    painter.document.mask.classes[:, :150] = 0
    painter.document.mask.classes[:40, :40] = 2
    found: list[int] = []
    painter.canvas.class_picked.connect(found.append)
    return found


def test_a_click_takes_the_class_under_the_pointer(painter: Hand, picked: list[int]) -> None:
    before = painter.document.mask.copy()
    painter.canvas.set_tool("picker")
    for place in ((20.0, 20.0), (100.0, 100.0), (100.0, 200.0), (100.0, -20.0)):
        painter.stroke(place)
    assert picked == [2, 0, UNLABELLED]
    assert painter.document.mask.classes.tobytes() == before.classes.tobytes()
    assert painter.document.history.count() == 0
    assert not painter.document.painting


def test_a_drag_takes_each_class_that_it_meets(painter: Hand, picked: list[int]) -> None:
    painter.canvas.set_tool("picker")
    painter.stroke((20.0, 20.0), (20.0, 30.0), (20.0, 90.0), (20.0, 100.0), (30.0, 220.0))
    assert picked == [2, 0, UNLABELLED]


@pytest.mark.parametrize("tool", [name for name in TOOL_NAMES if name != "pan"])
def test_alt_picks_with_any_tool(painter: Hand, picked: list[int], tool: str) -> None:
    before = painter.document.mask.copy()
    painter.canvas.set_tool(tool)
    painter.stroke((20.0, 20.0), keys=ALT)
    assert picked == [2]
    assert not painter.document.painting
    assert painter.document.mask.classes.tobytes() == before.classes.tobytes()
