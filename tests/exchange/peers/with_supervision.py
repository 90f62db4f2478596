"""YOLO segmentation as supervision reads and draws it."""

from pathlib import Path

from answer import Found, layered, main
from supervision import DetectionDataset


def read(_format: str, folder: Path) -> Found:
    for images in sorted((folder / "images").iterdir()):
        labels = folder / "labels" / images.name
        dataset = DetectionDataset.from_yolo(str(images), str(labels), str(folder / "data.yaml"), force_masks=True)
        for path, picture, found in dataset:
            regions = [] if found.mask is None else zip(found.class_id, found.mask, strict=True)
            yield Path(path).stem, dataset.classes, layered(*picture.shape[:2], regions)


main(read)
