"""VOC, CVAT and COCO as Datumaro reads them. Its YOLO reader knows boxes only."""

import logging
import warnings
from pathlib import Path

import numpy as np
from answer import Found, layered, main

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

from datumaro.components.annotation import AnnotationType, Polygon  # noqa: E402
from datumaro.components.dataset import Dataset  # noqa: E402
from pycocotools import mask as runs  # noqa: E402

CALLED = {
    "voc": "voc_segmentation",
    "cvat-masks": "voc_segmentation",
    "coco": "coco_instances",
    "coco-polygons": "coco_instances",
    "coco-panoptic": "coco_panoptic",
}
VOID = "ignored"


def read(format_name: str, folder: Path) -> Found:
    dataset = Dataset.import_from(str(folder), CALLED[format_name])
    names = [label.name for label in dataset.categories()[AnnotationType.label].items]
    for item in dataset:
        height, width = item.media.size
        regions = [
            (thing.label, _inside(thing, height, width))
            for thing in item.annotations
            if thing.type in {AnnotationType.mask, AnnotationType.polygon} and names[thing.label] != VOID
        ]
        yield Path(item.id).name, names, layered(height, width, regions)


def _inside(thing: object, height: int, width: int) -> np.ndarray:
    if isinstance(thing, Polygon):
        return runs.decode(runs.merge(runs.frPyObjects([thing.points], height, width))) == 1
    return np.asarray(thing.image) > 0


main(read)
