"""manifest.json: where each image comes from, what is painted on it and by whom, and what the proof found."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import finish, painted, photo

from workbench.core.classes import ClassSet
from workbench.core.mask import LabelMask, Origin
from workbench.core.records import Split
from workbench.exchange.registry import formats_out, read_dataset, write_dataset
from workbench.exchange.writing.choice import ExportChoice
from workbench.exchange.writing.export_image import ExportImage

VALUES = (0, 1, 7, 200, 255)


@pytest.fixture
def images(tmp_path: Path) -> list[ExportImage]:
    """Three pictures, each pixel of whose masks somebody else may have set."""
    made = []
    for number, name in enumerate(("a.jpg", "ü.png", "c.webp")):
        photo(number, 40, 50).save(tmp_path / name)
        classes = painted(number, VALUES, 40, 50)
        origin = painted(number + 9, (1, 2, 3), 40, 50)
        mask = LabelMask(classes, np.where(classes == 255, 0, origin).astype(np.uint8))
        made.append(ExportImage(name, tmp_path / name, Split.TRAIN, 40, 50, lambda mask=mask: mask))
    return made


def manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def counted(mask: np.ndarray, origin: np.ndarray, classes: ClassSet) -> dict:
    """What a slow, plain count of a mask tells."""
    return {
        "classes": {c.name: int((mask == c.index).sum()) for c in classes if (mask == c.index).any()},
        "unlabelled": int((mask == 255).sum()),
        "set_by": {who: int((origin == Origin[who.upper()]).sum()) for who in ("hand", "accepted", "imported")},
    }


@pytest.mark.parametrize("format_name", [row.name for row in formats_out()])
def test_every_format_tells_where_each_image_comes_from_and_who_painted_it(
    tmp_path: Path, images: list[ExportImage], classes: ClassSet, format_name: str
) -> None:
    proof = finish(write_dataset(format_name, tmp_path / "out", classes, images))
    found = manifest(tmp_path / "out")
    assert found["format"] == format_name
    assert found["proof"]["images"] == proof.images == 3
    assert found["proof"]["pixels"] == 3 * 40 * 50
    assert found["proof"]["differing"] == proof.differing
    assert found["proof"]["rule"]
    assert [row["id"] for row in found["files"]] == ["a", "u", "c"]
    for row, image in zip(found["files"], images, strict=True):
        assert row["original"] == str(image.path)
        assert row["sha256"] == hashlib.sha256(image.path.read_bytes()).hexdigest()
        mask = image.load()
        assert {key: row[key] for key in ("classes", "unlabelled", "set_by")} == counted(
            mask.classes, mask.origin, classes
        )
    together = [np.concatenate([getattr(i.load(), plane) for i in images]) for plane in ("classes", "origin")]
    assert found["painted"] == counted(*together, classes)
    assert "box" not in found["files"][0]


def test_what_was_chosen_and_which_part_a_tile_is(tmp_path: Path, images: list[ExportImage], classes: ClassSet) -> None:
    choice = ExportChoice(classes=frozenset({1, 7}), unlabelled_as="rest", tile=32)
    finish(write_dataset("voc", tmp_path / "out", classes, images[:1], choice))
    found = manifest(tmp_path / "out")
    assert ExportChoice.from_json(found["choice"]) == choice
    whole = images[0].load()
    for row in found["files"]:
        top, left, bottom, right = row["box"]
        assert (bottom - top, right - left) == (32, 32)
        part = np.where(np.isin(whole.classes, (1, 7)), whole.classes, 201)[top:bottom, left:right]
        origin = np.where(np.isin(whole.classes, (1, 7)), whole.origin, 0)[top:bottom, left:right]
        assert row["classes"] == counted(part, origin, read_dataset(tmp_path / "out").classes)["classes"]
        assert row["set_by"] == counted(part, origin, classes)["set_by"]
        assert row["sha256"] == hashlib.sha256(images[0].path.read_bytes()).hexdigest()


def test_two_exports_of_the_same_are_the_same(tmp_path: Path, images: list[ExportImage], classes: ClassSet) -> None:
    for name in ("first", "second"):
        finish(write_dataset("voc", tmp_path / name, classes, images))
    first, second = (
        {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("first", "second")
    )
    assert first == second
    assert "manifest.json" in first
