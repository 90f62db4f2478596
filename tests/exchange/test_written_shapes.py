"""Masks turned into run lengths and outlines: against slow plain versions, and as other programs draw them."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from format_scenes import compressed, runs
from hypothesis import given, settings
from mask_scenes import by_rays, masks, near, soft_mask
from PIL import Image, ImageDraw

from workbench.exchange.shapes import run_lengths
from workbench.exchange.shapes.bridges import one_ring
from workbench.exchange.shapes.outline import polygon
from workbench.exchange.shapes.patch import Patch
from workbench.exchange.shapes.pieces import pieces_of
from workbench.exchange.shapes.rings import rings

VALUES = (0, 1, 2, 255)
EMPTY = 77


def painted_again(mask: np.ndarray, draw: Callable[..., np.ndarray], without: set[int]) -> np.ndarray:
    """The mask made anew from its pieces: `draw` gives bool (H, W) of each."""
    canvas = np.full_like(mask, EMPTY)
    for piece in pieces_of(mask, without):
        inside = draw(piece.patch)
        assert not (inside & (canvas != EMPTY)).any()  # pieces never overlap
        canvas[inside] = piece.number
    return canvas


@settings(derandomize=True, deadline=None, max_examples=200)
@given(masks(VALUES))
def test_pieces_are_the_connected_regions_of_each_class(mask: np.ndarray) -> None:
    pieces = list(pieces_of(mask, {255}))
    for number in (0, 1, 2):
        count = cv2.connectedComponents((mask == number).astype(np.uint8), connectivity=8)[0] - 1
        assert sum(piece.number == number for piece in pieces) == count
    assert sum(piece.area for piece in pieces) == (mask != 255).sum()
    assert all(piece.patch.inside.sum() == piece.area for piece in pieces)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(masks(VALUES))
def test_runs_are_those_of_a_plain_count(mask: np.ndarray) -> None:
    height, width = mask.shape
    for piece in pieces_of(mask, {255}):
        whole = np.zeros((height, width), dtype=bool)
        top, left = piece.patch.top, piece.patch.left
        h, w = piece.patch.inside.shape
        whole[top : top + h, left : left + w] = piece.patch.inside
        counts = run_lengths.encode(piece.patch, height, width)
        assert counts.tolist() == runs(whole.T.ravel())
        assert run_lengths.text_of_counts(counts) == compressed(counts.tolist())


def whole_rings(patch: Patch) -> list[np.ndarray]:
    """The outlines with whole numbers alone."""
    found = rings(patch, corners=True)
    assert all(np.array_equal(ring, np.rint(ring)) for ring in found)
    return found


@settings(derandomize=True, deadline=None, max_examples=60)
@given(masks(VALUES))
def test_outlines_hold_the_very_pixels(mask: np.ndarray) -> None:
    """Judged by a ray from the centre of each pixel, with holes as holes, and with bridges to them."""
    height, width = mask.shape
    wanted = np.where(mask == 255, EMPTY, mask)
    with_holes = painted_again(mask, lambda patch: by_rays([r.tolist() for r in rings(patch)], height, width), {255})
    assert np.array_equal(with_holes, wanted)
    bridged = painted_again(mask, lambda patch: by_rays([one_ring(rings(patch)).tolist()], height, width), {255})
    assert np.array_equal(bridged, wanted)
    whole = painted_again(mask, lambda patch: by_rays([one_ring(whole_rings(patch)).tolist()], height, width), {255})
    assert np.array_equal(whole, wanted)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(masks(VALUES))
def test_our_own_drawing_gives_them_back(mask: np.ndarray) -> None:
    def drawn(patch: object) -> np.ndarray:
        canvas = np.zeros(mask.shape, dtype=np.uint8)
        polygon([one_ring(rings(patch))], *mask.shape).paint(canvas, 1)  # type: ignore[arg-type]
        return canvas == 1

    assert np.array_equal(painted_again(mask, drawn, set()), mask)


def test_a_large_mask_comes_back() -> None:
    mask = soft_mask(4, (0, 1, 2, 3, 4), 600, 1500, grain=9)
    canvas = np.full_like(mask, EMPTY)
    for piece in pieces_of(mask, ()):
        polygon([one_ring(rings(piece.patch))], 600, 1500).paint(canvas, piece.number)
    assert np.array_equal(canvas, mask)


def test_thousands_of_holes_come_back_and_are_each_tied_once() -> None:
    mask = np.where(np.random.default_rng(2).random((400, 400)) < 0.05, 255, 0).astype(np.uint8)
    (piece,) = pieces_of(mask, {255})
    outlines = rings(piece.patch)
    ring = one_ring(outlines)
    canvas = np.full_like(mask, 255)
    polygon([ring], *mask.shape).paint(canvas, 0)
    assert np.array_equal(canvas, mask)
    assert len(outlines) > 5000
    assert len(ring) == sum(map(len, outlines)) + 3 * (len(outlines) - 1)  # both ends of a bridge, one of them again


def test_outlines_are_short() -> None:
    """A rectangle has four corners, a diamond four sides, and a disc far fewer points than corners of pixels."""
    box = np.zeros((20, 30), dtype=np.uint8)
    box[3:17, 5:25] = 1
    (piece,) = pieces_of(box, {0})
    assert sorted(map(tuple, rings(piece.patch)[0].tolist())) == [(5, 3), (5, 17), (25, 3), (25, 17)]
    rows, columns = np.indices((41, 41))
    (piece,) = pieces_of(((abs(rows - 20) + abs(columns - 20)) <= 18).astype(np.uint8), {0})
    assert len(rings(piece.patch)[0]) <= 16
    (piece,) = pieces_of((np.hypot(rows - 20, columns - 20) <= 18.3).astype(np.uint8), {0})
    assert len(rings(piece.patch)[0]) <= 60


def _as_labelme_draws(canvas: np.ndarray, ring: np.ndarray, number: int) -> np.ndarray:
    image = Image.fromarray(canvas)
    ImageDraw.Draw(image).polygon([(x, y) for x, y in ring.tolist()], fill=number, outline=number)
    return np.array(image)


def _as_ultralytics_draws(canvas: np.ndarray, ring: np.ndarray, number: int) -> np.ndarray:
    return np.asarray(cv2.fillPoly(canvas.copy(), [ring.astype(np.int32)], number))


@pytest.mark.parametrize("draw", [_as_labelme_draws, _as_ultralytics_draws])
def test_programs_that_draw_outlines_as_lines_are_at_most_a_pixel_off(draw: Callable[..., np.ndarray]) -> None:
    for seed in range(4):
        mask = soft_mask(seed, (0, 1, 2, 3), 375, 500, grain=8)
        canvas = np.full_like(mask, EMPTY)
        for piece in sorted(pieces_of(mask, ()), key=lambda piece: -piece.area):
            canvas = draw(canvas, one_ring(rings(piece.patch)), piece.number)
        assert near(canvas, mask).mean() > 0.999
        assert near(mask, canvas).mean() > 0.999


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # it was built for an older NumPy
def test_runs_are_those_of_pycocotools() -> None:
    coco = pytest.importorskip("pycocotools.mask")
    for seed in range(5):
        mask = soft_mask(seed, (0, 1, 2))
        for number in (0, 1, 2):
            theirs = coco.encode(np.asfortranarray(mask == number, dtype=np.uint8))["counts"].decode()
            canvas = np.zeros(mask.shape, dtype=bool)
            for piece in pieces_of(mask, {0, 1, 2} - {number}):
                text = run_lengths.text_of_counts(run_lengths.encode(piece.patch, *mask.shape))
                canvas |= coco.decode({"size": list(mask.shape), "counts": text}) == 1
            assert np.array_equal(
                canvas, run_lengths.decode(run_lengths.counts_of_text(theirs), *mask.shape, columns_first=True)
            )
