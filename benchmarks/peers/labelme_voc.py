"""labelme's way from its JSON files to a VOC folder, by labelme's own functions; prints JSON. Arguments: folders.

It is what its example labelme2voc writes with --noobject --nonpy. The coloured overlays are written in a second round
alone, for a VOC reader does not need them. The first folder holds pictures, JSON files and labels.txt.
"""

import json
import sys
import time
from pathlib import Path

import imgviz
import numpy as np
from course import answer, single
from labelme import LabelFile, utils
from loguru import logger


def main() -> None:
    logger.remove()
    source, dest = Path(sys.argv[1]), Path(sys.argv[2])
    names = (source / "labels.txt").read_text(encoding="utf-8").splitlines()
    rates = {
        what: single(_rate(source, dest / what, names, what == "with overlays")) for what in ("plain", "with overlays")
    }
    print(json.dumps(answer(rates, ["images a second, from JSON and pictures to a VOC folder, without a proof"])))


def _rate(source: Path, dest: Path, names: list[str], overlays: bool) -> float:
    for part in ("JPEGImages", "SegmentationClass", "SegmentationClassVisualization"):
        (dest / part).mkdir(parents=True)
    numbers = {name: number for number, name in enumerate(names)}
    documents = sorted(source.glob("*/*.json"))
    began = time.perf_counter()
    for path in documents:
        found = LabelFile(filename=str(path))
        pixels = utils.img_data_to_arr(found.imageData)
        imgviz.io.imsave(str(dest / "JPEGImages" / f"{path.stem}.jpg"), pixels)
        mask, _ = utils.shapes_to_label(pixels.shape, found.shapes, numbers)
        imgviz.io.lblsave(str(dest / "SegmentationClass" / f"{path.stem}.png"), mask.astype(np.uint8))
        if overlays:
            seen = imgviz.label2rgb(mask, imgviz.rgb2gray(pixels), label_names=names, font_size=15, loc="rb")
            imgviz.io.imsave(str(dest / "SegmentationClassVisualization" / f"{path.stem}.jpg"), seen)
    return len(documents) / (time.perf_counter() - began)


main()
