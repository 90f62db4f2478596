"""What a VOC export holds on wish: grey masks, objects with their boxes, the folders that torchvision looks for."""

from collections import deque
from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import MakeImages, finish, photo, to_export
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.records import Split
from workbench.exchange.registry import output_format, read_dataset, write_dataset
from workbench.exchange.writers.voc import VocWriter
from workbench.exchange.writers.voc_objects import find_objects
from workbench.exchange.writing.choice import ExportChoice
from workbench.exchange.writing.writer import Item, Parcel

VALUES = (0, 1, 7, 200, 255)
CLASSES = ClassSet.from_names(["background", "car", "dog"])

planes = arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.sampled_from((0, 1, 2, 255)))


def slow_regions(mask: np.ndarray, index: int) -> list[set[tuple[int, int]]]:
    """The 8-connected regions of a class by flooding, in the order of their first pixels."""
    waiting = {tuple(int(v) for v in place) for place in np.argwhere(mask == index)}
    result = []
    for place in sorted(waiting):
        if place not in waiting:
            continue
        region, queue = set(), deque([place])
        waiting.discard(place)
        while queue:
            row, column = queue.popleft()
            region.add((row, column))
            near = {(row + y, column + x) for y in (-1, 0, 1) for x in (-1, 0, 1)} & waiting
            waiting -= near
            queue.extend(near)
        result.append(region)
    return result


@settings(max_examples=150, deadline=None)
@given(mask=planes)
def test_objects_are_the_regions_by_class_then_by_first_pixel(mask: np.ndarray) -> None:
    plane, objects = find_objects(Item("a", "a.jpg", Split.NONE, *mask.shape), mask, CLASSES)
    expected = np.where(mask == 255, 255, 0)
    regions = [(index, region) for index in (1, 2) for region in slow_regions(mask, index)]
    for number, (_, region) in enumerate(regions, start=1):
        expected[tuple(np.array(sorted(region)).T)] = number
    assert np.array_equal(plane, expected)
    assert [one.class_index for one in objects] == [index for index, _ in regions]
    for one, (_, region) in zip(objects, regions, strict=True):
        rows, columns = zip(*region, strict=True)
        assert (one.box.top, one.box.left) == (min(rows), min(columns))
        assert (one.box.bottom, one.box.right) == (max(rows) + 1, max(columns) + 1)


@pytest.fixture
def devkit(tmp_path: Path, make_images: MakeImages) -> Path:
    """An export with everything that there is on wish."""
    images = make_images(["a.jpg", "b.png"], (0, 1, 2, 255))
    choice = ExportChoice(extras=frozenset({"raw", "objects", "devkit"}))
    finish(write_dataset("voc", tmp_path / "out", CLASSES, images, choice))
    return tmp_path / "out"


def test_torchvision_finds_masks_and_boxes_by_itself(devkit: Path) -> None:
    from torchvision.datasets import VOCDetection, VOCSegmentation

    segmentation = VOCSegmentation(str(devkit), year="2012", image_set="train")
    detection = VOCDetection(str(devkit), year="2012", image_set="train")
    assert len(segmentation) == len(detection) == 2
    for (_, target), (picture, notes) in zip(segmentation, detection, strict=True):
        mask = np.array(target)
        told = notes["annotation"]
        assert told["size"] == {"width": str(mask.shape[1]), "height": str(mask.shape[0]), "depth": "3"}
        assert picture.size == (mask.shape[1], mask.shape[0])
        numbers = np.array(Image.open(devkit / "VOCdevkit/VOC2012/SegmentationObject" / f"{told['filename'][:-4]}.png"))
        assert numbers[numbers != 255].max() == len(told["object"])
        assert np.array_equal(numbers == 255, mask == 255)
        for number, one in enumerate(told["object"], start=1):
            (index,) = set(mask[numbers == number])
            assert one["name"] == CLASSES.name_of(int(index))
            left, top, right, bottom = (int(one["bndbox"][key]) for key in ("xmin", "ymin", "xmax", "ymax"))
            rows, columns = np.nonzero(numbers == number)
            # VOC counts from 1 and its boxes include their last pixel.
            assert (top, bottom) == (rows.min() + 1, rows.max() + 1)
            assert (left, right) == (columns.min() + 1, columns.max() + 1)
            at_edge = 1 in (top, left) or right == mask.shape[1] or bottom == mask.shape[0]
            assert one["truncated"] == str(int(at_edge))


def test_grey_masks_hold_the_same_numbers(devkit: Path) -> None:
    root = devkit / "VOCdevkit" / "VOC2012"
    for path in (root / "SegmentationClassRaw").iterdir():
        with Image.open(path) as grey, Image.open(root / "SegmentationClass" / path.name) as colored:
            assert (grey.mode, colored.mode) == ("L", "P")
            assert np.array_equal(np.array(grey), np.array(colored))


def test_it_is_imported_again_whatever_was_wished(devkit: Path, make_images: MakeImages) -> None:
    found = read_dataset(devkit)
    assert found.classes == CLASSES
    assert [image.name for image in found.images] == ["a.jpg", "b.jpg"]


def test_more_objects_than_voc_can_number_are_refused(tmp_path: Path) -> None:
    photo(1, 40, 40).save(tmp_path / "a.png")
    mask = np.zeros((40, 40), np.uint8)
    mask[::2, ::2] = 1  # 400 specks
    choice = ExportChoice(extras=frozenset({"objects"}))
    with pytest.raises(BadInputError, match=r"a\.png holds more than 254 objects") as caught:
        finish(write_dataset("voc", tmp_path / "out", CLASSES, [to_export(tmp_path / "a.png", mask)], choice))
    assert "specks" in caught.value.cure
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("place", "words"),
    [("SegmentationClassRaw", "grey mask"), ("SegmentationObject", "objects"), ("Annotations", "boxes")],
)
def test_the_proof_looks_at_what_was_wished(
    tmp_path: Path, make_images: MakeImages, monkeypatch: pytest.MonkeyPatch, place: str, words: str
) -> None:
    plain = VocWriter.put

    def spoiled(writer: VocWriter, parcel: Parcel) -> None:
        plain(writer, parcel)
        (path,) = (writer.folder / place).iterdir()
        if path.suffix == ".xml":
            path.write_text(path.read_text().replace("<xmin>", "<xmin>1"))
        else:
            Image.fromarray(np.array(Image.open(path)) ^ 1).save(path)

    monkeypatch.setattr(VocWriter, "put", spoiled)
    choice = ExportChoice(extras=frozenset({"raw", "objects"}))
    assert {extra.name for extra in output_format("voc").extras} >= choice.extras
    with pytest.raises(WorkbenchError, match=words):
        finish(write_dataset("voc", tmp_path / "out", CLASSES, make_images(["a.jpg"], (0, 1)), choice))
    assert not (tmp_path / "out").exists()
