"""PASCAL VOC export with its proof, and import, on rendered 500 x 375 photographs.

The peer is labelme's way from its JSON files to a VOC folder, done with labelme's own functions on the same
photographs: what its example labelme2voc writes with --noobject --nonpy, the coloured overlays included, which a VOC
reader does not need. A second row leaves the overlays out. Ours also reads everything back and compares every pixel.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from report import Row, options, print_rows

from workbench.core.classes import ClassSet
from workbench.core.mask import LabelMask, Origin
from workbench.core.records import Split
from workbench.exchange.registry import read_dataset, write_dataset
from workbench.exchange.writing.export_image import ExportImage
from workbench.pixels.image_file import verify

HEIGHT, WIDTH = 375, 500
CLASSES = ClassSet.from_names(["background", "road", "car", "tree", "sky", "house", "person", "sign"])


def main() -> None:
    given = options(__doc__ or "")
    count, rounds = (200, 3) if given.quick else (1000, 5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shapes = [_shapes(np.random.default_rng(number)) for number in range(count)]
        images = [_render(folder, number, shapes[number]) for number in range(count)]
        has_peer = find_spec("labelme") is not None and find_spec("imgviz") is not None
        exports, imports, peers, bare = [], [], [], []
        for number in range(rounds):  # By turns, so that a busy machine slows all of them.
            exports.append(count / _seconds(lambda: _export(folder / f"out{number}", images)))  # noqa: B023
            imports.append(count / _seconds(lambda: _import(folder / "out0")))
            if has_peer:
                peers.append(_peer(folder / f"peer{number}", images[:60], shapes[:60], overlays=True))
                bare.append(_peer(folder / f"bare{number}", images[:60], shapes[:60], overlays=False))
    print_rows(
        [
            _export_row("VOC export with proof, 500 x 375", exports, peers),
            _export_row("the same, peer without overlays", exports, bare),
            Row("VOC import, pictures checked", statistics.median(imports), None, "images/s", "none", None),
        ],
        given.json,
    )


def _export_row(what: str, ours: list[float], peers: list[float]) -> Row:
    export, peer = statistics.median(ours), statistics.median(peers) if peers else None
    met = None if peer is None else export >= 10 * peer
    return Row(what, export, peer, "images/s", "10 times the peer", met)


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _export(dest: Path, images: list[ExportImage]) -> None:
    for _ in write_dataset("voc", dest, CLASSES, images):
        pass


def _import(source: Path) -> None:
    for image in read_dataset(source).images:
        verify(image.path)
        if image.load:
            image.load()


def _shapes(rng: np.random.Generator) -> list[tuple[int, list[list[float]]]]:
    """Polygons with their class numbers, later ones on top."""
    result: list[tuple[int, list[list[float]]]] = [(0, [[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]])]
    for _ in range(8):
        center, radius = rng.uniform((50, 50), (WIDTH - 50, HEIGHT - 50)), rng.uniform(15, 110)
        angles = np.sort(rng.uniform(0, 2 * np.pi, 24))
        points = center + radius * rng.uniform(0.7, 1.0, (24, 1)) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        result.append((int(rng.integers(1, len(CLASSES))), points.tolist()))
    return result


def _render(folder: Path, number: int, shapes: list[tuple[int, list[list[float]]]]) -> ExportImage:
    """A photograph of about VOC's file size, and its mask in memory."""
    rng = np.random.default_rng(number)
    rgb = np.full((HEIGHT, WIDTH, 3), 96.0, dtype=np.float32)
    mask = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    for index, points in shapes:
        outline = np.rint(points).astype(np.int32)
        cv2.fillPoly(rgb, [outline], rng.uniform(30, 220, 3).tolist())
        cv2.fillPoly(mask, [outline], index)
    for size, strength in ((12, 25.0), (60, 15.0), (250, 10.0)):
        grain = rng.normal(0, strength, (size, size, 3)).astype(np.float32)
        rgb += cv2.resize(grain, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    path = folder / f"{number:05}.jpg"
    cv2.imwrite(str(path), np.clip(rgb, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 90])
    split = Split.VAL if number % 5 == 4 else Split.TRAIN
    whole = LabelMask(mask, np.full_like(mask, Origin.HAND))
    return ExportImage(path.name, path, split, HEIGHT, WIDTH, partial(_same, whole))


def _same(mask: LabelMask) -> LabelMask:
    return mask


def _peer(
    folder: Path, images: list[ExportImage], shapes: list[list[tuple[int, list[list[float]]]]], overlays: bool
) -> float:
    """Images a second of labelme: JSON -> picture and mask in a VOC folder."""
    import imgviz
    from labelme import LabelFile, utils
    from loguru import logger

    logger.disable("labelme")
    names = {c.name: c.index for c in CLASSES}
    for image, drawn in zip(images, shapes, strict=True):
        rows = [
            {"label": CLASSES.name_of(index), "points": points, "group_id": None, "shape_type": "polygon", "flags": {}}
            for index, points in drawn
        ]
        document = {"version": "6", "flags": {}, "shapes": rows, "imagePath": image.path.name, "imageData": None}
        text = json.dumps(document | {"imageHeight": HEIGHT, "imageWidth": WIDTH})
        image.path.with_suffix(".json").write_text(text, encoding="utf-8")
    for part in ("JPEGImages", "SegmentationClass", "SegmentationClassVisualization"):
        (folder / part).mkdir(parents=True)
    began = time.perf_counter()
    for image in images:
        found = LabelFile(filename=str(image.path.with_suffix(".json")))
        pixels = utils.img_data_to_arr(found.imageData)
        imgviz.io.imsave(str(folder / "JPEGImages" / image.path.name), pixels)
        mask, _ = utils.shapes_to_label(pixels.shape, found.shapes, names)
        imgviz.io.lblsave(str(folder / "SegmentationClass" / f"{image.path.stem}.png"), mask.astype(np.uint8))
        if overlays:
            seen = imgviz.label2rgb(
                mask, imgviz.rgb2gray(pixels), label_names=[c.name for c in CLASSES], font_size=15, loc="rb"
            )
            imgviz.io.imsave(str(folder / "SegmentationClassVisualization" / image.path.name), seen)
    return len(images) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
