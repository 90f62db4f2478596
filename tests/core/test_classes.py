"""Class numbers are for ever; VOC's colours are VOC's."""

from dataclasses import replace

import pytest

from workbench.core.classes import ClassSet, LabelClass, display_color, voc_palette
from workbench.core.errors import BadInputError

VOC_COLORS = {
    0: (0, 0, 0),
    1: (128, 0, 0),
    2: (0, 128, 0),
    3: (128, 128, 0),
    4: (0, 0, 128),
    5: (128, 0, 128),
    6: (0, 128, 128),
    7: (128, 128, 128),
    8: (64, 0, 0),
    9: (192, 0, 0),
    10: (64, 128, 0),
    11: (192, 128, 0),
    12: (64, 0, 128),
    13: (192, 0, 128),
    14: (64, 128, 128),
    15: (192, 128, 128),
    16: (0, 64, 0),
    17: (128, 64, 0),
    18: (0, 192, 0),
    19: (128, 192, 0),
    20: (0, 64, 128),
    255: (224, 224, 192),
}
"""As the VOC2012 development kit prints them for its 21 classes and the border."""


def test_the_palette_is_vocs() -> None:
    palette = voc_palette()
    assert {index: tuple(palette[index].tolist()) for index in VOC_COLORS} == VOC_COLORS
    assert len({tuple(color) for color in palette.tolist()}) == 256


def test_names_get_numbers_colours_and_keys_in_order() -> None:
    classes = ClassSet.from_names([f"c{n}" for n in range(12)])
    assert [c.index for c in classes] == list(range(12))
    assert [c.key for c in classes] == [*"123456789", "", "", ""]
    assert len({c.color for c in classes}) == 12
    assert all(0 <= v <= 255 for n in range(254) for v in display_color(n))


def test_a_hidden_class_keeps_its_number_and_nobody_else_gets_it() -> None:
    classes = ClassSet.from_names(["road", "car", "tree"])
    hidden = classes.with_changed(replace(classes.classes[2], hidden=True))
    assert [c.name for c in hidden.shown] == ["road", "car"]
    grown = hidden.with_added("sky")
    assert [(c.index, c.name) for c in grown] == [(0, "road"), (1, "car"), (2, "tree"), (3, "sky")]
    assert grown.get(2).name == "tree"
    assert grown.name_of(9) == "class 9"


def test_a_key_that_is_free_again_is_given_again() -> None:
    classes = ClassSet.from_names(["a", "b", "c"])
    freed = classes.with_changed(replace(classes.classes[1], key=""))
    assert freed.with_added("d").named("d").key == "2"


def test_renaming_keeps_number_and_place() -> None:
    classes = ClassSet.from_names(["a", "b", "c"])
    renamed = classes.with_changed(replace(classes.classes[0], name="  alpha "))
    assert [(c.index, c.name) for c in renamed] == [(0, "alpha"), (1, "b"), (2, "c")]
    assert renamed.named("ALPHA").index == 0
    assert renamed.named("a") is None


@pytest.mark.parametrize("name", ["", "   ", "a:b", "a,b", "a\nb", "a\x00", "a\x85b", "a\u2028b", "a\u2029b", "x" * 81])
def test_names_that_formats_cannot_carry_are_refused(name: str) -> None:
    with pytest.raises(BadInputError):
        ClassSet.from_names([name])
    with pytest.raises(BadInputError):
        ClassSet.from_names(["fine"]).with_changed(LabelClass(0, name, (1, 2, 3)))


def test_one_name_one_class_without_regard_to_case() -> None:
    with pytest.raises(BadInputError, match=r"(?i)car"):
        ClassSet.from_names(["car", "road", " Car"])
    classes = ClassSet.from_names(["car", "road"])
    with pytest.raises(BadInputError, match=r"(?i)car"):
        classes.with_changed(replace(classes.classes[1], name="CAR"))
    with pytest.raises(BadInputError):
        ClassSet((LabelClass(1, "a", (0, 0, 0)), LabelClass(1, "b", (0, 0, 0))))
    with pytest.raises(BadInputError, match="5"):
        classes.with_changed(LabelClass(5, "new", (0, 0, 0)))


def test_names_that_look_alike_are_one_name() -> None:
    classes = ClassSet.from_names(["Caf\u00e9"])
    with pytest.raises(BadInputError, match="already"):
        classes.with_added("cafe\u0301")
    assert classes.named("CAFE\u0301").index == 0
    assert ClassSet.from_names(["cafe\u0301"]).classes[0].name == "caf\u00e9"


def test_254_classes_fit_and_one_more_does_not() -> None:
    full = ClassSet.from_names([f"c{n}" for n in range(254)])
    assert full.classes[-1].index == 253
    with pytest.raises(BadInputError, match="254"):
        full.with_added("one more")
    with pytest.raises(BadInputError, match="254"):
        ClassSet.from_names(["a"]).with_added("b", index=254)
    for index in (254, 255, -1):
        with pytest.raises(BadInputError, match=r"254|-1"):
            ClassSet((LabelClass(index, "a", (0, 0, 0)),))


def test_a_class_numbered_253_from_elsewhere_leaves_room_for_others() -> None:
    classes = ClassSet.from_names(["a", "b"]).with_added("from a dataset", index=253)
    assert [c.index for c in classes.with_added("c").with_added("d")] == [0, 1, 253, 2, 3]
