"""What a source is, and the errors of sources that are nothing."""

from pathlib import Path

import pytest
from exchange_scenes import photo

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, MissingError
from workbench.core.records import Split
from workbench.exchange.registry import formats_in, formats_out, read_dataset, recognise, write_dataset


def test_a_folder_of_pictures(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b10.png", "b9.jpg", "sub/c.png"):
        photo(1).save(tmp_path / name)
    (tmp_path / "notes.txt").touch()
    dataset = read_dataset(tmp_path)
    assert (dataset.format, len(dataset.classes)) == ("images", 0)
    assert [i.name for i in dataset.images] == ["b9.jpg", "b10.png", "sub/c.png"]
    assert all(i.load is None and i.split is Split.NONE for i in dataset.images)


def test_a_single_picture(tmp_path: Path) -> None:
    photo(1).save(tmp_path / "one.png")
    assert recognise(tmp_path / "one.png") == ("images", "one picture")
    assert [i.path for i in read_dataset(tmp_path / "one.png").images] == [tmp_path / "one.png"]


def test_pictures_of_a_voc_folder_can_be_asked_for(tmp_path: Path) -> None:
    for name in ("JPEGImages", "SegmentationClass"):
        (tmp_path / name).mkdir()
    photo(1).save(tmp_path / "JPEGImages" / "a.jpg")
    assert recognise(tmp_path)[0] == "voc"
    assert read_dataset(tmp_path, "images").format == "images"


def test_sources_that_are_nothing_say_what_to_do(tmp_path: Path) -> None:
    for source, kind, words in (
        (tmp_path / "gone", MissingError, "gone is not there"),
        (tmp_path / "empty", BadInputError, "empty"),
        (tmp_path / "text", BadInputError, "no dataset that is known here"),
        (tmp_path / "set.zip", BadInputError, "a file that is no picture"),
    ):
        if source.suffix:
            source.touch()
        elif source.name != "gone":
            source.mkdir()
        if source.name == "text":
            (source / "readme.txt").touch()
        with pytest.raises(kind, match=words) as caught:
            read_dataset(source)
        assert caught.value.cure


def test_an_unknown_format_names_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").touch()
    for call in (lambda: read_dataset(tmp_path, "coc"), lambda: next(write_dataset("coc", tmp_path, ClassSet(), []))):
        with pytest.raises(BadInputError, match="'coc'") as caught:
            call()
        assert "voc" in caught.value.cure
    assert {"voc", "coco", "labelme", "images"} <= {row.name for row in formats_in()}
    assert {"voc"} <= {row.name for row in formats_out()}


def test_a_named_format_that_is_not_there_is_refused(tmp_path: Path) -> None:
    photo(1).save(tmp_path / "a.png")
    with pytest.raises(BadInputError, match="no VOC folder"):
        read_dataset(tmp_path, "voc")
