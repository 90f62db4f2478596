"""Every tool with a gesture, by name; their words, keys and icons are rows of `ui.actions`."""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.ui.canvas.gestures.clever import edge_brush, superpixel_brush
from workbench.ui.canvas.gestures.cuts import box_cut, scissors
from workbench.ui.canvas.gestures.pick import picker
from workbench.ui.canvas.gestures.regions import fill, replace_class, wand
from workbench.ui.canvas.gestures.shapes import ellipse, lasso, polygon, rectangle
from workbench.ui.canvas.gestures.strokes import adopt, brush, eraser, smudge
from workbench.ui.canvas.gestures.tidy import cleanup_brush
from workbench.ui.canvas.gestures.words import Gesture, Scene


@dataclass(frozen=True, slots=True)
class Tool:
    """How a tool begins.

    Attributes:
        begin: makes its gesture; None when it cannot.
        options: what can be set for it: "size" (the brush's outline follows the pointer), "tolerance", "holes".
        refusal: what to say when it cannot begin.
    """

    begin: Callable[[Scene], Gesture | None]
    options: frozenset[str] = frozenset()
    refusal: str = ""


NO_PICTURE = "The picture is still being read."

SIZED = frozenset({"size"})

TOOLS: dict[str, Tool] = {
    "brush": Tool(brush, SIZED),
    "eraser": Tool(eraser, SIZED),
    "polygon": Tool(polygon),
    "lasso": Tool(lasso),
    "rectangle": Tool(rectangle),
    "ellipse": Tool(ellipse),
    "fill": Tool(fill, frozenset({"holes"})),
    "wand": Tool(wand, frozenset({"tolerance"}), refusal=NO_PICTURE),
    "replace": Tool(replace_class),
    "scissors": Tool(scissors, refusal=NO_PICTURE),
    "box_cut": Tool(box_cut, refusal=NO_PICTURE),
    "edge_brush": Tool(edge_brush, SIZED, refusal=NO_PICTURE),
    "superpixels": Tool(superpixel_brush, SIZED, refusal=NO_PICTURE),
    "smudge": Tool(smudge, SIZED),
    "clean_up_brush": Tool(cleanup_brush, SIZED),
    "adopt": Tool(adopt, SIZED, refusal="There is no prediction of this image yet."),
    "picker": Tool(picker),
}
