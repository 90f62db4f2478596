"""Folders as other programs write them, of the formats that are read and not written: made here, plainly."""

import base64
import json
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from workbench.core.classes import ClassSet
from workbench.exchange.shapes.bridges import one_ring
from workbench.exchange.shapes.pieces import Piece, objects_of
from workbench.exchange.shapes.rings import rings
from workbench.exchange.writing.export_image import ExportImage

Make = Callable[[Path, ClassSet, Sequence[ExportImage]], None]


def masks_index(folder: Path, classes: ClassSet, images: Sequence[ExportImage]) -> None:
    for image in images:
        _png(folder / "masks" / f"{image.path.stem}.png", image.load().classes)
    _copy(folder / "images", images)
    (folder / "classes.txt").write_text("\n".join(c.name for c in classes))


def masks_binary(folder: Path, classes: ClassSet, images: Sequence[ExportImage]) -> None:
    for image in images:
        mask = image.load().classes
        for c in classes:
            _png(
                folder / "masks" / c.name / f"{image.path.stem}.png",
                np.where(mask == c.index, np.uint8(255), np.uint8(0)),
            )
    _copy(folder / "images", images)


def ade20k(folder: Path, classes: ClassSet, images: Sequence[ExportImage]) -> None:
    for image in images:
        _png(folder / "annotations" / "training" / f"{image.path.stem}.png", image.load().classes + np.uint8(1))
    _copy(folder / "images" / "training", images)
    rows = [f"{c.index + 1}\t0\t0\t0\t{c.name}" for c in classes]
    (folder / "objectInfo150.txt").write_text("\n".join(["Idx\tRatio\tTrain\tVal\tName", *rows]))


def cvat_xml(folder: Path, classes: ClassSet, images: Sequence[ExportImage]) -> None:
    _copy(folder / "images", images)
    labels = "".join(f"<label><name>{c.name}</name></label>" for c in classes)
    text = f"<annotations><version>1.1</version><meta><task><labels>{labels}</labels></task></meta>"
    for number, image in enumerate(images):
        text += f'<image id="{number}" name="{image.name}" width="{image.width}" height="{image.height}">'
        for piece in objects_of(image.load().classes, classes):
            height, width = piece.patch.inside.shape
            flat = np.concatenate([[False], piece.patch.inside.ravel(), [not piece.patch.inside[-1, -1]]])
            runs = ", ".join(map(str, np.diff(np.flatnonzero(flat[1:] != flat[:-1]), prepend=0).tolist()))
            box = f'left="{piece.patch.left}" top="{piece.patch.top}" width="{width}" height="{height}"'
            text += f'<mask label="{classes.name_of(piece.number)}" rle="{runs}" {box}/>'
        text += "</image>"
    (folder / "annotations.xml").write_text(text + "</annotations>")


def supervisely(folder: Path, classes: ClassSet, images: Sequence[ExportImage]) -> None:
    _copy(folder / "set" / "img", images)
    rows = [{"title": c.name, "color": "#{:02x}{:02x}{:02x}".format(*c.color)} for c in classes]
    _json(folder / "meta.json", {"classes": rows, "tags": []})
    for image in images:
        things = [
            {
                "classTitle": classes.name_of(piece.number),
                "geometryType": "bitmap",
                "bitmap": {"origin": [piece.patch.left, piece.patch.top], "data": _bitmap(piece)},
            }
            for piece in objects_of(image.load().classes, classes)
        ]
        size = {"height": image.height, "width": image.width}
        _json(folder / "set" / "ann" / f"{image.name}.json", {"size": size, "objects": things})


def label_studio(folder: Path, classes: ClassSet, images: Sequence[ExportImage]) -> None:
    _copy(folder, images)
    tasks = []
    for number, image in enumerate(images):
        share = 100 / np.array([image.width, image.height])
        results = [
            {
                "type": "polygonlabels",
                "original_width": image.width,
                "original_height": image.height,
                "value": {
                    "points": (one_ring(rings(piece.patch)) * share).tolist(),
                    "polygonlabels": [classes.name_of(piece.number)],
                },
            }
            for piece in objects_of(image.load().classes, classes)
        ]
        tasks.append({"id": number, "annotations": [{"result": results}], "data": {"image": f"/data/{image.name}"}})
    _json(folder / "export.json", tasks)


FOLDERS: dict[str, Make] = {
    "masks-index": masks_index,
    "masks-binary": masks_binary,
    "ade20k": ade20k,
    "cvat-xml": cvat_xml,
    "supervisely": supervisely,
    "label-studio": label_studio,
}
"""What makes a folder, by the name of its format."""


def _copy(folder: Path, images: Sequence[ExportImage]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for image in images:
        (folder / image.name).write_bytes(image.path.read_bytes())


def _png(path: Path, values: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), values)


def _bitmap(piece: Piece) -> str:
    pixels = np.repeat(piece.patch.inside.astype(np.uint8)[:, :, None] * 255, 4, axis=2)
    return base64.b64encode(zlib.compress(cv2.imencode(".png", pixels)[1].tobytes())).decode()


def _json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
