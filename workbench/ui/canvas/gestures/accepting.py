"""Tools that take the model's word, or refuse it: a region under a click, what a lasso or a box goes round.

A press with Ctrl refuses. Only what is on offer is touched: unlabelled, sure enough, of a class that is wanted.
"""

from functools import partial

from workbench.core.geometry import EMPTY, Point
from workbench.core.prediction import Prediction
from workbench.paint.fill import pixel_of
from workbench.paint.ink import AcceptInk, Ink, InkRule, RefusalInk
from workbench.paint.offered import offered_region, seen_region
from workbench.paint.outline import MOST_SEEN, seen_outline
from workbench.paint.shapes import rectangle_shape
from workbench.ui.canvas.gestures.pace import asked, kept, painted
from workbench.ui.canvas.gestures.shapes import dragged, encircled, rectangle_line
from workbench.ui.canvas.gestures.words import NO_GUIDE, SILENCE, Echo, Gesture, Guide, Phase, Recording, Scene, Touch

NOTHING = "Nothing is on offer there: it is painted, refused, not sure enough, or of a class that is switched off."


def accept_region(scene: Scene) -> Gesture | None:
    """Accept, or refuse, the connected region of one class under a click; None without a prediction."""
    return None if scene.prediction is None else _told(scene, _region(scene, scene.prediction))


def accept_lasso(scene: Scene) -> Gesture | None:
    """Accept, or refuse, what is on offer inside a line; None without a prediction."""
    if scene.prediction is None:
        return None
    return _told(scene, encircled(scene, partial(_chosen, scene, scene.prediction)))


def accept_box(scene: Scene) -> Gesture | None:
    """Accept, or refuse, what is on offer inside a box; None without a prediction."""
    if scene.prediction is None:
        return None
    choose = partial(_chosen, scene, scene.prediction)
    return _told(scene, dragged(scene, rectangle_shape, rectangle_line, choose))


def region_under(scene: Scene, point: Point) -> Guide:
    """The outline of the region that a click there would accept, as far as it is in sight."""
    pixel = pixel_of(point, scene.seen)
    if scene.prediction is None or pixel is None:
        return NO_GUIDE
    found = seen_region(scene.prediction, scene.mask, scene.palette.offer, *pixel, scene.seen, MOST_SEEN)
    if found is None:
        return NO_GUIDE
    return Guide(seen_outline(found.where, found.corner, scene.scale, found.cell))


def _chosen(scene: Scene, prediction: Prediction, press: Touch) -> tuple[Ink, InkRule, str]:
    offer, rule = scene.palette.offer, scene.palette.rule
    if press.minus:
        return RefusalInk(prediction, offer), rule, "refuse"
    return AcceptInk(prediction, offer), rule, "accept"


def _region(scene: Scene, prediction: Prediction) -> Gesture:
    with Recording(scene, "") as work:
        touch = yield SILENCE
        ink, rule, work.tool = _chosen(scene, prediction, touch)
        pixel, dirty = pixel_of(touch.point, scene.mask.rect), EMPTY
        if pixel is not None:
            find = partial(offered_region, prediction, scene.mask, scene.palette.offer, *pixel, scene.mask.rect)
            found = yield from asked(find)
            dirty = yield from painted(work, [] if found is None else [found], ink, rule)
        while touch.phase is not Phase.RELEASE:
            touch = yield Echo(dirty)
        return (yield from kept(work))


def _told(scene: Scene, gesture: Gesture) -> Gesture:
    """The gesture; where it changes nothing, the person is told why."""
    edit = yield from gesture
    if edit is None:
        scene.tell(NOTHING)
    return edit
