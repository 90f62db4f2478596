"""Small pictures of a few val images, written at each validation, so that a person sees what is being learnt."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.errors import StorageError
from workbench.core.events import Event, PreviewReady
from workbench.core.job import JobClass
from workbench.core.mask import UNLABELLED
from workbench.core.whole_file import whole_file
from workbench.pixels.jpeg_file import to_jpeg
from workbench.pixels.mask_file import write_indexed

FOLDER = "previews"
SHOWN = 4
"""Val images, spread evenly over all."""

SIDE = 256
"""Pixels of the long side."""

QUALITY = 85


class Previews:
    """Writes previews/ID.jpg and previews/ID-mask.png once, and previews/ID-STEP.png at each validation.

    Args:
        folder: of the run.
        classes: by output channel.
        count: val images that there are.
    """

    def __init__(self, folder: Path, classes: tuple[JobClass, ...], count: int) -> None:
        self._folder = folder / FOLDER
        self._table = np.full(256, UNLABELLED, dtype=np.uint8)
        self._table[: len(classes)] = [known.index for known in classes]
        self._places = {place * count // SHOWN for place in range(SHOWN)} if count else set()
        self._begun: set[int] = set()

    def take(self, place: int, image: int, rgb: U8, labels: U8, found: U8, step: int) -> Iterator[Event]:
        """Write the pictures of a val image, if it is one of those that are shown.

        Args:
            place: among the val images.
            image: the project's number.
            rgb: uint8 (H, W, 3).
            labels: painted channels, uint8 (H, W), 255 unlabelled.
            found: predicted channels, uint8 (H, W).
            step: optimiser steps that are done.
        """
        if place not in self._places:
            return
        path = self._folder / f"{image}-{step}.png"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if image not in self._begun:
                small = cv2.resize(rgb, _small(rgb), interpolation=cv2.INTER_AREA)
                with whole_file(self._folder / f"{image}.jpg", "A preview", "Free some space.", durable=False) as file:
                    file.write(to_jpeg(np.ascontiguousarray(small, dtype=np.uint8), QUALITY))
                write_indexed(self._folder / f"{image}-mask.png", self._reduced(labels))
                self._begun.add(image)
            write_indexed(path, self._reduced(found))
        except (OSError, StorageError):
            return  # a full disk is told where the weights are written; a picture less is no loss
        yield PreviewReady(image, step, str(path))

    def _reduced(self, channels: U8) -> U8:
        """The classes' numbers in small: uint8 (h, w)."""
        small: U8 = np.asarray(cv2.resize(channels, _small(channels), interpolation=cv2.INTER_NEAREST), dtype=np.uint8)
        return self._table[small]


def _small(plane: U8) -> tuple[int, int]:
    """Width and height with the long side at most `SIDE`."""
    height, width = plane.shape[:2]
    factor = min(1.0, SIDE / max(height, width))
    return max(1, round(width * factor)), max(1, round(height * factor))
