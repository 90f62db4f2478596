"""Masks on their way out: classes left out, unlabelled pixels given a class, borders opened between classes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import MakeImages, finish, painted, to_export
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, NotEnoughLabelsError
from workbench.core.mask import Origin
from workbench.core.offer import FIRST_MARK
from workbench.exchange.registry import read_dataset, write_dataset
from workbench.exchange.writing.choice import ExportChoice
from workbench.exchange.writing.shaping import between_classes, shaped

VALUES = (0, 1, 7, 200, 255)

planes = arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.sampled_from(VALUES))


def slow_border(plane: np.ndarray, reach: int) -> np.ndarray:
    """The labelled pixels in whose neighbourhood another class is, one after the other."""
    found = np.zeros(plane.shape, dtype=bool)
    for row, column in np.argwhere(plane != 255):
        near = plane[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1]
        found[row, column] = bool(((near != 255) & (near != plane[row, column])).any())
    return found


@settings(max_examples=150, deadline=None)
@given(plane=planes, reach=st.integers(1, 4))
def test_a_border_is_every_pixel_near_another_class(plane: np.ndarray, reach: int) -> None:
    assert np.array_equal(between_classes(plane, reach), slow_border(plane, reach))


def export(
    tmp_path: Path, classes: ClassSet, images: list, choice: ExportChoice, format_name: str = "voc"
) -> dict[str, np.ndarray]:
    """The masks of an export by name, as Pillow reads them."""
    finish(write_dataset(format_name, tmp_path / "out", classes, images, choice))
    masks = (tmp_path / "out" / "SegmentationClass").glob("*.png")
    return {path.stem: np.array(Image.open(path)) for path in masks}


@settings(max_examples=150, deadline=None)
@given(
    plane=arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.sampled_from((0, 1, 2, 255))),
    wanted=st.none() | st.frozensets(st.sampled_from((0, 1, 2))),
    filler=st.sampled_from(("", "rest", "two")),
    border=st.integers(0, 2),
    tile=st.sampled_from((0, 16, 20)),
    overlap=st.integers(0, 8),
)
def test_any_choice_is_what_a_slow_plain_version_gives(
    plane: np.ndarray, wanted: frozenset[int] | None, filler: str, border: int, tile: int, overlap: int
) -> None:
    classes = ClassSet.from_names(["zero", "one", "two"])
    expected = plane.copy()
    if wanted is not None:
        expected[~np.isin(plane, list(wanted))] = 255
    if filler:
        expected[expected == 255] = {"rest": 3, "two": 2}[filler]
    if border:
        expected[slow_border(expected.copy(), border)] = 255
    choice = ExportChoice(None, None, wanted, filler, border, tile, overlap if tile else 0)
    written, images = shaped(classes, [to_export(Path("a.jpg"), plane)], choice)
    together = np.full_like(plane, 77)
    for image in images:
        mask = image.load()
        assert (mask.height, mask.width) == (image.height, image.width)
        where = image.part.box.slices if image.part else np.s_[:, :]
        together[where] = mask.classes
        if wanted is not None:
            assert not mask.origin[~np.isin(plane[where], list(wanted))].any()
    assert np.array_equal(together, expected)
    assert {int(value) for value in np.unique(expected)} - {255} <= {c.index for c in written}


def test_classes_that_are_not_chosen_become_unlabelled(
    tmp_path: Path, make_images: MakeImages, classes: ClassSet
) -> None:
    images = make_images(["a.jpg", "b.jpg"], VALUES)
    found = export(tmp_path, classes, images, ExportChoice(classes=frozenset({1, 200})))
    for image in images:
        mask = image.load().classes
        assert np.array_equal(found[image.path.stem], np.where(np.isin(mask, (1, 200)), mask, 255))
    assert [c.name for c in read_dataset(tmp_path / "out").classes] == ["Straße", "car"]


def test_images_without_any_chosen_class_are_left_out(
    tmp_path: Path, make_images: MakeImages, classes: ClassSet
) -> None:
    images = make_images(["a.jpg", "b.jpg"], (0, 1, 7, 255))
    images[0] = to_export(images[0].path, painted(4, (0, 1, 255)))
    assert set(export(tmp_path, classes, images, ExportChoice(classes=frozenset({7})))) == {"b"}
    flow = write_dataset("voc", tmp_path / "none", classes, images, ExportChoice(classes=frozenset({200})))
    with pytest.raises(NotEnoughLabelsError, match="chosen"):
        finish(flow)
    assert not (tmp_path / "none").exists()


def test_tiles_with_nothing_but_a_refused_prediction_are_left_out(
    tmp_path: Path, make_images: MakeImages, classes: ClassSet
) -> None:
    (image,) = make_images(["a.jpg"], (255,))
    mask = image.load()
    mask.origin[:, : mask.width // 2] = FIRST_MARK + 7
    mask.classes[-1, -1], mask.origin[-1, -1] = 1, Origin.HAND
    tile = max(mask.height, mask.width) // 2
    flow = write_dataset("voc", tmp_path / "out", classes, [replace(image, load=lambda: mask)], ExportChoice(tile=tile))
    finish(flow)
    assert len(list((tmp_path / "out" / "JPEGImages").iterdir())) == 1


@pytest.mark.parametrize(("name", "number"), [("nothing", 201), ("BACKGROUND", 0)])
def test_unlabelled_pixels_get_a_class_of_that_name(
    tmp_path: Path, make_images: MakeImages, classes: ClassSet, name: str, number: int
) -> None:
    images = make_images(["a.jpg"], VALUES)
    choice = ExportChoice(classes=frozenset({1, 200}), unlabelled_as=name)
    found = export(tmp_path, classes, images, choice)["a"]
    mask = images[0].load().classes
    assert np.array_equal(found, np.where(np.isin(mask, (1, 200)), mask, number))
    written = read_dataset(tmp_path / "out").classes
    assert {c.index for c in written} == {1, 200, number}
    assert written.name_of(number).casefold() == name.casefold()


def test_unlabelled_pixels_that_are_to_be_void_stay_as_they_are(make_images: MakeImages, classes: ClassSet) -> None:
    images = make_images(["a.jpg"], VALUES)
    for name in ("void", "Ignore"):
        assert shaped(classes, images, ExportChoice(unlabelled_as=name)) == (classes, images)
    named = classes.with_added("void")
    _, (image,) = shaped(named, images, ExportChoice(unlabelled_as="void"))
    assert np.array_equal(image.load().classes == 201, images[0].load().classes == 255)


def test_a_border_lies_between_classes_and_not_beside_them(
    tmp_path: Path, make_images: MakeImages, classes: ClassSet
) -> None:
    images = make_images(["a.jpg"], VALUES)
    found = export(tmp_path, classes, images, ExportChoice(unlabelled_as="nothing", void_border=2))["a"]
    filled = np.where(images[0].load().classes == 255, 201, images[0].load().classes).astype(np.uint8)
    assert np.array_equal(found, np.where(between_classes(filled, 2), 255, filled))
    assert (found == 201).any()
    assert (found == 255).any()


def test_pixels_that_nobody_set_as_they_are_have_no_origin(make_images: MakeImages, classes: ClassSet) -> None:
    images = make_images(["a.jpg"], VALUES)
    choice = ExportChoice(classes=frozenset({1, 7}), unlabelled_as="rest", void_border=1)
    _, (image,) = shaped(classes, images, choice)
    mask, before = image.load(), images[0].load().classes
    by_hand = np.isin(before, (1, 7)) & (mask.classes != 255)
    assert np.array_equal(mask.origin == Origin.HAND, by_hand)
    assert not mask.origin[~by_hand].any()
    assert np.array_equal(images[0].load().classes, before)


def test_choices_that_make_no_sense_are_refused(make_images: MakeImages, classes: ClassSet) -> None:
    for wrong in ({"tile": 8}, {"tile": 64, "overlap": 33}, {"overlap": 3}, {"void_border": -1}, {"void_border": 51}):
        with pytest.raises(BadInputError) as caught:
            ExportChoice(**wrong)
        assert caught.value.cure
    with pytest.raises(BadInputError, match="no class number 9"):
        shaped(classes, make_images(["a.jpg"], VALUES), ExportChoice(classes=frozenset({1, 9})))
    with pytest.raises(BadInputError, match="no extra 'cream'"):
        next(write_dataset("voc", Path("never"), classes, [], ExportChoice(extras=frozenset({"cream"}))))


def test_a_choice_comes_back_from_json() -> None:
    choice = ExportChoice(classes=frozenset({3, 1}), unlabelled_as="rest", tile=64, overlap=8, extras=frozenset({"x"}))
    assert ExportChoice.from_json(choice.to_json()) == choice
    assert ExportChoice.from_json(ExportChoice().to_json()) == ExportChoice()


def test_a_class_whose_merged_one_stays_behind_stands_alone(tmp_path: Path, make_images: MakeImages) -> None:
    """Else it would be merged into whatever class gets that number where the folder is imported."""
    classes = ClassSet.from_names(["road", "lane", "car"]).with_merged(1, 2)
    choice = ExportChoice(classes=frozenset({0, 1}))
    finish(write_dataset("voc", tmp_path / "out", classes, make_images(["a.jpg"], (0, 2)), choice))
    found = read_dataset(tmp_path / "out").classes
    assert [(c.name, found.final(c.index)) for c in found] == [("road", 0), ("lane", 1)]
