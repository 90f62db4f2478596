"""Sources that are broken or mean harm: refused with the file and the place, quickly, and nothing is written."""

import base64
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from format_scenes import HEIGHT, SCENES, WIDTH
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.events import Event, Imported, Refused
from workbench.exchange.registry import read_dataset
from workbench.services import importing
from workbench.services.library import create_project

NAN, INFINITE = float("nan"), float("inf")


def changed(root: Path, name: str, change: Callable[[Any], object]) -> Path:
    """A scene whose only JSON document was changed in place."""
    SCENES[name][1](root)
    (document,) = [p for p in root.rglob("*.json") if p.name != "meta.json"]
    content = json.loads(document.read_text())
    change(content)
    document.write_text(json.dumps(content))
    return document


def put(*keys: object, value: object) -> Callable[[Any], object]:
    """Set one value deep inside."""

    def change(content: Any) -> None:
        for key in keys[:-1]:
            content = content[key]
        content[keys[-1]] = value

    return change


def imported(source: Path) -> tuple[list[Event], list[str], list[str]]:
    """Import into a new project: the events, and the names of the images and the classes that it holds then."""
    with create_project(source.parent / "project", ClassSet()) as project:
        events = list(importing.run(project, source))
        return events, [image.name for image in project.images()], [c.name for c in project.classes]


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        (
            "coco",
            put("annotations", 0, "segmentation", 0, 3, value=NAN),
            "annotations[0].segmentation[0] holds a",
        ),
        ("coco", put("annotations", 1, "segmentation", 0, 3, value=1e300), "annotations[1].segmentation[0] holds a po"),
        (
            "coco",
            put("annotations", 1, "segmentation", 0, 3, value=10**400),
            "annotations[1].segmentation[0] holds",
        ),
        (
            "coco",
            put("annotations", 1, "segmentation", 0, value=[1, 2, 3]),
            "annotations[1].segmentation[0] is no",
        ),
        ("coco", put("annotations", 1, "segmentation", value="x"), "annotations[1].segmentation is no list"),
        ("coco", put("annotations", 1, "category_id", value=8), "annotations[1].category_id is 8"),
        ("coco", put("images", 0, "width", value=13), "13 x 9"),
        ("coco", put("images", 0, "height", value=10**9), "12 x 1000000000"),
        ("coco", put("images", 0, "width", value=-4), "images[0].width is -4"),
        ("coco runs", put("annotations", 1, "segmentation", "counts", 1, value=10**30), "annotations[1]: The runs"),
        ("coco runs", put("annotations", 1, "segmentation", "counts", 0, value=-3), "annotations[1]: A run is shorter"),
        ("coco runs", put("annotations", 1, "segmentation", "counts", value=[50, 10]), "The runs have 60 pixels"),
        ("coco runs", put("annotations", 1, "segmentation", "size", value=[10**6, 10**6]), "segmentation.size is"),
        ("coco runs", put("annotations", 0, "segmentation", "counts", value=""), "The runs have 0 pixels"),
        ("coco runs", put("annotations", 0, "segmentation", "counts", value="ooooooooo"), "break off"),
        ("coco runs", put("annotations", 0, "segmentation", "counts", value="oooooooooo0"), "longer than any picture"),
        ("coco runs", put("annotations", 0, "segmentation", "counts", value="ä"), "none of theirs"),
        ("coco panoptic", put("annotations", 0, "segments_info", 0, "id", value=262), "holds the segment 261"),
        ("coco panoptic", put("annotations", 0, "segments_info", 0, "category_id", value=2), "category_id is 2"),
        ("labelme", put("shapes", 0, "mask", value="!!!"), "shapes[0]: The text is no base64"),
        ("labelme", put("shapes", 0, "mask", value="aGFsbG8="), "shapes[0].mask is not a picture"),
        ("labelme", put("shapes", 1, "points", value=[[1, 2]]), "shapes[1].points has 1 points; a rectangle has 2"),
        ("labelme", put("shapes", 1, "points", 0, 0, value=NAN), "shapes[1].points holds a point"),
        ("labelme", put("shapes", 1, "shape_type", value="cuboid"), "shapes[1].shape_type is 'cuboid'"),
        ("labelme embedded", put("imageData", value="AAAA"), "a.json is not a picture"),
        (
            "label studio",
            put(0, "annotations", 1, "result", 0, "value", "rle", 3, value=0),
            "bytes; 12 x 9 pixels",
        ),
        ("label studio", put(0, "annotations", 1, "result", 0, "value", "rle", value=[0, 0, 1, 176]), "breaks off"),
        ("label studio", put(0, "annotations", 1, "result", 0, "value", "rle", value=[300]), "rle is no list of bytes"),
        (
            "label studio",
            put(0, "annotations", 1, "result", 0, "original_width", value=24),
            "has another size",
        ),
        ("label studio", put(0, "annotations", 1, "result", 0, "value", "rle", value=10**9), "rle is no list of bytes"),
        ("supervisely", put("objects", 1, "bitmap", "data", value="eJw="), "objects[1]"),
        ("supervisely", put("objects", 0, "classTitle", value="tram"), "objects[0].classTitle is 'tram'"),
        (
            "cityscapes polygons",
            put("objects", 0, "polygon", value=[[1, 2], [3]]),
            "objects[0].polygon is no list",
        ),
    ],
)
def test_one_bad_value_refuses_the_image_and_names_the_place(
    name: str, change: Callable[[Any], object], words: str, tmp_path: Path
) -> None:
    document = changed(tmp_path / "in", name, change)
    events, images, classes = imported(tmp_path / "in")
    (refused,) = [event for event in events if isinstance(event, Refused)]
    assert words in refused.reason
    assert document.name in refused.reason or "a.png" in refused.reason
    assert refused.cure
    assert (images, classes) == ([], [])
    assert isinstance(events[-1], Imported)


@pytest.mark.parametrize(
    ("name", "file", "old", "new", "words"),
    [
        ("cvat", "annotations.xml", 'points="6.0', 'points="nan', "polygon 1: 'points' holds"),
        ("cvat", "annotations.xml", "6.0,5.0;", "6.0;", "polygon 1: 'points' is no list"),
        ("cvat", "annotations.xml", 'z_order="2"', 'z_order="up"', "polygon 1: 'z_order' is 'up'"),
        ("cvat", "annotations.xml", '<box label="car"', '<blob label="car"', "blob 3 is a kind of shape"),
        ("cvat masks", "annotations.xml", 'width="7"', 'width="8"', "mask 1: The runs have 49 pixels; 8 x 7"),
        ("cvat masks", "annotations.xml", 'width="7" height="7"', 'width="99999" height="99999"', "larger than the im"),
        ("cvat masks", "annotations.xml", 'rle="', 'rle="x', "mask 1: 'rle' is no list"),
        ("yolo", "a.txt", "0.250000000", "nan", "a.txt: line 1 holds a number that is no fraction"),
        ("yolo", "a.txt", "0.25", "a", "a.txt: line 1 holds a word"),
        ("yolo", "a.txt", "0 0.5", "7 0.5", "a.txt: line 2 begins with '7'"),
        ("yolo", "a.txt", "1 0.25", "1 0.1 0.25", "a.txt: line 1 has 9 numbers"),
        ("ade20k of 2017", "a_atr.txt", "002", "003", "number 2, which"),
        ("ade20k of 2017", "a_atr.txt", "002 #", "two", "a_atr.txt: line 2 is no row"),
    ],
)
def test_one_bad_line_refuses_the_image_and_names_the_line(
    name: str, file: str, old: str, new: str, words: str, tmp_path: Path
) -> None:
    SCENES[name][1](tmp_path / "in")
    (path,) = (tmp_path / "in").rglob(file)
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    events, images, classes = imported(tmp_path / "in")
    (refused,) = [event for event in events if isinstance(event, Refused)]
    assert words in refused.reason
    assert refused.cure
    assert (images, classes) == ([], [])


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">' + "".join(
    f'<!ENTITY b{n} "{f"&b{n - 1 if n else str()};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize(
    ("name", "file", "content", "words"),
    [
        (
            "cvat",
            "annotations.xml",
            BOMB + "]><annotations><image >&b8;</image></annotations>",
            "entities or a document",
        ),
        (
            "cvat",
            "annotations.xml",
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><annotations><meta>&x;</meta></annotations>',
            "entities or a document type",
        ),
        ("cvat", "annotations.xml", "<annotations><image ></annotations>", "is no XML: mismatched tag: line 1"),
        (
            "coco",
            "instances_val.json",
            '{"images": [], "annotations": [], "categories": [',
            "is no JSON: line 1",
        ),
        ("coco", "instances_val.json", '"images" "annotations" "categories"' + "[" * 99999, "is no JSON"),
        ("coco", "instances_val.json", '{"images": 3, "annotations": [], "categories": []}', "images is no list"),
        ("coco", "instances_val.json", "[" * 99999 + '"images" "annotations" "categories"', "deeper than any dataset"),
        ("yolo", "data.yaml", "names: &a [*a, *a]\n", "data.yaml is no YAML"),
        ("yolo", "data.yaml", "names: [" + "[" * 5000, "data.yaml is no YAML"),
        ("yolo", "data.yaml", "names: !!python/object/apply:os.system [ls]\n", "data.yaml is no YAML"),
        ("yolo", "data.yaml", "names: 5\n", "names is no object"),
        ("yolo", "data.yaml", "names:\n" + "".join(f"  {n}: c{n}\n" for n in range(300)), "has 300 classes"),
        ("masks index", "classes.txt", "".join(f"c{n}\n" for n in range(300)), "has 300 classes"),
        ("masks rgb", "class_dict.csv", "name,r,g,b\ncar,1,2,999\n", "line 2 has '999'"),
        ("masks rgb", "class_dict.csv", "r,g,b\n1,2,3\n", "no column of names"),
        ("roboflow", "_classes.csv", "Pixel Value, Class\n-1, car\n", "line 2 has '-1'"),
        ("supervisely", "meta.json", '{"classes": [{"name": "car"}]}', "classes[0] lacks 'title'"),
    ],
)
def test_a_broken_table_refuses_the_source_and_changes_nothing(
    name: str, file: str, content: str, words: str, tmp_path: Path
) -> None:
    SCENES[name][1](tmp_path / "in")
    (path,) = (tmp_path / "in").rglob(file)
    path.write_text(content)
    with create_project(tmp_path / "project", ClassSet()) as project:
        with pytest.raises(BadInputError) as caught:
            list(importing.run(project, tmp_path / "in", SCENES[name][0]))
        assert (project.images(), len(project.classes)) == ([], 0)
    assert words in caught.value.message
    assert path.name in caught.value.message
    assert caught.value.cure


@pytest.mark.parametrize("named", ["../../secret.png", "/etc/secret.png", "..\\..\\secret.png", "C:\\secret.png", ""])
@pytest.mark.parametrize("name", ["coco", "labelme", "cvat", "coco panoptic"])
def test_no_document_reaches_a_file_outside_its_source(name: str, named: str, tmp_path: Path) -> None:
    root = tmp_path / "a" / "b" / "in"
    SCENES[name][1](root)
    (picture,) = [p for p in root.rglob("a.png") if "panoptic_val" not in p.parts]
    picture.rename(tmp_path / "a" / "secret.png")
    for document in [*root.rglob("*.json"), *root.rglob("*.xml")]:
        text = document.read_text()
        for old in ("somewhere/a.png", "C:\\\\work\\\\a.png", "a.png"):
            text = text.replace(f'"{old}"', json.dumps(named), 1 if old == "a.png" else -1)
        document.write_text(text)
    events, images, _ = imported(root)
    assert images == []
    assert not any(isinstance(e, Imported) and e.images for e in events)


@pytest.mark.parametrize(
    "named", ["../../../out.png", "C:\\x\\out.png", "o\0t.png", "9" * 5000, "\ud83d.png", "", "con"]
)
def test_a_picture_inside_a_document_stays_in_the_project(named: str, tmp_path: Path) -> None:
    changed(tmp_path / "in", "labelme embedded", put("imagePath", value=named))
    with create_project(tmp_path / "project", ClassSet()) as project:
        list(importing.run(project, tmp_path / "in"))
        (image,) = project.images()
        assert image.path.parent == project.folder / "images"
        assert project.areas(image.id)
    assert {p.name for p in tmp_path.iterdir()} == {"in", "project"}


def test_names_with_halves_of_letters_become_names(tmp_path: Path) -> None:
    changed(tmp_path / "in", "coco", put("categories", 0, "name", value="c\ud83dr, fast:\n"))
    _, images, classes = imported(tmp_path / "in")
    assert (images, classes) == (["a.png"], ["background", "c r  fast", "person"])


def test_a_compressed_mask_cannot_unpack_to_gigabytes(tmp_path: Path) -> None:
    bomb = base64.b64encode(zlib.compress(b"\0" * 200_000_000, 9)).decode()
    changed(tmp_path / "in", "supervisely", put("objects", 1, "bitmap", "data", value=bomb))
    events, images, _ = imported(tmp_path / "in")
    assert [type(e) for e in events].count(Refused) == 1
    assert images == []


def test_a_jagged_outline_is_refused_before_it_takes_minutes(tmp_path: Path) -> None:
    """Up and down for ever: few points, and each edge crosses every row of a tall picture."""
    ring = [value for n in range(80_000) for value in (n % 12, 0 if n % 2 else 1_000_000)]
    SCENES["coco"][1](tmp_path / "in")
    (picture,) = (tmp_path / "in").rglob("a.png")
    Image.new("1", (12, 5000)).save(picture)
    (document,) = (tmp_path / "in").rglob("*.json")
    content = json.loads(document.read_text())
    content["images"][0]["height"] = 5000
    content["annotations"][0]["segmentation"] = [ring]
    document.write_text(json.dumps(content))
    events, _, _ = imported(tmp_path / "in")
    (refused,) = [e for e in events if isinstance(e, Refused)]
    assert "annotations[0]: An outline crosses" in refused.reason


def test_equal_names_are_one_class_and_void_is_none(tmp_path: Path) -> None:
    document = changed(tmp_path / "in", "coco", lambda c: c["categories"].append({"id": 3, "name": "CAR"}))
    content = json.loads(document.read_text())
    content["categories"] += [{"id": 4, "name": "void"}]
    content["annotations"][0]["category_id"] = 3
    document.write_text(json.dumps(content))
    assert [c.name for c in read_dataset(tmp_path / "in").classes] == ["background", "car", "person"]


def test_more_classes_than_a_mask_holds_come_in_when_few_are_used(tmp_path: Path) -> None:
    changed(
        tmp_path / "in", "coco", lambda c: c["categories"].extend({"id": n, "name": f"c{n}"} for n in range(100, 1300))
    )
    dataset = read_dataset(tmp_path / "in")
    assert [c.name for c in dataset.classes] == ["background", "car", "person"]


@pytest.mark.parametrize("name", SCENES)
def test_empty_files_are_no_crash(name: str, tmp_path: Path) -> None:
    SCENES[name][1](tmp_path / "in")
    for path in sorted((tmp_path / "in").rglob("*.*")):
        if path.is_file():
            kept = path.read_bytes()
            path.write_bytes(b"")
            told, masks = "", []
            try:
                masks = [image.load() for image in read_dataset(tmp_path / "in", SCENES[name][0]).images if image.load]
            except WorkbenchError as error:
                told = error.message
            assert not told or str(tmp_path / "in") in told, told
            assert all(mask.classes.shape == (HEIGHT, WIDTH) for mask in masks), path
            path.write_bytes(kept)


def test_a_mask_that_claims_to_be_huge_is_refused_by_its_header(tmp_path: Path) -> None:
    """A PNG of a few hundred bytes whose head tells 30,000 x 30,000 pixels; its pixels are never asked for."""
    for name in ("masks rgb", "masks index", "masks binary", "voc", "ade20k", "cityscapes", "coco panoptic"):
        root = tmp_path / name
        SCENES[name][1](root / "in")
        masks = [p for p in (root / "in").rglob("*.png") if p.stat().st_size < 400]
        (mask, *_) = [p for p in masks if "color" not in p.name and p.parent.name != "leftImg8bit"]
        data = bytearray(mask.read_bytes())
        data[16:24] = (30_000).to_bytes(4, "big") * 2
        data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
        mask.write_bytes(data)
        events = list(importing_events(root))
        refused = [e.reason for e in events if isinstance(e, Refused)]
        assert any("30000 x 30000" in reason and mask.name in reason for reason in refused), (name, refused)


def importing_events(root: Path) -> list[Event]:
    """Import a folder "in" as whatever it is named after."""
    with create_project(root / "project", ClassSet()) as project:
        return list(importing.run(project, root / "in", SCENES[root.name][0]))
