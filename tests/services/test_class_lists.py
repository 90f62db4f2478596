"""Lists of classes: typed, pasted, from files, and the sets that travel with the program."""

from pathlib import Path

import pytest

from workbench.core.classes import BACKGROUND_COLOR, DISPLAY_COLORS, ClassSet
from workbench.core.errors import BadInputError
from workbench.services.class_lists import classes_from_text, read_class_list, templates, text_of

CAMVID = {
    "sky": (128, 128, 128),
    "building": (128, 0, 0),
    "pole": (192, 192, 128),
    "road": (128, 64, 128),
    "pavement": (60, 40, 222),
    "tree": (128, 128, 0),
    "signsymbol": (192, 128, 128),
    "fence": (64, 64, 128),
    "car": (64, 0, 128),
    "pedestrian": (64, 64, 0),
    "bicyclist": (0, 128, 192),
}

SOME_OF_VOC = {"background": (0, 0, 0), "aeroplane": (128, 0, 0), "cow": (64, 128, 0), "tvmonitor": (0, 64, 128)}

SOME_OF_CITYSCAPES = {"road": (128, 64, 128), "rider": (255, 0, 0), "bicycle": (119, 11, 32)}


def shown(classes: ClassSet) -> dict[str, tuple[int, int, int]]:
    return {c.name: c.color for c in classes}


def test_lines_commas_colours_and_comments() -> None:
    found = classes_from_text("# my cells\nbackground\n\ncell #FF8000, nucleus\n  red blood cell  \n#ff0000\n")
    assert shown(found) == {
        "background": BACKGROUND_COLOR,
        "cell": (255, 128, 0),
        "nucleus": DISPLAY_COLORS[2],
        "red blood cell": DISPLAY_COLORS[3],
    }
    assert [(c.index, c.key) for c in found] == [(0, "1"), (1, "2"), (2, "3"), (3, "4")]


def test_what_is_written_out_is_read_back() -> None:
    found = classes_from_text("a #010203, number #2, b")
    assert classes_from_text(text_of(found)) == found
    assert found.classes[1].name == "number #2"


def test_the_same_name_twice_is_refused() -> None:
    with pytest.raises(BadInputError, match="called 'Car' already"):
        classes_from_text("car\nCar")


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("classes.txt", "\ufeffcell\r\nnut #0a0b0c\r\n", {"cell": DISPLAY_COLORS[0], "nut": (10, 11, 12)}),
        ("obj.names", "cell\nnut\n", {"cell": DISPLAY_COLORS[0], "nut": DISPLAY_COLORS[1]}),
        ("labelmap.txt", "# label:color\nignored:0,0,0::\ncell:1,2,3::\n", {"cell": (1, 2, 3)}),
        ("class_dict.csv", "name,r,g,b\ncell,4,5,6\nVoid,0,0,0\n", {"cell": (4, 5, 6)}),
        ("types.json", '[{"name": "cell: a", "color": "#070809"}]', {"cell  a": (7, 8, 9)}),
    ],
)
def test_files_of_many_kinds(tmp_path: Path, name: str, content: str, wanted: dict) -> None:
    (tmp_path / name).write_bytes(content.encode())
    assert shown(read_class_list(tmp_path / name)) == wanted


@pytest.mark.parametrize("content", [b"", b"# only a comment\n", b"\xff\xfe\x00", b"unlabelled\n"])
def test_a_file_without_classes_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "classes.txt").write_bytes(content)
    with pytest.raises(BadInputError, match=r"classes\.txt"):
        read_class_list(tmp_path / "classes.txt")


def test_the_known_sets_are_as_they_were_published() -> None:
    found = {template.title: template for template in templates()}
    assert list(found) == [
        "Background and foreground, 2 classes",
        "CamVid, 11 classes",
        "Cityscapes, 19 classes",
        "PASCAL VOC, 21 classes",
    ]
    assert all(str(len(one.classes)) in title and len(one.source) > 20 for title, one in found.items())
    assert shown(found["CamVid, 11 classes"].classes) == CAMVID
    assert shown(found["PASCAL VOC, 21 classes"].classes).items() >= SOME_OF_VOC.items()
    assert shown(found["Cityscapes, 19 classes"].classes).items() >= SOME_OF_CITYSCAPES.items()
