"""Every tool that paints, by name; their words, keys and icons are rows of `ui.actions`."""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.ui.canvas.gestures.regions import fill, replace_class, wand
from workbench.ui.canvas.gestures.shapes import ellipse, lasso, polygon, rectangle
from workbench.ui.canvas.gestures.strokes import adopt, brush, eraser
from workbench.ui.canvas.gestures.words import Gesture, Scene


@dataclass(frozen=True, slots=True)
class Tool:
    """How a tool begins.

    Attributes:
        begin: makes its gesture; None when it cannot.
        ring: whether the outline of the brush follows the pointer.
        refusal: what to say when it cannot begin.
    """

    begin: Callable[[Scene], Gesture | None]
    ring: bool = False
    refusal: str = ""


TOOLS: dict[str, Tool] = {
    "brush": Tool(brush, ring=True),
    "eraser": Tool(eraser, ring=True),
    "polygon": Tool(polygon),
    "lasso": Tool(lasso),
    "rectangle": Tool(rectangle),
    "ellipse": Tool(ellipse),
    "fill": Tool(fill),
    "wand": Tool(wand),
    "replace": Tool(replace_class),
    "adopt": Tool(adopt, ring=True, refusal="There is no prediction of this image yet."),
}
