"""A picture that arrives after its mask: painting goes on meanwhile, and what is shown gets better."""

import numpy as np
import pytest
from canvas_hand import Hand, noise

from workbench.core.errors import BadInputError
from workbench.core.mask import LabelMask
from workbench.ui.document import Document


def test_the_mask_can_be_painted_before_the_picture_is_there(painter: Hand) -> None:
    document = Document(5, None, LabelMask.blank(240, 300))
    painter.canvas.set_document(document)
    painter.stroke((120, 100), (120, 200))
    assert document.mask.classes[120, 150] == painter.canvas.ink_palette.class_index


def test_tools_that_look_at_the_picture_say_that_it_is_missing(painter: Hand) -> None:
    told: list[str] = []
    painter.canvas.refused.connect(told.append)
    painter.canvas.set_document(Document(5, None, LabelMask.blank(240, 300)))
    for tool in ("wand", "scissors", "box_cut", "edge_brush", "superpixels"):
        painter.canvas.set_tool(tool)
        painter.stroke((120, 100), (120, 200))
    assert told == ["The picture is still being read."] * 5


def test_a_picture_of_another_size_than_the_mask_is_refused() -> None:
    document = Document(5, None, LabelMask.blank(240, 300))
    with pytest.raises(BadInputError, match="mask is kept"):
        document.show_pixels(noise(300, 240))
    assert document.rgb is None


def test_the_picture_replaces_its_small_stand_in() -> None:
    document, rgb = Document(5, None, LabelMask.blank(240, 300)), noise(240, 300)
    document.show_reduced(rgb[::8, ::8])
    document.show_pixels(rgb)
    document.show_reduced(rgb[::4, ::4])
    assert document.reduced is None
    assert np.array_equal(document.rgb, rgb)
