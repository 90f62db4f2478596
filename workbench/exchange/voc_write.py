"""Write PASCAL VOC folders that every reader takes: pictures, indexed masks, lists, and tables of the classes."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.events import Progress
from workbench.core.mask import UNLABELLED
from workbench.core.records import Split
from workbench.exchange.atomic_folder import new_folder
from workbench.exchange.classes_file import CLASSES_FILE, classes_to_text
from workbench.exchange.dataset import ExportImage, check_same_size
from workbench.exchange.file_ids import file_ids
from workbench.exchange.labelmap import class_name_lines, labelmap_lines
from workbench.exchange.pipeline import in_order
from workbench.exchange.text_file import write_lines
from workbench.exchange.voc_layout import LISTS, MASKS, PICTURES
from workbench.pixels.image_file import sha256
from workbench.pixels.jpeg_file import as_jpeg
from workbench.pixels.mask_file import encode_indexed

MANIFEST = "manifest.csv"


def write_voc(dest: Path, classes: ClassSet, images: Sequence[ExportImage]) -> Iterator[Progress]:
    """Write the images, their masks and the classes into a new VOC folder; it appears complete or not at all.

    A mask's value is the class number and has VOC's colour of that number; 255 is void. JPEG files that every reader
    sees alike are copied byte by byte, all other pictures are written upright at quality 95, 4:4:4. Images of split
    NONE are written but in no list. Source: VOC development kit; what readers demand beyond it is in the tests.
    """
    ids = file_ids(image.name for image in images)
    with new_folder(dest) as folder:
        for name in (PICTURES, MASKS[0], *LISTS):
            (folder / name).mkdir(parents=True)
        rows = []
        jobs = _jobs(folder, classes, list(zip(ids, images, strict=True)))
        for row in in_order(jobs):
            rows.append(row)
            yield Progress("Writing images", len(rows), len(images))
        for name in LISTS:
            for split, listed in split_lists(ids, images).items():
                write_lines(folder / name / f"{split}.txt", listed)
        write_lines(folder / "labelmap.txt", labelmap_lines(classes))
        write_lines(folder / "class_names.txt", class_name_lines(classes))
        (folder / CLASSES_FILE).write_text(classes_to_text(classes), encoding="utf-8", newline="\n")
        with open(folder / MANIFEST, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("id", "original", "sha256"), *rows])


def split_lists(ids: Sequence[str], images: Sequence[ExportImage]) -> dict[str, list[str]]:
    """The ids of each list: train, val, trainval (train, then val), and test when there are any."""
    by_split = {
        split: [identity for identity, image in zip(ids, images, strict=True) if image.split is split]
        for split in (Split.TRAIN, Split.VAL, Split.TEST)
    }
    lists = {"train": by_split[Split.TRAIN], "val": by_split[Split.VAL]}
    lists["trainval"] = lists["train"] + lists["val"]
    return lists | ({"test": by_split[Split.TEST]} if by_split[Split.TEST] else {})


def _jobs(
    folder: Path, classes: ClassSet, images: list[tuple[str, ExportImage]]
) -> Iterator[Callable[[], tuple[str, str, str]]]:
    foreign = np.ones(256, dtype=np.uint8)
    foreign[[c.index for c in classes] + [UNLABELLED]] = 0
    for identity, image in images:
        yield partial(_write_image, folder, identity, image, image.load(), foreign)


def _write_image(folder: Path, identity: str, image: ExportImage, mask: U8, foreign: U8) -> tuple[str, str, str]:
    """Write a picture and its mask (uint8 (H, W)); its row of the manifest. `foreign`: uint8 (256,), 1 for no class."""
    picture = as_jpeg(image.path)
    check_same_size(image.path, (picture.width, picture.height), "in the project", mask.shape[::-1])
    unknown = cv2.LUT(mask, foreign)
    if unknown.any():
        number = int(mask[unknown != 0][0])
        raise BadInputError(
            f"The mask of {image.name} holds the number {number}, but no class has it.", "Add that class first."
        )
    (folder / PICTURES / f"{identity}.jpg").write_bytes(picture.data)
    (folder / MASKS[0] / f"{identity}.png").write_bytes(encode_indexed(np.ascontiguousarray(mask)))
    original = hashlib.sha256(picture.data).hexdigest() if picture.copied else sha256(image.path)
    return identity, str(image.path), original
