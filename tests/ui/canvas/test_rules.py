"""Every tool, those to come too, obeys the rules and stays inside the image and inside its edit."""

from collections.abc import Iterator

import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tool_uses import CLASS, HEIGHT, USES, WIDTH, Pixels, painted, picture, said, start

from workbench.core.classes import ClassSet
from workbench.core.edit import Edit
from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.paint.ink import InkRule
from workbench.ui.actions import TOOL_NAMES
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.document import Document

RULES = {
    "only unlabelled": InkRule(only_unlabelled=True),
    "never over hand": InkRule(protect_hand=True),
    "protected": InkRule(protected=frozenset({0})),
    "all of them": InkRule(True, True, frozenset({0, UNLABELLED})),
}
Keys = Qt.KeyboardModifier
SEEDS, FEW_SEEDS = 12, 4
WORKING = ("box_cut", "superpixels")
"""Tools that take a while, and so are tried fewer times."""


class Kept:
    """Keeps the edits that a document makes."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []

    def committed(self, _image_id: int, edit: Edit, _base: int) -> None:
        self.edits.append(edit)

    def undone(self, _image_id: int, _base: int) -> None:
        self.edits.pop()

    def redone(self, _image_id: int, _base: int) -> None:
        raise AssertionError("nothing is done again here")


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def desk(qtbot: object, kept: Kept) -> Iterator[Hand]:
    """A hand at a canvas with the picture of a disc, and a mask that has something of everything."""
    canvas = Canvas()
    qtbot.addWidget(canvas)  # type: ignore[attr-defined]
    canvas.resize(480, 380)
    canvas.set_classes(ClassSet.from_names(["road", "car", "sky"]))
    canvas.show()
    hand = Hand(canvas, Document(1, picture(), start(), kept))
    show(hand, hand.document)
    canvas.set_class(CLASS)
    yield hand
    canvas.set_document(None)


def show(hand: Hand, document: Document) -> None:
    hand.document = document
    document.set_prediction(said())
    hand.canvas.set_document(document)
    hand.canvas.show_point(Point(HEIGHT / 2, WIDTH / 2), 2.0)


def allowed(rule: InkRule, before: LabelMask, frees: bool) -> Pixels:
    """The rule in the words of the guide; "only unlabelled" is not meant for tools that free pixels."""
    free = np.ones(before.classes.shape, dtype=bool)
    if rule.only_unlabelled and not frees:
        free &= before.classes == UNLABELLED
    if rule.protect_hand:
        free &= before.origin != Origin.HAND
    for index in rule.protected:
        free &= before.classes != index
    return free


def test_every_tool_has_a_use_here() -> None:
    assert set(USES) == set(TOOL_NAMES)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("tool", TOOL_NAMES)
def test_a_tool_obeys_the_rule_and_changes_all_that_is_free(desk: Hand, kept: Kept, tool: str, rule: str) -> None:
    use, law = USES[tool], RULES[rule]
    desk.canvas.set_brush(use.size)
    desk.canvas.set_tool(tool)
    bare = Document(2, picture(), LabelMask.blank(HEIGHT, WIDTH))
    if use.overlap < 1:  # a tool that looks at the picture: what it finds is found out on an empty mask
        show(desk, bare)
        use.begin(desk)
        use.end(desk)
        shape = bare.mask.classes == CLASS
        show(desk, Document(1, picture(), start(), kept))
    before = desk.document.mask.copy()
    desk.canvas.set_rule(law)
    use.begin(desk)
    use.end(desk)
    if use.overlap == 1:
        shape = use.shape(desk, before)
    free = allowed(law, before, use.frees)
    if use.ink == "prediction":
        free &= before.origin != Origin.HAND
    expected = painted(use, desk, before, shape & free)
    mask = desk.document.mask
    assert np.array_equal(mask.classes, expected.classes)
    assert np.array_equal(mask.origin, expected.origin)
    changed = (expected.classes != before.classes) | (expected.origin != before.origin)
    assert len(kept.edits) == int(changed.any())


def random_rule(rng: np.random.Generator) -> InkRule:
    chosen = [int(index) for index in (0, 1, 2) if rng.random() < 0.4]
    return InkRule(bool(rng.random() < 0.3), bool(rng.random() < 0.5), frozenset(chosen))


def random_mask(rng: np.random.Generator) -> LabelMask:
    """Blocks of classes and origins."""
    blocks = rng.choice(np.array([0, 1, 2, UNLABELLED], np.uint8), (HEIGHT // 10, WIDTH // 10))
    classes = np.ascontiguousarray(blocks.repeat(10, 0).repeat(10, 1))
    origin = rng.integers(1, 4, blocks.shape).astype(np.uint8).repeat(10, 0).repeat(10, 1)
    return LabelMask(classes, np.where(classes == UNLABELLED, np.uint8(Origin.NONE), origin))


def strike(desk: Hand, rng: np.random.Generator) -> None:
    """Perhaps a key that means something to a gesture."""
    key = rng.choice(("", "", "", "back", "undo", "close"))
    if key == "undo":
        QTest.keyClick(desk.canvas, Qt.Key.Key_Z, Keys.ControlModifier)
    elif key:
        desk.key(Qt.Key.Key_Backspace if key == "back" else Qt.Key.Key_Return)
    desk.rest()


def wander(desk: Hand, rng: np.random.Generator) -> None:
    """Press, go here and there, also far outside the image and the window, let go; a few times, with keys; close.

    Shift, Ctrl or Alt may be held; between, and in the middle of a press, keys take back or close, and some presses
    are the second of a double click.
    """
    held = (Keys.NoModifier, Keys.NoModifier, Keys.ShiftModifier, Keys.ControlModifier, Keys.AltModifier)
    places = rng.uniform((-0.2 * HEIGHT, -0.2 * WIDTH), (1.2 * HEIGHT, 1.2 * WIDTH), (12, 2))
    far = rng.random(12) < 0.25
    places[far] += rng.choice((-900.0, 900.0), (int(far.sum()), 2))
    for first in range(0, 12, 4):
        way = [(float(row), float(column)) for row, column in places[first : first + 4]]
        if first and rng.random() < 0.3:
            QTest.mouseDClick(desk.canvas, Qt.MouseButton.LeftButton, pos=desk.at(*way[0]))
        desk.press(*way[0], keys=held[int(rng.integers(len(held)))])
        desk.move(*way[1:3])
        strike(desk, rng)
        desk.release(*way[3])
        strike(desk, rng)
    desk.key(Qt.Key.Key_Return)
    desk.rest()


@pytest.mark.parametrize("tool", TOOL_NAMES)
def test_wild_gestures_keep_to_the_rule_the_image_and_the_edit(desk: Hand, kept: Kept, tool: str) -> None:
    desk.canvas.set_tool(tool)
    for seed in range(FEW_SEEDS if tool in WORKING else SEEDS):
        rng = np.random.default_rng([seed, 41])
        kept.edits.clear()
        show(desk, Document(1, picture(), random_mask(rng), kept))
        desk.canvas.set_brush(float(rng.choice((1.0, 7.5, 40.0, 300.0) if tool != "superpixels" else (7.5, 40.0))))
        desk.canvas.set_square(bool(rng.random() < 0.5))
        desk.canvas.set_encircle(bool(rng.random() < 0.5))
        law, before = random_rule(rng), desk.document.mask.copy()
        desk.canvas.set_rule(law)
        wander(desk, rng)
        mask = desk.document.mask
        changed = (mask.classes != before.classes) | (mask.origin != before.origin)
        # One gesture may free or label pixels for the next; what is protected from each stays all the same.
        lasting = InkRule(False, law.protect_hand, law.protected)
        assert not (changed & ~allowed(lasting, before, frees=False)).any(), f"seed {seed}"
        if law.only_unlabelled and USES[tool].ink == "class":
            assert not (changed & (before.classes != UNLABELLED)).any(), f"seed {seed}"
        inside = np.zeros(changed.shape, dtype=bool)
        for edit in kept.edits:
            for patch in edit.patches:
                assert patch.rect.clip(HEIGHT, WIDTH) == patch.rect
                inside[patch.rect.slices] |= patch.changed()
        assert not (changed & ~inside).any(), f"seed {seed}"
        while kept.edits:
            desk.document.undo()
        assert mask.classes.tobytes() == before.classes.tobytes()
        assert mask.origin.tobytes() == before.origin.tobytes()


LAWS = {
    "what is labelled": InkRule(only_unlabelled=True),
    "what is set by hand": InkRule(protect_hand=True),
    "protected classes": InkRule(protected=frozenset({2})),
}


@pytest.mark.parametrize("words", LAWS)
@pytest.mark.parametrize("tool", ["brush", "rectangle", "lasso", "fill", "polygon"])
def test_a_gesture_that_may_paint_nothing_says_so_once(desk: Hand, kept: Kept, tool: str, words: str) -> None:
    """Inside the column of class 2, which a hand has set."""
    said_so: list[str] = []
    desk.canvas.refused.connect(said_so.append)
    desk.canvas.set_tool(tool)
    desk.canvas.set_brush(6)

    def draw() -> None:
        corners = ((100.0, 105.0), (100.0, 115.0), (120.0, 115.0), (121.0, 104.0))
        if tool == "polygon":
            for corner in corners:
                desk.stroke(corner)
            desk.key(Qt.Key.Key_Return)
        else:
            desk.stroke(*corners)
        desk.rest()

    desk.canvas.set_rule(LAWS[words])
    draw()
    assert kept.edits == []
    assert len(said_so) == 1
    assert words in said_so[0]
    desk.canvas.set_rule(InkRule())
    draw()
    draw()
    assert len(kept.edits) == 1, "what is painted over with its own class is no step"
    assert len(said_so) == 1, "and no rule had a part in it"


def test_a_gesture_that_may_paint_a_little_says_nothing(desk: Hand, kept: Kept) -> None:
    said_so: list[str] = []
    desk.canvas.refused.connect(said_so.append)
    desk.canvas.set_rule(InkRule(protected=frozenset({2})))
    desk.canvas.set_tool("brush")
    desk.stroke((120.0, 110.0), (120.0, 150.0))
    assert len(kept.edits) == 1
    desk.press(120.0, 110.0)
    desk.key(Qt.Key.Key_Escape)
    desk.release(120.0, 110.0)
    assert said_so == []
