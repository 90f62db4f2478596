"""COCO panoptic: a PNG an image that tells the segment of each pixel, and the classes of the segments in a JSON."""

import json
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from workbench.core.mask import class_areas
from workbench.exchange.readers import coco_panoptic
from workbench.exchange.source import Source
from workbench.exchange.writers.by_split import BySplit, split_name
from workbench.exchange.writing.by_name import ReadByName, refuse_void_names
from workbench.exchange.writing.writer import Item, Parcel
from workbench.pixels.mask_file import encode_colors

FOLDER = "annotations"


class PanopticWriter(BySplit[list[dict[str, Any]]]):
    """images/SPLIT/ID.jpg, annotations/panoptic_SPLIT/ID.png and annotations/panoptic_SPLIT.json.

    A class is one segment of an image, as of the "stuff" of COCO, and has the number of its category: classes from 1 in
    the order of their numbers, the background too. 0 is unlabelled. Source: panopticapi, data format.
    """

    loses = "statuses of images, numbers and keys of classes"

    def begin(self) -> None:
        """Number the categories."""
        refuse_void_names(self.classes)
        self._ordered = sorted(self.classes, key=lambda c: c.index)
        self._category = np.zeros(256, dtype=np.uint8)
        for number, c in enumerate(self._ordered, start=1):
            self._category[c.index] = number

    def put(self, parcel: Parcel) -> list[dict[str, Any]]:
        """Write the picture and its segments, and give what the JSON tells of them."""
        self.put_picture(parcel)
        segments = np.zeros((*parcel.mask.shape, 3), dtype=np.uint8)  # small numbers are in the red alone
        segments[:, :, 0] = cv2.LUT(parcel.mask, self._category)
        folder = self.folder / FOLDER / f"panoptic_{split_name(parcel.item.split)}"
        self.put_file(folder / f"{parcel.item.id}.png", encode_colors(segments))
        return [self._segment(parcel, number, area) for number, area in class_areas(parcel.mask).items()]

    def end(self, items: Sequence[Item], rows: Sequence[list[dict[str, Any]]]) -> None:
        """Write the JSON of each split."""
        categories = [
            {"id": number, "name": c.name, "supercategory": "", "isthing": 0, "color": list(c.color)}
            for number, c in enumerate(self._ordered, start=1)
        ]
        for split in sorted({item.split for item in items}):
            mine = [(item, row) for item, row in zip(items, rows, strict=True) if item.split is split]
            images = [
                {"id": n, "file_name": f"{item.id}.jpg", "width": item.width, "height": item.height}
                for n, (item, _) in enumerate(mine, start=1)
            ]
            told = [
                {"image_id": n, "file_name": f"{item.id}.png", "segments_info": row}
                for n, (item, row) in enumerate(mine, start=1)
            ]
            document = {"images": images, "annotations": told, "categories": categories}
            path = self.folder / FOLDER / f"panoptic_{split_name(split)}.json"
            path.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")

    def check(self, items: Sequence[Item]) -> None:
        """Compare classes with their colours, images and splits with what the importer reads."""
        self._back = ReadByName(coco_panoptic.read(Source(self.folder)), self.classes, items)

    def differing(self, parcel: Parcel) -> int:
        """Compare the picture and every pixel of the mask."""
        self.check_picture(parcel)
        self._back.check(parcel)
        return 0

    def _segment(self, parcel: Parcel, number: int, area: int) -> dict[str, Any]:
        box = cv2.boundingRect(np.asarray(parcel.mask == number, dtype=np.uint8))
        category = int(self._category[number])
        return {"id": category, "category_id": category, "area": area, "bbox": list(box), "iscrowd": 0}
