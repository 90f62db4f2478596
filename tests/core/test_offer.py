"""What a model offers: accepted, refused and taken back, against a plain account pixel by pixel."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.edit import EditRecorder, apply
from workbench.core.geometry import TILE
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.offer import Offer, mark_of
from workbench.core.prediction import Prediction
from workbench.paint.ink import AcceptInk, RefusalInk, lay

EXAMPLES = settings(derandomize=True, max_examples=60, deadline=None)
HEIGHT, WIDTH = 30, TILE + 20
RUNS = (1, 2, 253)
"""The last has the mark of the first: 252 runs lie between them."""


@st.composite
def scenes(draw: st.DrawFn) -> tuple[LabelMask, Prediction, Offer]:
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    classes = dice.choice(np.array([0, 1, 2, UNLABELLED, UNLABELLED, UNLABELLED], np.uint8), (HEIGHT, WIDTH))
    refused = dice.choice([Origin.NONE, mark_of(1), mark_of(2)], (HEIGHT, WIDTH), p=(0.6, 0.2, 0.2))
    origin = np.where(classes == UNLABELLED, refused, dice.integers(1, 4, (HEIGHT, WIDTH))).astype(np.uint8)
    planes = [dice.integers(0, top, (HEIGHT, WIDTH), dtype=np.uint8) for top in (4, 256, 4)]
    offer = Offer(draw(st.sampled_from([0.0, 0.5, 1.0])), draw(st.frozensets(st.integers(0, 3))))
    return LabelMask(classes, origin), Prediction(*planes, run=draw(st.sampled_from(RUNS))), offer


def on_offer(mask: LabelMask, prediction: Prediction, offer: Offer) -> np.ndarray:
    """Pixel by pixel, in the words of the guide."""
    found = np.zeros(mask.classes.shape, bool)
    for place in np.ndindex(found.shape):
        refused = mask.origin[place] >= 4 and (prediction.run - (int(mask.origin[place]) - 4)) % 252 == 0
        sure = prediction.confidence[place] >= round(offer.threshold * 255)
        wanted = int(prediction.classes[place]) not in offer.withheld
        found[place] = mask.classes[place] == UNLABELLED and sure and wanted and not refused
    return found


@EXAMPLES
@given(scenes())
def test_accepting_takes_what_is_on_offer_and_undo_restores_both_planes(
    scene: tuple[LabelMask, Prediction, Offer],
) -> None:
    mask, prediction, offer = scene
    before, taken = mask.copy(), on_offer(*scene)
    edit = prediction.to_edit(mask, offer=offer)
    assert (edit is not None) == taken.any()
    if edit is None:
        return
    apply(mask, edit)
    assert np.array_equal(mask.classes, np.where(taken, prediction.classes, before.classes))
    assert np.array_equal(mask.origin, np.where(taken, Origin.ACCEPTED, before.origin))
    by_hand = before.origin == Origin.HAND
    assert np.array_equal(mask.classes[by_hand], before.classes[by_hand])
    apply(mask, edit.inverse())
    assert mask.classes.tobytes() == before.classes.tobytes()
    assert mask.origin.tobytes() == before.origin.tobytes()


@EXAMPLES
@given(scenes(), st.booleans())
def test_ink_that_accepts_or_refuses_touches_what_is_on_offer_alone(
    scene: tuple[LabelMask, Prediction, Offer], accepts: bool
) -> None:
    mask, prediction, offer = scene
    before, where = mask.copy(), np.random.default_rng(5).random(mask.classes.shape) < 0.5
    meant = on_offer(*scene) & where
    recorder = EditRecorder(mask)
    lay(recorder, mask.rect, where, (AcceptInk if accepts else RefusalInk)(prediction, offer))
    edit = recorder.finish("accept" if accepts else "refuse")
    assert np.array_equal(mask.classes, np.where(meant & accepts, prediction.classes, before.classes))
    assert np.array_equal(mask.origin, np.where(meant, 2 if accepts else 4 + prediction.run % 252, before.origin))
    assert (edit is not None) == meant.any()
    if edit is None:
        return
    counted = {mark: int((mask.origin == mark).sum()) - int((before.origin == mark).sum()) for mark in range(4, 256)}
    assert edit.refused() == {mark: pixels for mark, pixels in counted.items() if pixels}
    apply(mask, edit.inverse())
    assert mask.origin.tobytes() == before.origin.tobytes()
    assert mask.classes.tobytes() == before.classes.tobytes()


@EXAMPLES
@given(scenes())
def test_what_is_refused_is_never_accepted_and_another_run_may_offer_again(
    scene: tuple[LabelMask, Prediction, Offer],
) -> None:
    _, prediction, offer = scene
    fresh = LabelMask.blank(HEIGHT, WIDTH)
    lay(EditRecorder(fresh), fresh.rect, np.ones((HEIGHT, WIDTH), bool), RefusalInk(prediction, offer))
    assert prediction.to_edit(fresh, offer=offer) is None
    assert prediction.to_edit(fresh, offer=offer, over=True) is None
    newer = Prediction(prediction.classes, prediction.confidence, prediction.rival, prediction.run + 1)
    refused = on_offer(LabelMask.blank(HEIGHT, WIDTH), prediction, offer)
    edit = newer.to_edit(fresh, offer=offer)
    assert (edit is None) == (not refused.any())
    if edit is not None:
        apply(fresh, edit)
        assert np.array_equal(fresh.classes, np.where(refused, prediction.classes, UNLABELLED))
