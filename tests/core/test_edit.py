"""Gestures become edits: against a slow account of which pixels differ."""

import numpy as np
import pytest

from workbench.core.edit import Edit, EditRecorder, Patch, apply, edit_from_pixels
from workbench.core.geometry import EMPTY, Rect
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.planes import Planes

SIZES = [(1, 1), (7, 300), (256, 256), (257, 255), (300, 530), (513, 40)]
"""Around the recorder's tiles of 256 pixels: below, on and above their border."""


def random_mask(draw: np.random.Generator, height: int, width: int) -> LabelMask:
    classes = draw.choice(np.array([0, 1, 2, 253, UNLABELLED], dtype=np.uint8), (height, width))
    origin = draw.integers(0, 4, (height, width), dtype=np.uint8)
    return LabelMask(classes, origin)


def random_rect(draw: np.random.Generator, height: int, width: int) -> Rect:
    top, bottom = sorted(int(v) for v in draw.integers(-5, height + 6, 2))
    left, right = sorted(int(v) for v in draw.integers(-5, width + 6, 2))
    return Rect(top, left, bottom, right)


def paint(draw: np.random.Generator, recorder: EditRecorder) -> None:
    """A few boxes, dabs and speckles, some over one another, some over the border; sometimes what is there already."""
    mask = recorder.mask
    for _ in range(int(draw.integers(1, 7))):
        rect = random_rect(draw, mask.height, mask.width)
        recorder.touch(rect)
        inside = rect.clip(mask.height, mask.width)
        shape = (inside.height, inside.width)
        chosen = draw.random(shape) < draw.choice([0.0, 0.01, 1.0])
        mask.classes[inside.slices][chosen] = int(draw.choice([0, 2, UNLABELLED]))
        mask.origin[inside.slices][chosen] = int(draw.integers(0, 4))


def slow_differences(before: LabelMask, after: LabelMask) -> dict[tuple[int, int], Rect]:
    """Around the pixels that differ, the smallest box in each square of 256 pixels a side; one pixel at a time."""
    places: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for y, x in np.ndindex(before.classes.shape):
        one = before.classes[y, x], before.origin[y, x]
        if one != (after.classes[y, x], after.origin[y, x]):
            places.setdefault((y // 256, x // 256), []).append((y, x))
    return {
        tile: Rect(
            min(y for y, _ in found),
            min(x for _, x in found),
            max(y for y, _ in found) + 1,
            max(x for _, x in found) + 1,
        )
        for tile, found in places.items()
    }


def slow_difference(before: LabelMask, after: LabelMask) -> Rect:
    """The smallest box around all pixels that differ."""
    box = EMPTY
    for rect in slow_differences(before, after).values():
        box = box.union(rect)
    return box


def same(one: LabelMask, other: LabelMask) -> bool:
    return np.array_equal(one.classes, other.classes) and np.array_equal(one.origin, other.origin)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(4))
def test_a_gesture_is_one_edit_cut_to_what_changed(size: tuple[int, int], seed: int) -> None:
    draw = np.random.default_rng((seed, *size))
    mask = random_mask(draw, *size)
    before = mask.copy()
    recorder = EditRecorder(mask)
    paint(draw, recorder)
    edit = recorder.finish("brush", 1.5)
    expected = slow_difference(before, mask)
    if expected.empty:
        assert edit is None
        return
    assert edit is not None
    assert (edit.rect, edit.tool, edit.seconds) == (expected, "brush", 1.5)
    assert {patch.tile: patch.rect for patch in edit.patches} == slow_differences(before, mask)
    for patch in edit.patches:
        assert patch.before == Planes.over(before, patch.rect)
        assert patch.after == Planes.over(mask, patch.rect)
    assert edit.inverse().inverse() == edit
    replayed = before.copy()
    for _ in range(2):  # the second time changes nothing more
        assert apply(replayed, edit) == edit.rect
        assert same(replayed, mask)
    apply(replayed, edit.inverse())
    assert same(replayed, before)


@pytest.mark.parametrize("seed", range(8))
def test_abort_leaves_every_byte_as_it_was_in_the_same_memory(seed: int) -> None:
    draw = np.random.default_rng(seed)
    mask = random_mask(draw, 300, 530)
    before, memory = mask.copy(), (mask.classes, mask.origin)
    recorder = EditRecorder(mask)
    paint(draw, recorder)
    changed = slow_difference(before, mask)
    told = recorder.abort()
    assert same(mask, before)
    assert told.union(changed) == told
    assert (mask.classes is memory[0], mask.origin is memory[1]) == (True, True)
    assert recorder.finish("brush") is None


def test_an_edit_does_not_change_with_the_mask() -> None:
    mask = LabelMask.blank(10, 10)
    recorder = EditRecorder(mask)
    recorder.touch(mask.rect)
    mask.classes[2, 3] = 1
    edit = recorder.finish("brush")
    mask.classes[:] = 9
    planes = (Planes(np.array([[v]], np.uint8), np.zeros((1, 1), np.uint8)) for v in (UNLABELLED, 1))
    assert edit == Edit((Patch(Rect(2, 3, 3, 4), *planes),), "brush")


def test_original_shows_the_pixels_before_the_gesture() -> None:
    draw = np.random.default_rng(1)
    mask = random_mask(draw, 300, 530)
    before = mask.copy()
    recorder = EditRecorder(mask)
    box = Rect(200, 240, 290, 520)
    recorder.touch(Rect(0, 0, 300, 530))
    mask.classes[:] = 7
    assert np.array_equal(recorder.original(box), before.classes[box.slices])
    assert (mask.classes == 7).all()


def test_a_touch_beside_the_image_records_nothing() -> None:
    mask = LabelMask.blank(20, 20)
    recorder = EditRecorder(mask)
    recorder.touch(Rect(-9, -9, -1, -1))
    recorder.touch(Rect(20, 5, 40, 9))
    assert recorder.finish("brush") is None
    assert recorder.abort() == EMPTY


@pytest.mark.parametrize("seed", range(6))
def test_pixels_become_an_edit_that_sets_them_and_no_others(seed: int) -> None:
    draw = np.random.default_rng(seed)
    mask = random_mask(draw, 23, 31)
    before = mask.copy()
    where = draw.random((23, 31)) < draw.choice([0.02, 0.5])
    wanted = random_mask(draw, 23, 31).classes
    edit = edit_from_pixels(mask, where, wanted, Origin.IMPORTED, "import", 2.0)
    assert same(mask, before)
    expected = before.copy()
    for y, x in zip(*np.nonzero(where), strict=True):
        expected.classes[y, x], expected.origin[y, x] = wanted[y, x], 3
    assert edit is not None
    assert (edit.rect, edit.seconds) == (slow_difference(before, expected), 2.0)
    apply(mask, edit)
    assert same(mask, expected)
    assert edit_from_pixels(mask, where, wanted, Origin.IMPORTED, "import") is None


def test_masks_of_another_type_or_shape_are_refused() -> None:
    plane = np.zeros((4, 5), np.uint8)
    for classes, origin in [(plane, plane[:, :4]), (plane.astype(np.int64), plane), (plane[0], plane[0])]:
        with pytest.raises(ValueError, match="planes must be"):
            LabelMask(classes, origin)


def test_areas_count_labelled_pixels() -> None:
    mask = LabelMask.blank(3, 4)
    assert mask.areas() == {}
    mask.classes[0] = (0, 0, 7, 255)
    assert mask.areas() == {0: 2, 7: 1}


@pytest.mark.parametrize("values", [[4], [255], [0, 255], [3, 9], [0, 7, 255], list(range(256))])
def test_areas_are_those_of_a_plain_count(values: list[int]) -> None:
    classes = np.random.default_rng(len(values)).choice(np.array(values, np.uint8), (600, 41))
    found = LabelMask(classes, np.zeros_like(classes)).areas()
    assert found == {value: int((classes == value).sum()) for value in values if value != UNLABELLED}
