"""VOC folders as other programs write them, made here by hand; what each pixel must become is stated."""

from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import painted, photo
from PIL import Image

from workbench.core.arrays import U8
from workbench.core.classes import voc_palette
from workbench.core.errors import BadInputError
from workbench.core.records import Split
from workbench.exchange.dataset import FoundDataset
from workbench.exchange.registry import read_dataset
from workbench.pixels.mask_file import write_indexed

VOC_FIRST = ((0, 0, 0), (128, 0, 0), (0, 128, 0))


class Voc:
    """A VOC folder that grows by one line a thing."""

    def __init__(self, root: Path, masks: str = "SegmentationClass") -> None:
        self.root = root
        self.masks = root / masks
        (root / "JPEGImages").mkdir(parents=True)
        self.masks.mkdir()

    def picture(self, name: str, height: int = 30, width: int = 44) -> "Voc":
        photo(len(name), height, width).save(self.root / "JPEGImages" / name)
        return self

    def indexed(self, name: str, mask: U8, palette: U8 | None = None) -> "Voc":
        write_indexed(self.masks / f"{name}.png", mask, palette)
        return self

    def colors(self, name: str, pixels: U8) -> "Voc":
        Image.fromarray(pixels).save(self.masks / f"{name}.png")
        return self

    def text(self, name: str, *lines: str, encoding: str = "utf-8", end: str = "\n") -> "Voc":
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("".join(line + end for line in lines).encode(encoding))
        return self


@pytest.fixture
def voc(tmp_path: Path) -> Voc:
    return Voc(tmp_path / "set").picture("a.jpg")


def loaded(dataset: FoundDataset, place: int = 0) -> U8:
    load = dataset.images[place].load
    assert load is not None
    return load().classes


def refused(dataset: FoundDataset, place: int, words: str) -> BadInputError:
    with pytest.raises(BadInputError, match=words) as caught:
        loaded(dataset, place)
    assert caught.value.cure
    return caught.value


def names(dataset: FoundDataset) -> dict[int, str]:
    return {c.index: c.name for c in dataset.classes}


def palette_of(*colors: tuple[int, int, int]) -> U8:
    """A palette that begins with those colours; the rest is a grey that no class has."""
    palette = np.full((256, 3), 77, dtype=np.uint8)
    palette[: len(colors)] = colors
    return palette


def test_the_wrapper_of_the_download_is_found(tmp_path: Path) -> None:
    mask = painted(1, (0, 15, 255))
    Voc(tmp_path / "x" / "VOCdevkit" / "VOC2007").picture("a.jpg").indexed("a", mask)
    dataset = read_dataset(tmp_path / "x")
    assert dataset.classes.name_of(15) == "person"
    assert np.array_equal(loaded(dataset), mask)


def test_two_years_are_told_and_neither_is_guessed(tmp_path: Path) -> None:
    for year in ("VOC2007", "VOC2012"):
        Voc(tmp_path / year).picture("a.jpg")
    with pytest.raises(BadInputError, match="VOC2007, VOC2012"):
        read_dataset(tmp_path)


@pytest.mark.parametrize("folder", ["SegmentationClass", "SegmentationClassPNG", "SegmentationClassRaw"])
def test_all_names_of_the_mask_folder(tmp_path: Path, folder: str) -> None:
    mask = painted(1, (0, 20))
    assert np.array_equal(
        loaded(read_dataset(Voc(tmp_path / "s", folder).picture("a.JPEG").indexed("a", mask).root)), mask
    )


def test_splits_of_the_lists(voc: Voc) -> None:
    for name in ("b.jpg", "c.png", "d.jpg", "e.jpg"):
        voc.picture(name)
    voc.text("ImageSets/Segmentation/train.txt", "a", "gone1", "gone2", encoding="utf-8-sig", end="\r\n")
    voc.text("ImageSets/Segmentation/val.txt", "b", "", "a")
    voc.text("ImageSets/Segmentation/test.txt", "c.png")
    voc.text("ImageSets/Segmentation/trainval.txt", "a", "b", "d")
    voc.text("ImageSets/Main/val.txt", "e")
    dataset = read_dataset(voc.root)
    assert {i.name: i.split for i in dataset.images} == {
        "a.jpg": Split.TRAIN,
        "b.jpg": Split.VAL,
        "c.png": Split.TEST,
        "d.jpg": Split.NONE,
        "e.jpg": Split.NONE,
    }
    assert any("train.txt names 3 images; 2 of them" in n for n in dataset.notices)
    assert any("1 images are in two lists" in n for n in dataset.notices)


def test_main_lists_serve_when_there_are_no_others(voc: Voc) -> None:
    voc.text("ImageSets/Main/val.txt", "a  1").text("ImageSets/Main/cat_train.txt", "a -1")
    assert read_dataset(voc.root).images[0].split is Split.VAL


def test_a_picture_without_a_mask_is_unlabelled_and_not_background(voc: Voc) -> None:
    voc.picture("b.jpg").indexed("a", painted(1, (0, 1)))
    dataset = read_dataset(voc.root)
    assert [i.load is None for i in dataset.images] == [False, True]
    assert dataset.images[1].mask is None


def test_masks_without_a_picture_are_told(voc: Voc) -> None:
    dataset = read_dataset(voc.indexed("a", painted(1, (0, 1))).indexed("z", painted(1, (0, 1))).root)
    assert len(dataset.images) == 1
    assert any("1 masks in SegmentationClass have no picture" in n for n in dataset.notices)


def test_rgb_masks_are_looked_up_and_unknown_colours_are_counted(voc: Voc) -> None:
    table = np.array([(10, 20, 30), (200, 0, 0), (224, 224, 192), (1, 2, 3)], dtype=np.uint8)
    kind = painted(1, (0, 1, 2, 3))
    voc.colors("a", table[kind]).text(
        "labelmap.txt", "# head", "", "sky:10,20,30::", "ink:200,0,0:a,b:c", "ignored:224,224,192::"
    )
    dataset = read_dataset(voc.root)
    assert names(dataset) == {0: "sky", 1: "ink"}
    assert [c.color for c in dataset.classes] == [(10, 20, 30), (200, 0, 0)]
    assert np.array_equal(loaded(dataset), np.array([0, 1, 255, 255], dtype=np.uint8)[kind])
    load = dataset.images[0].load
    assert load is not None
    (remark,) = load().remarks
    assert (remark.count, remark.what.split(";")[0]) == ((kind == 3).sum(), "pixels have a colour of no class")


def test_rgb_masks_without_a_table_have_vocs_colours(voc: Voc) -> None:
    mask = painted(1, (0, 2, 20, 255))
    dataset = read_dataset(voc.colors("a", voc_palette()[mask]).root)
    assert dataset.classes.name_of(2) == "bicycle"
    assert np.array_equal(loaded(dataset), mask)


def test_a_row_with_a_voc_colour_is_that_number(voc: Voc) -> None:
    """Datumaro writes rows in its own order; colour (192,128,128) is VOC's 15."""
    mask = painted(1, (0, 15, 255))
    voc.indexed("a", mask).text("labelmap.txt", "person:192,128,128::", "background:0,0,0::", "ignored:224,224,192::")
    dataset = read_dataset(voc.root)
    assert names(dataset) == {15: "person", 0: "background"}
    assert np.array_equal(loaded(dataset), mask)


def test_a_table_of_other_colours_numbers_its_rows(voc: Voc) -> None:
    """Grey masks hold row numbers; the row for void becomes unlabelled and leaves a gap."""
    mask = painted(1, (0, 1, 2, 255))
    Image.fromarray(mask).save(voc.masks / "a.png")
    voc.text("labelmap.txt", "sky:9,9,9::", "void:5,5,5::", "sea:0,0,255::")
    dataset = read_dataset(voc.root)
    assert names(dataset) == {0: "sky", 2: "sea"}
    table = np.full(256, 255, dtype=np.uint8)
    table[[0, 2]] = 0, 2
    assert np.array_equal(loaded(dataset), table[mask])


def test_a_palette_of_the_tables_colours_goes_before_the_values(voc: Voc) -> None:
    """The same colours in another order, as image programs leave them after reducing an RGB mask."""
    mask = painted(1, (0, 1))
    voc.indexed("a", mask, palette_of((0, 0, 255), (9, 9, 9))).text("labelmap.txt", "sky:9,9,9::", "sea:0,0,255::")
    assert np.array_equal(loaded(read_dataset(voc.root)), 1 - mask)


def test_vocs_own_palette_beside_colours_for_the_eye_means_values(voc: Voc) -> None:
    """Value 2 has VOC's colour (0,128,0), which the table gives to row 0: the value counts all the same."""
    mask = painted(1, (0, 1, 2))
    voc.indexed("a", mask).text("labelmap.txt", "grass:0,128,0::", "sky:9,9,9::", "sea:0,0,255::")
    assert np.array_equal(loaded(read_dataset(voc.root)), mask)


def test_class_names_number_the_lines(voc: Voc) -> None:
    mask = painted(1, (0, 1, 2, 255))
    dataset = read_dataset(
        voc.indexed("a", mask).text("class_names.txt", "_background_", "tv/monitor", "wall, brick").root
    )
    assert names(dataset) == {0: "_background_", 1: "tv/monitor", 2: "wall  brick"}
    assert np.array_equal(loaded(dataset), mask)


def test_values_beyond_voc_become_numbered_classes(voc: Voc) -> None:
    mask = painted(1, (3, 90, 255))
    dataset = read_dataset(voc.indexed("a", mask).root)
    assert names(dataset) == {3: "class 3", 90: "class 90"}
    assert np.array_equal(loaded(dataset), mask)


def test_a_value_without_a_class_refuses_that_image_alone(voc: Voc) -> None:
    voc.picture("b.jpg").indexed("a", painted(1, (0, 9))).indexed("b", painted(1, (0, 1)))
    dataset = read_dataset(voc.text("class_names.txt", "sky", "sea").root)
    assert "a.png" in refused(dataset, 0, "the value 9").message
    assert loaded(dataset, 1).max() == 1


def test_another_size_is_refused_with_both_files_and_sizes(voc: Voc) -> None:
    dataset = read_dataset(voc.indexed("a", painted(1, (0, 1), height=31)).root)
    message = refused(dataset, 0, "44 x 30").message
    assert all(part in message for part in ("a.jpg", "a.png", "44 x 31"))


def test_the_size_of_a_turned_picture_is_its_upright_one(voc: Voc) -> None:
    tags = Image.Exif()
    tags[0x0112] = 8
    photo(5).save(voc.root / "JPEGImages" / "a.jpg", exif=tags)
    mask = painted(1, (0, 1), height=44, width=30)
    assert np.array_equal(loaded(read_dataset(voc.indexed("a", mask).root)), mask)


@pytest.mark.parametrize("tables", [(), ("class_names.txt",)])
def test_a_damaged_mask_leaves_the_others_alone(voc: Voc, tables: tuple[str, ...]) -> None:
    voc.picture("b.jpg").indexed("a", painted(1, (0, 1))).indexed("b", painted(1, (0, 1)))
    for table in tables:
        voc.text(table, "sky", "sea")
    path = voc.masks / "a.png"
    path.write_bytes(path.read_bytes()[:900])
    dataset = read_dataset(voc.root)
    refused(dataset, 0, r"a\.png")
    assert loaded(dataset, 1).max() == 1


@pytest.mark.parametrize(
    ("name", "lines", "words"),
    [
        ("labelmap.txt", ["cat:1,2::"], "cat:1,2"),
        ("labelmap.txt", ["cat:1,2,300::"], "300"),
        ("labelmap.txt", ["cat:1,2,3::", "dog:1,2,3::"], "the same colour"),
        ("labelmap.txt", ["# nothing"], "names no class"),
        ("labelmap.txt", ["cat:1,2,3::", "Cat:3,2,1::"], "called 'Cat'"),
        ("class_names.txt", [""], "names no class"),
        ("class_names.txt", [f"c{i}" for i in range(255)], "at most 254"),
        ("classes.json", ["{"], r"classes\.json"),
        (
            "classes.json",
            ['{"classes": [{"index": 0, "name": "x", "color": [1, 2, 999], "key": "", "hidden": false}]}'],
            "json",
        ),
        (
            "classes.json",
            [
                '{"classes": [{"index": 0, "name": "x", "color": [1, 2, 3], "key": "", "hidden": false, '
                '"merged_into": 1}]}'
            ],
            "json",
        ),
    ],
)
def test_a_broken_table_is_refused_by_name(voc: Voc, name: str, lines: list[str], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        read_dataset(voc.indexed("a", painted(1, (0, 1))).text(name, *lines).root)


def test_a_table_that_is_no_utf8_is_refused_by_name(voc: Voc) -> None:
    voc.indexed("a", painted(1, (0, 1))).text("class_names.txt", "größe", encoding="latin-1")
    with pytest.raises(BadInputError, match=r"class_names\.txt is not UTF-8"):
        read_dataset(voc.root)


def test_a_folder_without_pictures_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no picture"):
        read_dataset(Voc(tmp_path / "s").indexed("a", painted(1, (0, 1))).root)
