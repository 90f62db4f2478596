"""Every tool with a gesture, by name; their words, keys and icons are rows of `ui.actions`."""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.core.geometry import Point
from workbench.ui.canvas.gestures.accepting import accept_box, accept_lasso, accept_region, region_under
from workbench.ui.canvas.gestures.clever import cells_round, edge_brush, superpixel_brush
from workbench.ui.canvas.gestures.cuts import box_cut, scissors
from workbench.ui.canvas.gestures.pick import picker
from workbench.ui.canvas.gestures.regions import fill, replace_class, wand
from workbench.ui.canvas.gestures.shapes import ellipse, lasso, polygon, rectangle
from workbench.ui.canvas.gestures.strokes import adopt, brush, eraser, smudge
from workbench.ui.canvas.gestures.tidy import cleanup_brush
from workbench.ui.canvas.gestures.words import Gesture, Guide, Scene


@dataclass(frozen=True, slots=True)
class Tool:
    """How a tool begins.

    Attributes:
        begin: makes its gesture; None when it cannot.
        options: what can be set for it: "size", "tolerance", "holes"; and how it takes its size: "ring" (an outline
            follows the pointer), "pressure" (a pen's pressure can change it), "square" (it can be square).
        refusal: what to say when it cannot begin.
        advice: for the status line, while it is in hand: which keys and clicks end it, take back, refine.
        start: in place of the advice until it has begun, where that would not fit yet.
        foresee: what a press at a point would meet, shown before it; worked out on another thread.
        accepts: whether it takes the model's word, which is not allowed in every image.
    """

    begin: Callable[[Scene], Gesture | None]
    options: frozenset[str] = frozenset()
    refusal: str = ""
    advice: str = ""
    start: str = ""
    foresee: Callable[[Scene, Point], Guide] | None = None
    accepts: bool = False


NO_PICTURE = "The picture is still being read."

NO_PREDICTION = "There is no prediction of this image yet."

CORNERS = "Enter closes, Backspace goes back, Escape drops, Alt+click removes a corner"
CLICKS = "Enter closes, Backspace goes back, Escape drops"
BOX = "Strokes add, with Alt take away; Enter keeps, Backspace goes back, Escape drops"

REGION = "A click accepts the region, Ctrl+click refuses it"
ROUND_IT = "Go round what is to be accepted; begin with Ctrl to refuse it"

CELLS = frozenset({"size"})
ROUND = CELLS | {"ring", "pressure"}
STROKE = ROUND | {"square"}

TOOLS: dict[str, Tool] = {
    "brush": Tool(brush, STROKE),
    "eraser": Tool(eraser, STROKE),
    "polygon": Tool(polygon, advice=CORNERS),
    "lasso": Tool(lasso),
    "rectangle": Tool(rectangle),
    "ellipse": Tool(ellipse),
    "fill": Tool(fill, frozenset({"holes"})),
    "wand": Tool(wand, frozenset({"tolerance"}), refusal=NO_PICTURE),
    "replace": Tool(replace_class),
    "scissors": Tool(scissors, refusal=NO_PICTURE, advice=CLICKS),
    "box_cut": Tool(box_cut, refusal=NO_PICTURE, advice=BOX, start="Drag a box round one thing"),
    "edge_brush": Tool(edge_brush, ROUND, refusal=NO_PICTURE),
    "superpixels": Tool(superpixel_brush, CELLS, refusal=NO_PICTURE, foresee=cells_round),
    "smudge": Tool(smudge, STROKE),
    "clean_up_brush": Tool(cleanup_brush, STROKE),
    "adopt": Tool(adopt, STROKE, refusal=NO_PREDICTION, accepts=True),
    "accept_region": Tool(accept_region, refusal=NO_PREDICTION, advice=REGION, foresee=region_under, accepts=True),
    "accept_lasso": Tool(accept_lasso, refusal=NO_PREDICTION, advice=ROUND_IT, accepts=True),
    "accept_box": Tool(accept_box, refusal=NO_PREDICTION, advice=ROUND_IT, accepts=True),
    "picker": Tool(picker),
}
