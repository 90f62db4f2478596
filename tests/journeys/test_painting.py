"""Painting in the real window: keys take tools, Enter and Escape belong to the gesture, masks are copied."""

from pathlib import Path

import numpy as np
import pytest
from journey_images import write_rendered
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from workbench.core.classes import ClassSet
from workbench.core.mask import UNLABELLED, Origin
from workbench.ui.dialogs.new_project import NewProject

SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
KEYS = {
    "polygon": (Qt.Key.Key_P, NONE),
    "lasso": (Qt.Key.Key_L, NONE),
    "rectangle": (Qt.Key.Key_R, NONE),
    "ellipse": (Qt.Key.Key_R, SHIFT),
    "fill": (Qt.Key.Key_F, NONE),
    "replace": (Qt.Key.Key_F, SHIFT),
    "wand": (Qt.Key.Key_W, NONE),
    "scissors": (Qt.Key.Key_S, NONE),
    "superpixels": (Qt.Key.Key_S, SHIFT),
    "box_cut": (Qt.Key.Key_G, NONE),
    "edge_brush": (Qt.Key.Key_E, SHIFT),
    "smudge": (Qt.Key.Key_K, NONE),
    "eraser": (Qt.Key.Key_E, NONE),
    "brush": (Qt.Key.Key_B, NONE),
}


@pytest.fixture
def painting(person, tmp_path: Path):
    """A person with a project of six pictures open."""
    images = tmp_path / "photographs"
    images.mkdir()
    _, _, classes = write_rendered(images)
    folder = tmp_path / "projects" / "painting"
    person.window.commands.make(NewProject(folder, images, ClassSet.from_names(classes), False))
    person.wait_idle()
    return person


def test_keys_take_tools(painting):
    for tool, (key, modifiers) in KEYS.items():
        painting.key(key, modifiers)
        assert painting.window.canvas.tool == tool
        assert painting.window.action(tool).isChecked()
        assert (
            tool.replace("_", " ") in painting.window.status.findChildren(type(painting.window.status._tool))[0].text()
        )


def test_enter_closes_a_polygon_and_does_not_accept(painting):
    canvas = painting.window.canvas
    canvas.setFocus()
    painting.key(Qt.Key.Key_P)
    for corner in ((5.0, 5.0), (5.0, 40.0), (40.0, 40.0)):
        painting.stroke(corner)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert painting.document.history.count() == 1
    assert (painting.document.mask.classes != UNLABELLED).any()
    painting.wait_idle()
    kept = painting.project.mask(painting.document.image_id)
    assert np.array_equal(kept.classes, painting.document.mask.classes)


def test_the_mask_of_the_image_before_is_copied_where_nothing_is_painted(painting):
    window = painting.window
    news: list[str] = []
    window.messages.news.connect(news.append)
    window.action("copy_previous").trigger()
    assert "first image" in news[-1]
    painting.key(Qt.Key.Key_R)
    painting.stroke((5.0, 5.0), (40.0, 50.0))
    first = painting.document.mask.copy()
    painting.key(Qt.Key.Key_D)
    painting.key(Qt.Key.Key_2)
    painting.stroke((20.0, 20.0), (70.0, 80.0))
    own = painting.document.mask.copy()
    assert (own.classes == 1).any()
    window.action("copy_previous").trigger()
    mask = painting.document.mask
    assert np.array_equal(mask.classes, np.where(own.classes == UNLABELLED, first.classes, own.classes))
    copied = (own.classes == UNLABELLED) & (first.classes != UNLABELLED)
    assert (mask.origin[copied] == Origin.IMPORTED).all()
    assert painting.document.history.count() == 2
    painting.document.undo()
    assert np.array_equal(mask.classes, own.classes)
    painting.wait_idle()
