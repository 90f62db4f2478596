"""Datasets as other programs write them beside the usual form: each of these came in wrongly, or silently, once."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import photo
from format_scenes import (
    CAR_RING,
    HEIGHT,
    PERSON,
    PERSON_RING,
    SCENES,
    WIDTH,
    numbers,
    packed,
    picture,
    png,
    region,
    truth,
    write,
)
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.events import Notice
from workbench.core.records import Split
from workbench.exchange.dataset import FoundDataset
from workbench.exchange.registry import read_dataset
from workbench.services import importing
from workbench.services.library import create_project

LINES = "\n".join(
    " ".join([str(number), *(f"{x / WIDTH:.9f} {y / HEIGHT:.9f}" for x, y in ring)])
    for number, ring in ((1, CAR_RING), (0, PERSON_RING))
)


def labelme_shapes(*shapes: object, picture_name: str = "a.png") -> dict[str, object]:
    return {"shapes": list(shapes), "imagePath": picture_name, "imageHeight": HEIGHT, "imageWidth": WIDTH}


CAR_SHAPE = {"label": "car", "shape_type": "polygon", "points": CAR_RING}
PERSON_SHAPE = {"label": "person", "shape_type": "polygon", "points": PERSON_RING}


def labelme_rotated(root: Path) -> None:
    """X-AnyLabeling's boxes that are turned."""
    picture(root / "a.png")
    write(root / "a.json", labelme_shapes(CAR_SHAPE | {"shape_type": "rotation", "direction": 0.0}, PERSON_SHAPE))


def labelme_case(root: Path) -> None:
    picture(root / "a.PNG")
    write(root / "a.json", labelme_shapes(CAR_SHAPE, PERSON_SHAPE))


def coco_document(car: object, person: object, image: object = 4) -> dict[str, object]:
    objects = [
        {"id": 1, "image_id": image, "category_id": "c", "segmentation": car},
        {"id": 2, "image_id": image, "category_id": "p", "segmentation": person},
    ]
    images = [{"id": image, "file_name": "a.png", "width": WIDTH, "height": HEIGHT}]
    names = [{"id": "c", "name": "car"}, {"id": "p", "name": "person"}]
    return {"images": images, "annotations": objects, "categories": names}


def coco_flat(root: Path) -> None:
    """A ring without the list of rings round it, ids that are words."""
    picture(root / "a.png")
    write(root / "a.json", coco_document(np.ravel(CAR_RING).tolist(), np.ravel(PERSON_RING).tolist(), "a"))


def coco_pairs(root: Path) -> None:
    """Rings of pairs."""
    picture(root / "a.png")
    write(root / "a.json", coco_document([CAR_RING], [PERSON_RING]))


def yolo_lists(root: Path) -> None:
    """Splits as lists of pictures below a path."""
    picture(root / "set" / "images" / "a.png")
    write(root / "set" / "labels" / "a.txt", LINES)
    write(root / "set" / "val.txt", "./images/a.png\n")
    write(root / "data.yaml", "path: ../set\ntrain: train.txt\nval: val.txt\nnames:\n  0: person\n  1: car\n")


def yolo_of_label_studio(root: Path) -> None:
    picture(root / "images" / "a.png")
    write(root / "labels" / "a.txt", LINES)
    write(root / "classes.txt", "person\ncar\n")
    write(root / "notes.json", {"categories": [{"id": 0, "name": "person"}], "info": {}})


def yolo_beside(root: Path) -> None:
    """Text files beside the pictures."""
    picture(root / "a.png")
    write(root / "a.txt", LINES)
    write(root / "data.yaml", "names: [person, car]\n")


def label_studio_min(root: Path) -> None:
    picture(root / "a.png")
    size = {"original_width": WIDTH, "original_height": HEIGHT}
    ring = [[x * 100 / WIDTH, y * 100 / HEIGHT] for x, y in CAR_RING]
    regions = [
        {"points": ring, "closed": True, "polygonlabels": ["car"]} | size,
        {"format": "rle", "rle": packed(region(PERSON)), "brushlabels": ["person"]} | size,
    ]
    write(root / "min.json", [{"image": "/data/upload/1/0a1b2c3d-a.png", "id": 1, "label": regions, "annotator": 1}])


def cvat_video(root: Path) -> None:
    """Two frames: both shapes are in the first, none is seen in the second."""
    picture(root / "images" / "frame_000007.PNG")

    def polygons(ring: list[list[int]]) -> str:
        points = ";".join(f"{x},{y}" for x, y in ring)
        shown = f'<polygon frame="7" keyframe="1" outside="0" points="{points}" z_order="0"/>'
        return shown + f'<polygon frame="8" keyframe="1" outside="1" points="{points}" z_order="0"/>'

    rings = (("car", CAR_RING), ("person", PERSON_RING))
    tracks = "".join(f'<track id="{label}" label="{label}">{polygons(ring)}</track>' for label, ring in rings)
    labels = "".join(f"<label><name>{label}</name></label>" for label, _ in rings)
    size = f"<original_size><width>{WIDTH}</width><height>{HEIGHT}</height></original_size>"
    meta = f"<meta><task><labels>{labels}</labels>{size}</task></meta>"
    write(root / "annotations.xml", f'<?xml version="1.0"?><annotations>{meta}{tracks}</annotations>')


def supervisely_of_old(root: Path) -> None:
    SCENES["supervisely"][1](root)
    (root / "set" / "ann" / "a.png.json").rename(root / "set" / "ann" / "a.json")


def camvid(root: Path) -> None:
    picture(root / "images" / "a.png")
    png(root / "labels" / "a_L.png", np.array([(0, 0, 0), (64, 0, 128), (64, 64, 0)], np.uint8)[numbers(0, 1, 2)])
    write(root / "label_colors.txt", "64 0 128\t\tcar\n64 64 0\tperson\n0 0 0\t\tVoid\n")


def table_of_semicolons(root: Path) -> None:
    SCENES["masks rgb"][1](root)
    write(root / "class_dict.csv", "name;r;g;b\ncar;0;0;142\nperson;220;20;60\n")


def table_of_one_colour_column(root: Path) -> None:
    SCENES["masks rgb"][1](root)
    write(root / "class_dict.csv", 'name,color\ncar,#00008E\nperson,"(220, 20, 60)"\n')


def bdd(root: Path) -> None:
    """The end of a mask's name is not its class."""
    picture(root / "images" / "train" / "x1-y2.jpg")
    png(root / "labels" / "train" / "x1-y2_train_id.png", numbers(255, 1, 0))
    write(root / "classes.txt", "person\ncar\n")


@pytest.mark.parametrize(
    ("make", "format_name", "rest", "split"),
    [
        (labelme_rotated, "labelme", "background", Split.NONE),
        (labelme_case, "labelme", "background", Split.NONE),
        (coco_flat, "coco", "background", Split.NONE),
        (coco_pairs, "coco", "background", Split.NONE),
        (yolo_lists, "yolo", "background", Split.VAL),
        (yolo_of_label_studio, "yolo", "background", Split.NONE),
        (yolo_beside, "yolo", "background", Split.NONE),
        (label_studio_min, "label-studio", "", Split.NONE),
        (cvat_video, "cvat-xml", "background", Split.NONE),
        (supervisely_of_old, "supervisely", "background", Split.NONE),
        (camvid, "masks-rgb", "", Split.NONE),
        (table_of_semicolons, "masks-rgb", "", Split.NONE),
        (table_of_one_colour_column, "masks-rgb", "", Split.NONE),
        (bdd, "masks-index", "", Split.TRAIN),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_it_gives_the_scene(
    make: Callable[[Path], None], format_name: str, rest: str, split: Split, tmp_path: Path
) -> None:
    make(tmp_path)
    dataset = read_dataset(tmp_path)
    assert dataset.format == format_name
    (image,) = dataset.images
    assert image.split is split
    assert np.array_equal(named(dataset), truth(rest))


def named(dataset: FoundDataset) -> np.ndarray:
    """The class name of each pixel of the only image; "" is unlabelled."""
    (image,) = dataset.images
    assert image.load is not None
    names = np.array([dataset.classes.name_of(number) for number in range(255)] + [""], dtype=object)
    return names[image.load().classes]


def test_shapes_of_frames_without_a_picture_are_counted(tmp_path: Path) -> None:
    cvat_video(tmp_path)
    (tmp_path / "images" / "frame_000007.PNG").rename(tmp_path / "images" / "frame_000009.PNG")
    dataset = read_dataset(tmp_path)
    assert dataset.images == ()
    assert dataset.notices[0].startswith("2 shapes of tracks have no picture")


def test_lists_of_voc_may_name_files_with_their_folders(tmp_path: Path) -> None:
    SCENES["voc"][1](tmp_path)
    write(tmp_path / "ImageSets" / "Segmentation" / "val.txt", "JPEGImages/a.jpg SegmentationClass/a.png\n")
    dataset = read_dataset(tmp_path)
    assert ([image.split for image in dataset.images], dataset.notices) == ([Split.VAL], ())


def test_a_picture_of_another_ending_is_taken_and_told(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    write(tmp_path / "a.json", labelme_shapes(CAR_SHAPE, PERSON_SHAPE, picture_name="..\\photos\\a.jpg"))
    dataset = read_dataset(tmp_path)
    assert np.array_equal(named(dataset), truth("background"))
    (told,) = dataset.notices
    assert "a.png for 'a.jpg'" in told
    picture(tmp_path / "sub" / "a.bmp")  # now two could be meant
    dataset = read_dataset(tmp_path)
    assert dataset.images == ()
    assert "not in" in dataset.notices[0]


def test_shapes_without_a_pixel_are_counted(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    line = PERSON_SHAPE | {"points": PERSON_RING[:2]}
    beyond = PERSON_SHAPE | {"points": [[90, 90], [99, 90], [99, 99]]}
    write(tmp_path / "a.json", labelme_shapes(CAR_SHAPE, PERSON_SHAPE, line, beyond))
    (image,) = read_dataset(tmp_path).images
    assert image.load is not None
    (remark,) = image.load().remarks
    assert (remark.count, remark.what.split(":")[0]) == (2, "shapes hold no pixel of their picture")


def test_masks_that_only_a_model_made_are_told(tmp_path: Path) -> None:
    SCENES["label studio"][1](tmp_path)
    document = tmp_path / "export.json"
    (task,) = json.loads(document.read_text())
    write(document, [task | {"predictions": task["annotations"], "annotations": []}])
    (image,) = read_dataset(tmp_path).images
    assert image.load is not None
    mask = image.load()
    assert (mask.classes == 255).all()
    assert any("only what a model predicted" in remark.what for remark in mask.remarks)


def test_class_numbers_in_jpeg_files_are_refused(tmp_path: Path) -> None:
    SCENES["masks index"][1](tmp_path)
    (tmp_path / "trainannot" / "a.png").unlink()
    Image.fromarray(numbers(2, 1, 0)).save(tmp_path / "trainannot" / "a.jpg")
    dataset = read_dataset(tmp_path)
    assert dataset.images[0].load is not None
    with pytest.raises(BadInputError, match="is a JPEG file"):
        dataset.images[0].load()


def test_grey_between_black_and_white_is_told(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.png")
    png(tmp_path / "masks" / "a.png", numbers(0, 100, 200))
    (image,) = read_dataset(tmp_path, "masks-binary").images
    assert image.load is not None
    (remark,) = image.load().remarks
    assert remark.count == (numbers(0, 100, 200) == 100).sum()


def test_documents_that_say_nothing_here_are_named(tmp_path: Path) -> None:
    """Boxes of VOC: pictures come in, and nobody may think that the boxes did."""
    picture(tmp_path / "JPEGImages" / "a.jpg")
    write(tmp_path / "Annotations" / "a.xml", "<annotation><object><name>car</name></object></annotation>")
    dataset = read_dataset(tmp_path)
    assert dataset.format == "images"
    (told,) = dataset.notices
    assert "Annotations/a.xml" in told


def test_pages_that_stay_behind_are_told(tmp_path: Path) -> None:
    SCENES["masks index"][1](tmp_path / "in")
    (tmp_path / "in" / "train" / "a.jpg").unlink()
    page = photo(3, HEIGHT, WIDTH)
    page.save(tmp_path / "in" / "train" / "a.tif", save_all=True, append_images=[page, page])
    with create_project(tmp_path / "project", ClassSet()) as project:
        events = list(importing.run(project, tmp_path / "in"))
    assert any("several pages" in event.text for event in events if isinstance(event, Notice))
