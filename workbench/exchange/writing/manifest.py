"""manifest.json: where each image comes from, what is painted on it and by whom, and what the proof found."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench import __version__
from workbench.core.classes import ClassSet
from workbench.core.geometry import Rect
from workbench.core.mask import UNLABELLED, LabelMask, Origin, value_counts
from workbench.exchange.writing.choice import ExportChoice
from workbench.exchange.writing.export_image import ExportImage
from workbench.exchange.writing.writer import Item

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Proof:
    """What reading an export back has found.

    Attributes:
        images: how many were compared.
        pixels: how many pixels their masks have.
        differing: pixels that came back as another class.
        rule: in words, what is let pass.
        loses: in words, what the format cannot hold.
    """

    images: int
    pixels: int
    differing: int
    rule: str
    loses: str


@dataclass(frozen=True, slots=True, eq=False)
class ManifestRow:
    """What the manifest tells of one image.

    Attributes:
        item: what it is called.
        original: where the picture lies.
        sha256: of that file.
        box: the part of the upright picture; None for the whole.
        areas: pixels of each number that occurs in the written mask.
        origins: pixels of each `Origin` that occurs in it.
    """

    item: Item
    original: Path
    sha256: str
    box: Rect | None
    areas: Counter[int]
    origins: Counter[int]


def manifest_row(image: ExportImage, item: Item, mask: LabelMask, sha256: str) -> ManifestRow:
    """The row of an image whose picture has that hash."""
    box = None if image.part is None else image.part.box
    areas, origins = Counter(value_counts(mask.classes)), Counter(value_counts(mask.origin))
    return ManifestRow(item, image.path, sha256, box, areas, origins)


def write_manifest(
    folder: Path,
    format_name: str,
    choice: ExportChoice,
    classes: ClassSet,
    rows: Sequence[ManifestRow],
    proof: Proof,
) -> None:
    """Write the manifest: one line an image. It tells no time, so that two exports of the same are the same."""
    names = {c.index: c.name for c in classes}
    areas, origins = Counter[int](), Counter[int]()
    for row in rows:
        areas.update(row.areas)
        origins.update(row.origins)
    head = {
        "program": f"workbench {__version__}",
        "format": format_name,
        "choice": choice.to_json(),
        "proof": {
            "images": proof.images,
            "pixels": proof.pixels,
            "differing": proof.differing,
            "rule": proof.rule,
            "loses": proof.loses,
        },
        "painted": _painted(names, areas, origins),
    }
    with open(folder / MANIFEST, "w", encoding="utf-8", newline="\n") as file:
        file.write("{\n")
        for key, value in head.items():
            file.write(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n")
        file.write(' "files": [\n')
        lines = (f"  {json.dumps(_plain(row, names), ensure_ascii=False)}" for row in rows)
        file.write(",\n".join(lines))
        file.write("\n ]\n}\n")


def _plain(row: ManifestRow, names: Mapping[int, str]) -> dict[str, Any]:
    box = row.box and [row.box.top, row.box.left, row.box.bottom, row.box.right]
    where = {"original": str(row.original), "sha256": row.sha256} | ({"box": box} if box else {})
    return {"id": row.item.id, "split": row.item.split.value} | where | _painted(names, row.areas, row.origins)


def _painted(names: Mapping[int, str], areas: Counter[int], origins: Counter[int]) -> dict[str, Any]:
    """Pixels by class, and by who set them."""
    found = {names[index]: areas[index] for index in sorted(areas) if index != UNLABELLED}
    by = {origin.name.lower(): origins[origin] for origin in Origin if origin is not Origin.NONE}
    return {"classes": found, "unlabelled": areas[UNLABELLED], "set_by": by}
