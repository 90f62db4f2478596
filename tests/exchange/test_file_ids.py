import re
import sys
from types import FrameType

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.exchange.file_ids import file_ids

NAMES = st.text(max_size=150) | st.sampled_from(["con", "NUL.x.png", "a", "A", "a-2", "lpt1.", ".com1"])


@settings(max_examples=60, deadline=None)
@given(st.lists(NAMES, max_size=12))
def test_any_names_give_ids_that_every_file_system_takes(names: list[str]) -> None:
    ids = file_ids(names)
    assert len(ids) == len(names)
    assert len({i.casefold() for i in ids}) == len(ids)
    for identity in ids:
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,120}", identity)
        assert identity[0] not in "._-"
        assert not identity.endswith(".")
        assert identity.split(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}
    assert file_ids(names) == ids


def test_ordinary_names_stay_as_they_are() -> None:
    assert file_ids(["2007_000032.jpg", "frame.001", "a-b.PNG"]) == ["2007_000032", "frame.001", "a-b"]


def test_collisions_accents_and_reserved_names() -> None:
    names = ["a.png", "A.jpg", "a-2.png", "café 1.tif", "con.png", "nul.x.jpg", "...", "雪.png", "x/y.png"]
    assert file_ids(names) == ["a", "A-2", "a-2-2", "cafe_1", "con_", "nul_.x", "image", "image-2", "y"]


def steps(names: list[str]) -> int:
    """How many lines of `file_ids` are run for these names."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal count
        count += event == "line"
        return trace if frame.f_code is file_ids.__code__ else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        file_ids(names)
    finally:
        sys.settrace(before)
    return count


def test_twice_as_many_names_without_a_latin_letter_take_twice_the_steps() -> None:
    """They are all written alike; tiles and cameras give tens of thousands of such names."""
    assert steps(["街.png"] * 2000) < 2.1 * steps(["街.png"] * 1000)
