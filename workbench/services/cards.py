"""Cards of projects: what is shown of one that is not open, without opening it. Kept in the user's cache."""

import base64
import hashlib
import json
import logging
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.core.listing import ImageQuery
from workbench.core.mask import UNLABELLED
from workbench.core.records import ImageRecord, Status
from workbench.core.whole_file import told, whole_file
from workbench.pixels.jpeg_file import to_jpeg
from workbench.services import desk
from workbench.services.places import cache_folder
from workbench.services.portraits import portrait
from workbench.store.project import FILE_NAME, Project

WIDTH, HEIGHT = 416, 232
"""Of the picture, in pixels: twice what the card shows, for screens of twice the density."""

QUALITY = 80
LOOKED_AT = 100
"""Images that are looked through for a painted one."""

LARGEST = 16_000_000
"""Pixels of an image whose mask is drawn: the mask of a larger one takes longer to read than a closing window may."""

STRENGTH = 0.55
"""How strong the mask is drawn over the image, as on the canvas at first."""

_WHAT, _CURE = "The card of the project", "Make its folder writable."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Card:
    """What is told of a project.

    Attributes:
        images: how many there were.
        done: that a person had called done.
        seen: when it was open last, seconds since 1970.
        picture: a JPEG of one of its images with what is painted on it; empty without one.
    """

    images: int
    done: int
    seen: float
    picture: bytes = b""


def read(folder: Path) -> Card | None:
    """The card of the project in a folder; None when none is kept, or something else has damaged it."""
    try:
        kept = json.loads(_place(folder).read_bytes())
        return Card(int(kept["images"]), int(kept["done"]), float(kept["seen"]), base64.b64decode(kept["picture"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def is_there(folder: Path) -> bool:
    """Whether a project lies in a folder; not in one that may not be looked into, or that no disk answers for."""
    try:
        return (folder / FILE_NAME).is_file()
    except OSError:
        return False


def write(project: Project) -> None:
    """Keep the card of an open project as it is now.

    Raises:
        WorkbenchError: the project or the disk refused; the card before is kept.
    """
    done = project.count(ImageQuery(statuses=frozenset({Status.DONE})))
    kept = {
        "images": project.count(ImageQuery()),
        "done": done,
        "seen": time.time(),
        "picture": base64.b64encode(_picture(project)).decode("ascii"),
    }
    place = _place(project.folder)
    with told(place, _WHAT, _CURE):
        place.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(place, _WHAT, _CURE, durable=False) as file:
        file.write(json.dumps(kept).encode())


def forget(folder: Path) -> None:
    """Delete the card of a project, if there is one."""
    _place(folder).unlink(missing_ok=True)


def _place(folder: Path) -> Path:
    return cache_folder() / "cards" / f"{hashlib.sha256(str(folder).encode()).hexdigest()[:24]}.json"


def _picture(project: Project) -> bytes:
    """The image that was open last if it is painted, else the first painted one, else the first."""
    first = project.images_beside(None, True, LOOKED_AT)
    last = [image for image in project.records([desk.read(project).image]) if not image.removed]
    candidates = [*last, *first]
    image = next((one for one in candidates if one.labelled), candidates[0] if candidates else None)
    if image is None:
        return b""
    try:
        pixels, _ = portrait(project, image)
    except WorkbenchError as error:  # its file is gone or broken: opening it tells so
        log.info("no picture for the card of %s: %s", project.name, error)
        return b""
    return to_jpeg(_filled(_painted(project, image, pixels)), QUALITY)


def _painted(project: Project, image: ImageRecord, pixels: U8) -> U8:
    """The small picture, uint8 (h, w, 3), with the mask over it."""
    if not image.labelled or image.width * image.height > LARGEST:
        return pixels
    height, width = pixels.shape[:2]
    classes = project.mask(image.id).classes
    rows = (np.arange(height) * image.height // height)[:, None]
    small = classes[rows, np.arange(width) * image.width // width]
    colors = _colors(project.classes)[small]
    mixed = np.where((small == UNLABELLED)[..., None], pixels, (1 - STRENGTH) * pixels + STRENGTH * colors)
    return np.ascontiguousarray(mixed, dtype=np.uint8)


def _colors(classes: ClassSet) -> U8:
    """uint8 (256, 3): the colour of every number."""
    table = np.zeros((256, 3), np.uint8)
    for known in classes:
        table[known.index] = known.color
    return table


def _filled(pixels: U8) -> U8:
    """The middle of a picture at the size of the card's, so that it fills it: uint8 (HEIGHT, WIDTH, 3)."""
    height, width = pixels.shape[:2]
    scale = max(WIDTH / width, HEIGHT / height)
    size = max(WIDTH, round(width * scale)), max(HEIGHT, round(height * scale))
    large = cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC)
    top, left = (large.shape[0] - HEIGHT) // 2, (large.shape[1] - WIDTH) // 2
    return np.ascontiguousarray(large[top : top + HEIGHT, left : left + WIDTH], dtype=np.uint8)
