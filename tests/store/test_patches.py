"""Steps of the journal as bytes: exact there and back, and refused in words when they are damaged or lie."""

import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from store_strokes import HEIGHT, WIDTH, commit, picture, raw, replay, same, stroke, train

from workbench.core.edit import EditRecorder
from workbench.core.errors import DamagedError
from workbench.core.mask import LabelMask
from workbench.store.patches import pack_pieces, unpack_pieces
from workbench.store.project import FILE_NAME, Project


def blob(rows: list[tuple[int, int, int, int, bool, bool]], pixels: bytes, count: int | None = None) -> bytes:
    """Bytes as the module's first lines tell, written by hand."""
    head = struct.pack("<I", len(rows) if count is None else count)
    head += b"".join(struct.pack("<4i2?", *row) for row in rows)
    return zstandard.ZstdCompressor(write_checksum=True).compress(head + pixels)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_there_and_back(number: int) -> None:
    edit = stroke(replay(3), number)
    pieces = [(patch.rect, patch.after) for patch in edit.patches]
    assert unpack_pieces(pack_pieces(pieces), HEIGHT, WIDTH) == pieces


def test_the_layout_is_the_one_that_is_written_down() -> None:
    data = blob([(5, 6, 7, 9, False, True), (256, 0, 300, 255, True, True)], bytes([1, 2, 3, 4, 5, 6, 1, 255, 0]))
    (first, one), (second, other) = unpack_pieces(data, HEIGHT, WIDTH)
    assert one.classes.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert (one.origin == 1).all()
    assert (other.classes == 255).all()
    assert other.origin.shape == (44, 255)
    assert pack_pieces([(first, one), (second, other)]) is not None
    assert zstandard.decompress(pack_pieces([(first, one), (second, other)])) == zstandard.decompress(data)


LIES = {
    "more pieces than tiles": blob([(0, 0, 1, 1, True, True)] * 7, bytes(14)),
    "a piece twice": blob([(0, 0, 1, 1, True, True), (3, 3, 4, 4, True, True)], bytes(4)),
    "below the image": blob([(290, 0, 301, 4, True, True)], bytes(2)),
    "left of the image": blob([(0, -1, 3, 4, True, True)], bytes(2)),
    "over a tile's border": blob([(250, 0, 260, 4, True, True)], bytes(2)),
    "an empty box": blob([(4, 4, 4, 9, True, True)], bytes(2)),
    "too few pixels": blob([(0, 0, 2, 2, False, True)], bytes(4)),
    "too many pixels": blob([(0, 0, 2, 2, False, True)], bytes(6)),
    "a count without its pieces": blob([], b"", count=3),
    "a count of four thousand million": blob([], b"", count=2**32 - 1),
    "nothing": b"",
    "no frame": b"dear diary",
    "less than a count": zstandard.compress(b"abc"),
    "no word of its size": zstandard.ZstdCompressor(write_content_size=False).compress(bytes(40)),
    "a mountain of zeros": zstandard.compress(bytes(50_000_000)),
}


@pytest.mark.parametrize("data", LIES.values(), ids=LIES.keys())
def test_what_is_damaged_or_lies_is_told_and_takes_no_memory(data: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(DamagedError, match="history is damaged"):
            unpack_pieces(data, HEIGHT, WIDTH)
        assert tracemalloc.get_traced_memory()[1] < 3 * 2 * HEIGHT * WIDTH
    finally:
        tracemalloc.stop()


@given(st.integers(0, 20), st.data())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_changed_byte_is_told_or_does_no_harm(number: int, choice: st.DataObject) -> None:
    edit = stroke(replay(2), number)
    pieces = [(patch.rect, patch.after) for patch in edit.patches]
    data = bytearray(pack_pieces(pieces))
    place = choice.draw(st.integers(0, len(data) - 1))
    data[place] ^= choice.draw(st.integers(1, 255))
    try:
        found = unpack_pieces(bytes(data), HEIGHT, WIDTH)
    except DamagedError:
        return
    assert found == pieces


def test_a_damaged_step_leaves_the_mask_and_the_other_images(database: Path, folder: Path) -> None:
    raw(folder / FILE_NAME, "UPDATE edits SET after = substr(after, 1, 20) WHERE id = 3")
    with Project.open(folder) as project:
        before = project.mask(1)
        with pytest.raises(DamagedError, match="history is damaged"):
            project.history(1, 2**40)
        project.undo(1)
        with pytest.raises(DamagedError, match="history is damaged"):
            project.undo(1)
        assert not same(project.mask(1), before)
        assert [project.areas(1), project.integrity_problems()] == [project.mask(1).areas(), []]
        other = project.add_image(picture("/pictures/b.jpg"))
        commit(project, other, project.mask(other), 1)
        assert len(project.history(other, 2**40)) == 1


def test_sides_of_other_pixels_are_told(database: Path, folder: Path) -> None:
    raw(folder / FILE_NAME, "UPDATE edits SET after = (SELECT after FROM edits WHERE id = 1) WHERE id = 2")
    with Project.open(folder) as project, pytest.raises(DamagedError, match="not of the same pixels"):
        project.history(1, 2**40)


def test_a_rectangle_over_a_large_image_takes_little_in_the_file(project: Project) -> None:
    mask = LabelMask.blank(4000, 4000)
    image_id = project.add_image(picture(height=4000, width=4000))
    recorder = EditRecorder(mask)
    recorder.touch(mask.rect)
    mask.classes[:], mask.origin[:] = 2, 1
    edit = recorder.finish("rectangle")
    assert edit is not None
    project.commit(image_id, edit, train)
    project.close()
    ((size,),) = raw(project.folder / FILE_NAME, "SELECT length(before) + length(after) FROM edits")
    assert size < 8_000
    with Project.open(project.folder) as opened:
        assert same(opened.mask(image_id), mask)
        assert opened.areas() == {2: 4000 * 4000}
        assert opened.history(image_id, 2**40) == [(edit, False)]
        opened.undo(image_id)
        assert not np.any(opened.mask(image_id).origin)
        assert opened.areas() == {}
