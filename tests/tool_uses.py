"""How each tool is used on one small picture, and what must come of it, told without the program's own geometry."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from canvas_hand import Hand
from PySide6.QtCore import Qt

from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.prediction import Prediction

HEIGHT, WIDTH = 160, 200
CENTRE, RADIUS = (80.0, 100.0), 50.0
RIM = ((30.5, 100.5), (80.5, 149.5), (129.5, 100.5), (80.5, 50.5))
CORNERS = ((20.0, 30.0), (60.0, 170.0), (75.0, 95.0), (140.0, 120.0), (95.0, 25.0))
SIZE, CLASS = 24.0, 1
"""Diameter of the brush in image pixels, and the class that is chosen."""

BAND, COLUMN = slice(60, 90), slice(95, 125)
"""Rows that are class 0, accepted, and columns that are class 2, set by hand, before a tool is used."""

SPECK = slice(75, 78), slice(55, 58)
"""A few pixels of class 2 in the band, accepted: too small to be meant."""

Pixels = np.ndarray


def disc() -> Pixels:
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    return np.asarray(np.hypot(y - CENTRE[0], x - CENTRE[1]) <= RADIUS)


def picture() -> Pixels:
    """uint8 (H, W, 3): a red disc on blue, with noise."""
    rgb = np.where(disc()[..., None], (210, 80, 60), (80, 120, 190)).astype(np.int64)
    return (rgb + np.random.default_rng(2).integers(-5, 6, rgb.shape)).astype(np.uint8)


def start() -> LabelMask:
    """A band of a class that was accepted, a speck in it, a column that a hand has set, and much that is unlabelled."""
    mask = LabelMask.blank(HEIGHT, WIDTH)
    mask.classes[BAND], mask.origin[BAND] = 0, Origin.ACCEPTED
    mask.classes[:, COLUMN], mask.origin[:, COLUMN] = 2, Origin.HAND
    mask.classes[SPECK] = 2
    return mask


def said() -> Prediction:
    classes = np.random.default_rng(7).integers(0, 3, (HEIGHT, WIDTH)).astype(np.uint8)
    return Prediction(classes, np.full_like(classes, 200), np.zeros_like(classes))


def round_line(hand: Hand, _before: LabelMask) -> Pixels:
    return hand.covered(SIZE)


def outlined(hand: Hand, _before: LabelMask) -> Pixels:
    """Even and odd: how many edges does a ray from the centre to the left cross?"""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    found = np.zeros(y.shape, dtype=bool)
    points = list(dict.fromkeys(hand.way))
    for a, b in zip(points, points[1:] + points[:1], strict=True):
        if a.y != b.y:
            found ^= ((a.y <= y) != (b.y <= y)) & (a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y) <= x)
    return found


def boxed(hand: Hand, _before: LabelMask) -> Pixels:
    (top, bottom), (left, right) = (sorted(ends) for ends in zip(hand.way[0], hand.way[-1], strict=True))
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    return np.asarray((y >= top) & (y < bottom) & (x >= left) & (x < right))


def oval(hand: Hand, _before: LabelMask) -> Pixels:
    one, two = hand.way[0], hand.way[-1]
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    down, along = abs(one.y - two.y) / 2, abs(one.x - two.x) / 2
    return np.asarray(((y - (one.y + two.y) / 2) / down) ** 2 + ((x - (one.x + two.x) / 2) / along) ** 2 <= 1)


def flooded(hand: Hand, before: LabelMask) -> Pixels:
    """Step by step to neighbours of the same class."""
    seed = pixel(hand.way[0])
    found, wait = np.zeros(before.classes.shape, dtype=bool), deque([seed])
    found[seed] = True
    while wait:
        row, column = wait.popleft()
        for place in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            inside = 0 <= place[0] < HEIGHT and 0 <= place[1] < WIDTH
            if inside and not found[place] and before.classes[place] == before.classes[seed]:
                found[place] = True
                wait.append(place)
    return found


def alike(hand: Hand, before: LabelMask) -> Pixels:
    return np.asarray(before.classes == before.classes[pixel(hand.way[0])])


def of_disc(_hand: Hand, _before: LabelMask) -> Pixels:
    return disc()


def nothing(_hand: Hand, before: LabelMask) -> Pixels:
    return np.zeros(before.classes.shape, dtype=bool)


def offered_there(hand: Hand, before: LabelMask) -> Pixels:
    """Where nothing is painted: the pixels of one predicted class that hang together with the one clicked."""
    said_there = LabelMask(np.where(before.classes == UNLABELLED, said().classes, UNLABELLED), before.origin)
    return flooded(hand, said_there)


def offered_inside(hand: Hand, before: LabelMask) -> Pixels:
    return outlined(hand, before) & (before.classes == UNLABELLED)


def offered_in_box(hand: Hand, before: LabelMask) -> Pixels:
    return boxed(hand, before) & (before.classes == UNLABELLED)


def pixel(point: Point) -> tuple[int, int]:
    return int(point.y // 1), int(point.x // 1)


def drag(*places: tuple[float, float]) -> Callable[[Hand], None]:
    """Press at the first place and go over the others."""

    def begin(hand: Hand) -> None:
        hand.press(*places[0])
        hand.move(*places[1:])

    return begin


def click(*places: tuple[float, float]) -> Callable[[Hand], None]:
    """Press and let go at each place; hover to the first again."""

    def begin(hand: Hand) -> None:
        way: list[Point] = []
        for place in places:
            hand.stroke(place)
            way.append(hand.way[0])
        hand.move((places[0][0] + 15, places[0][1] + 15))
        hand.way = way

    return begin


def cut(hand: Hand) -> None:
    hand.stroke((18.0, 38.0), (142.0, 162.0))
    hand.rest()


def let_go(hand: Hand) -> None:
    x, y = hand.canvas.view.to_device(hand.way[-1])
    back = hand.canvas.view.to_image(x - 0.5, y - 0.5)
    hand.release(back.y + 1e-6, back.x + 1e-6)


def enter(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Return)
    hand.rest()


@dataclass(frozen=True)
class Use:
    """One use of a tool.

    Attributes:
        key: that takes it, with Shift or not.
        begin: everything up to the moment before the last, which keeps it.
        end: the last.
        shape: the pixels that it must reach, of all of the image, whatever the rule.
        overlap: the least intersection over union with that shape; 1 means these very pixels.
        ink: what it paints: "class", "eraser", "under" (the class under the press), "prediction", "cleaned".
        size: diameter of the brush.
    """

    key: tuple[Qt.Key, bool]
    begin: Callable[[Hand], None]
    end: Callable[[Hand], None]
    shape: Callable[[Hand, LabelMask], Pixels]
    overlap: float = 1.0
    ink: str = "class"
    size: float = SIZE

    @property
    def frees(self) -> bool:
        """Whether it is there for pixels that are labelled, so that "only unlabelled" cannot be meant for it."""
        return self.ink in ("eraser", "cleaned")


LINE = drag((70.0, 40.0), (85.0, 110.0), (110.0, 150.0))
RUNGS = tuple(
    (float(row), CENTRE[1] + side * ((RADIUS**2 - (row - CENTRE[0]) ** 2) ** 0.5 - 6))
    for number, row in enumerate(range(37, 124, 8))
    for side in ((-1, 1) if number % 2 else (1, -1))
)
CIRCUIT = tuple((CENTRE[0] + 26 * math.sin(turn * 0.5), CENTRE[1] + 26 * math.cos(turn * 0.5)) for turn in range(14))
ROUND = drag(*CORNERS, (30.0, 28.0))
SIDES = drag((25.3, 40.2), (90.0, 90.0), (120.6, 150.7))
Keys = Qt.Key

USES: dict[str, Use] = {
    "brush": Use((Keys.Key_B, False), LINE, let_go, round_line),
    "eraser": Use((Keys.Key_E, False), LINE, let_go, round_line, ink="eraser"),
    "polygon": Use((Keys.Key_P, False), click(*CORNERS), enter, outlined),
    "lasso": Use((Keys.Key_L, False), ROUND, let_go, outlined),
    "rectangle": Use((Keys.Key_R, False), SIDES, let_go, boxed),
    "ellipse": Use((Keys.Key_R, True), SIDES, let_go, oval),
    "fill": Use((Keys.Key_F, False), drag((70.0, 40.0)), let_go, flooded),
    "wand": Use((Keys.Key_W, False), drag((80.0, 100.0), (80.0, 104.0)), let_go, of_disc, 0.97),
    "replace": Use((Keys.Key_F, True), drag((70.0, 40.0)), let_go, alike),
    "scissors": Use((Keys.Key_S, False), click(*RIM), enter, of_disc, 0.95),
    "box_cut": Use((Keys.Key_G, False), cut, enter, of_disc, 0.95),
    "edge_brush": Use((Keys.Key_E, True), drag(*CIRCUIT), let_go, of_disc, 0.9, size=64.0),
    "superpixels": Use((Keys.Key_S, True), drag(*RUNGS), let_go, of_disc, 0.9, size=12.0),
    "smudge": Use((Keys.Key_K, False), LINE, let_go, round_line, ink="under"),
    "clean_up_brush": Use((Keys.Key_K, True), LINE, let_go, round_line, ink="cleaned"),
    "adopt": Use((Keys.Key_J, False), LINE, let_go, round_line, ink="prediction"),
    "accept_region": Use((Keys.Key_Y, False), drag((100.0, 60.0)), let_go, offered_there, ink="prediction"),
    "accept_lasso": Use((Keys.Key_J, True), ROUND, let_go, offered_inside, ink="prediction"),
    "accept_box": Use((Keys.Key_Y, True), SIDES, let_go, offered_in_box, ink="prediction"),
    "picker": Use((Keys.Key_V, False), LINE, let_go, nothing),
    "pan": Use((Keys.Key_M, False), LINE, let_go, nothing),
}


def overlap(one: Pixels, other: Pixels) -> float:
    either = np.count_nonzero(one | other)
    return 1.0 if either == 0 else np.count_nonzero(one & other) / either


def painted(use: Use, hand: Hand, before: LabelMask, where: Pixels) -> LabelMask:
    """The mask that comes of pouring the tool's ink over these pixels."""
    mask = before.copy()
    if use.ink == "prediction":
        mask.classes[where], mask.origin[where] = said().classes[where], Origin.ACCEPTED
        return mask
    if use.ink == "cleaned":  # the speck takes what is round it
        speck = np.zeros_like(where)
        speck[SPECK] = True
        mask.classes[where & speck], mask.origin[where & speck] = 0, Origin.HAND
        return mask
    chosen = {"eraser": UNLABELLED, "under": int(before.classes[pixel(hand.way[0])])}.get(use.ink, CLASS)
    mask.classes[where] = chosen
    mask.origin[where] = Origin.NONE if chosen == UNLABELLED else Origin.HAND
    return mask
