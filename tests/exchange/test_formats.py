"""The same small scene in every format gives the same pixels."""

from pathlib import Path

import numpy as np
import pytest
from format_scenes import HEIGHT, SCENES, WIDTH, truth
from PIL import Image

from workbench.core.records import Split
from workbench.exchange.dataset import FoundDataset, FoundImage
from workbench.exchange.registry import read_dataset, recognise


def by_name(dataset: FoundDataset, image: FoundImage) -> np.ndarray:
    """The class name of each pixel; "" is unlabelled."""
    assert image.load is not None
    names = np.array([dataset.classes.name_of(number) for number in range(255)] + [""], dtype=object)
    return names[image.load().classes]


@pytest.mark.parametrize("name", SCENES)
def test_the_scene(name: str, tmp_path: Path) -> None:
    format_name, make, rest = SCENES[name]
    make(tmp_path / "in")
    assert recognise(tmp_path / "in")[0] == format_name
    dataset = read_dataset(tmp_path / "in")
    assert not any("might also be" in notice for notice in dataset.notices)
    (image,) = dataset.images
    assert np.array_equal(by_name(dataset, image), truth(rest))


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("coco", Split.VAL),
        ("coco panoptic", Split.VAL),
        ("yolo", Split.TRAIN),
        ("roboflow", Split.VAL),
        ("cityscapes", Split.TRAIN),
        ("ade20k of 2017", Split.TRAIN),
        ("labelme", Split.NONE),
        ("voc", Split.VAL),
    ],
)
def test_the_split_is_the_datasets(name: str, split: Split, tmp_path: Path) -> None:
    SCENES[name][1](tmp_path / "in")
    assert [image.split for image in read_dataset(tmp_path / "in").images] == [split]


@pytest.mark.parametrize("name", ["coco", "cvat", "labelme", "label studio"])
def test_a_document_can_be_chosen_itself(name: str, tmp_path: Path) -> None:
    SCENES[name][1](tmp_path)
    (document,) = [*tmp_path.rglob("*.json"), *tmp_path.rglob("*.xml")]
    for path in tmp_path.rglob("*.png"):
        path.rename(document.parent / path.name)
    assert read_dataset(document).format == SCENES[name][0]
    assert len(read_dataset(document).images) == 1


def test_what_might_be_several_formats_is_told(tmp_path: Path) -> None:
    SCENES["coco"][1](tmp_path)
    SCENES["cvat"][1](tmp_path)
    dataset = read_dataset(tmp_path)
    assert dataset.format == "coco"
    (doubt,) = [notice for notice in dataset.notices if "might also be" in notice]
    assert "choose the format cvat-xml" in doubt
    assert read_dataset(tmp_path, "cvat-xml").format == "cvat-xml"


def test_other_programs_documents_are_left_alone(tmp_path: Path) -> None:
    SCENES["masks index"][1](tmp_path)
    (tmp_path / "train" / "a.json").write_text('{"info": {}, "objects": []}')
    assert read_dataset(tmp_path).format == "masks-index"


def test_masks_drawn_on_a_stored_picture_are_turned_with_it(tmp_path: Path) -> None:
    """A camera's turned photograph: the document tells the stored size, so its shapes lie on the stored pixels."""
    SCENES["coco"][1](tmp_path)
    (path,) = tmp_path.rglob("*.png")
    tags = Image.Exif()
    tags[0x0112] = 6  # shown turned by a quarter to the right
    Image.open(path).save(path, exif=tags)
    dataset = read_dataset(tmp_path)
    (image,) = dataset.images
    assert np.array_equal(by_name(dataset, image), np.rot90(truth("background"), -1))
    assert image.load is not None
    assert "turned" in image.load().remarks[0].what


def test_an_image_without_regions_stays_unlabelled(tmp_path: Path) -> None:
    SCENES["coco"][1](tmp_path)
    (document,) = tmp_path.rglob("*.json")
    document.write_text(document.read_text().replace('"image_id": 4', '"image_id": 5'))
    (image,) = read_dataset(tmp_path).images
    assert image.load is not None
    mask = image.load()
    assert mask.classes.shape == (HEIGHT, WIDTH)
    assert (mask.classes == 255).all()
    assert "without labels" in mask.remarks[0].what


def test_stray_colours_are_unlabelled_and_counted(tmp_path: Path) -> None:
    SCENES["masks rgb"][1](tmp_path)
    (image,) = read_dataset(tmp_path).images
    assert image.load is not None
    (remark,) = image.load().remarks
    assert remark.count == (truth("") == "").sum()


def test_pages_of_a_tiff_are_images_of_their_own(tmp_path: Path) -> None:
    pages = [Image.fromarray(np.full((4, 5), value, np.uint16)) for value in (7, 4000, 65000)]
    pages[0].save(tmp_path / "stack.tif", save_all=True, append_images=pages[1:])
    dataset = read_dataset(tmp_path)
    assert [image.name for image in dataset.images] == [f"stack-page-{n}.png" for n in (1, 2, 3)]
    for image, value in zip(dataset.images, (7, 4000, 65000), strict=True):
        assert image.data is not None
        (tmp_path / "page.png").write_bytes(image.data())
        assert np.array_equal(np.asarray(Image.open(tmp_path / "page.png")), np.full((4, 5), value))
