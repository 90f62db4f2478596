"""From a checkpoint and an image to a `Prediction`: in one look, or window by window where the image is large."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet, LabelClass, display_color
from workbench.core.control import Control
from workbench.core.errors import BadInputError, MissingError, WorkbenchError
from workbench.core.events import Event, PredictionReady, Progress, Refused
from workbench.core.geometry import Rect
from workbench.core.job import JobClass, JobImage, PredictionJob
from workbench.core.prediction import Prediction
from workbench.learn.data.samples import shrink
from workbench.learn.device import choose_device, half_precision, more_memory, out_of_memory
from workbench.learn.inputs import as_tensor, normalised
from workbench.learn.measure.looks import SECOND_SCALE, Gauge
from workbench.learn.net.checkpoint import read_checkpoint
from workbench.learn.net.deeplab import DeepLabV3Plus
from workbench.learn.net.layers import resize_like, resize_rows
from workbench.pixels.image_file import read_rgb

WHOLE_PIXELS = 2_000_000
"""Images of up to so many pixels, after shrinking, are looked at whole."""

WINDOW = 1024
"""Side of a window, in pixels after shrinking."""

MARGIN = 128
"""Pixels of a window, after shrinking, on each inner side that only give context: their answer is not used."""

BAND_VALUES = 1 << 22
"""Scores at the image's own size that are computed at once: rows x width x classes of a band (16 MB)."""


@dataclass(frozen=True, slots=True)
class Predictor:
    """A network that is ready to answer.

    Attributes:
        net: in evaluation mode, on `device`.
        classes: by output channel.
        scale: images are shrunk by this factor first.
        device: where the network is.
    """

    net: DeepLabV3Plus
    classes: tuple[JobClass, ...]
    scale: float
    device: torch.device

    @classmethod
    def load(cls, checkpoint: Path, device: torch.device) -> "Predictor":
        """The predictor of a file that a run has written."""
        net, facts = read_checkpoint(checkpoint)
        placed = net.to(device).to(memory_format=torch.channels_last)
        return cls(placed, facts.classes, facts.recipe.image_scale, device)

    def predict(self, image: U8, control: Control, gauge: Gauge | None = None) -> Prediction:
        """All planes of a `Prediction`, for every pixel of uint8 (H, W, 3) RGB; a `gauge` is told how it went.

        A large image is seen through overlapping windows, and the scores of all classes are brought to the image's
        own size in bands of rows: beside the image and the answer, memory depends on the window and the band.
        """
        height, width = image.shape[:2]
        planes = np.empty((4, height, width), dtype=np.uint8)
        for seen, core in windows(height, width, self.scale):
            control.check()
            planes[:, core.top : core.bottom, core.left : core.right] = self._look(image, seen, core, gauge)
        return Prediction(planes[0], planes[1], planes[2], margin=planes[3])

    @torch.inference_mode()
    def _look(self, whole: U8, seen: Rect, core: Rect, gauge: Gauge | None) -> U8:
        """uint8 (4, h, w): see `_planes`, inside the core of one window of the whole image."""
        image, inner = whole[seen.slices], core.moved(-seen.top, -seen.left)
        small = normalised(as_tensor(shrink(image, self.scale)[None]).to(self.device))
        try:
            coarse = self._coarse(small) if gauge is None else self._gauged(small, seen, core, gauge)
            sizes = ((small.shape[2], small.shape[3]), (image.shape[0], image.shape[1]))
            planes = np.empty((4, core.height, core.width), dtype=np.uint8)
            rows = max(1, BAND_VALUES // (image.shape[1] * len(self.classes)))
            for top in range(inner.top, inner.bottom, rows):
                bottom = min(top + rows, inner.bottom)
                band = resize_rows(coarse, sizes, top, bottom)[0, :, :, inner.left : inner.right]
                planes[:, top - inner.top : bottom - inner.top] = self._planes(band)
            return planes
        except RuntimeError as error:
            if not out_of_memory(error):
                raise
            raise WorkbenchError(
                f"The device's memory does not hold a window of {image.shape[1]}x{image.shape[0]} pixels.",
                f"Close other programs, {more_memory(self.device)}.",
            ) from error

    def _coarse(self, small: Tensor) -> Tensor:
        """Scores float (1, K, h, w) of a normalised window."""
        with half_precision(self.device):
            return self.net.coarse(small).float()

    def _gauged(self, small: Tensor, seen: Rect, core: Rect, gauge: Gauge) -> Tensor:
        """As `_coarse`; the gauge learns how sure they are, if it wants to by a second look."""
        with half_precision(self.device):
            coarse, maps = self.net.coarse_with_maps(small)
        second = None
        if gauge.twice:
            size = (max(1, round(small.shape[2] * SECOND_SCALE)), max(1, round(small.shape[3] * SECOND_SCALE)))
            second = self._coarse(resize_like(small, size).flip(3)).flip(3)
        gauge.add(seen, core, coarse.float(), maps.float(), second)
        return coarse.float()

    def _planes(self, logits: Tensor) -> U8:
        """uint8 (4, h, w) from float (K, h, w): class, round(255 * probability), second class, margin of the two.

        Classes are mask indices; the margin is round(255 * difference of the probabilities).
        """
        index = torch.tensor([c.index for c in self.classes], dtype=torch.uint8, device=logits.device)
        best, first = logits.max(dim=0)
        confidence = 1.0 / torch.exp(logits - best).sum(dim=0)
        second, margin = first, confidence
        if len(self.classes) > 1:
            # Not argmax or topk: on the CPU they take five times as long as max.
            next_best, second = logits.scatter(0, first[None], float("-inf")).max(dim=0)
            margin = confidence * (1.0 - torch.exp(next_best - best))
        sure, apart = (torch.round(255 * chances).to(torch.uint8) for chances in (confidence, margin))
        planes = torch.stack([index[first], sure, index[second], apart])
        return np.asarray(planes.cpu().numpy(), dtype=np.uint8)


def windows(height: int, width: int, scale: float) -> Iterator[tuple[Rect, Rect]]:
    """Pairs (what a window sees, its core) in pixels of the whole image; the cores tile it without overlap."""
    if height * width * scale * scale <= WHOLE_PIXELS:
        whole = Rect(0, 0, height, width)
        yield whole, whole
        return
    margin = round(MARGIN / scale)
    step = round(WINDOW / scale) - 2 * margin
    for top in range(0, height, step):
        for left in range(0, width, step):
            core = Rect(top, left, top + step, left + step).clip(height, width)
            yield core.grown(margin).clip(height, width), core


def class_set(classes: Sequence[JobClass]) -> ClassSet:
    """A job's classes as the domain knows them, to speak of them by name."""
    return ClassSet(tuple(LabelClass(c.index, c.name, display_color(c.index, c.name)) for c in classes))


def predict_job(job: PredictionJob, control: Control, predictor: Predictor | None = None) -> Iterator[Event]:
    """Predict every image of a job and write output/ID.npz; an image that cannot be read is refused alone.

    In the job's order, but for the image that a person looks at (`Control.looked_at`): it is always the next.

    Args:
        job: what to predict, and with which checkpoint.
        control: checked before every window.
        predictor: of that checkpoint and device, when it is loaded already.

    Raises:
        EndedEarly: when the job is asked to end; what is written stays.
    """
    ready = predictor or Predictor.load(job.checkpoint, choose_device(job.device))
    waiting = {image.id: image for image in job.images}
    for done in range(len(job.images)):
        control.check()
        in_sight = control.looked_at
        source = waiting.pop(in_sight if in_sight in waiting else next(iter(waiting)))
        yield Progress("predicting", done, len(job.images))
        yield predict_file(ready, source, job.output, control, job.twice)
    yield Progress("predicting", len(job.images), len(job.images))


def predict_file(
    ready: Predictor, source: JobImage, output: Path, control: Control, twice: bool = False
) -> PredictionReady | Refused:
    """Predict one picture and write output/ID.npz; it is refused when it cannot be read."""
    try:
        image = read_rgb(source.image)
    except (BadInputError, MissingError) as error:
        return Refused(source.image.name, error.message, error.cure)
    gauge = Gauge(ready.classes, image.shape[0], image.shape[1], twice)
    prediction = ready.predict(image, control, gauge)
    path = output / f"{source.id}.npz"
    prediction.write(path)
    look = base64.b64encode(gauge.look().pack()).decode("ascii")
    return PredictionReady(source.id, str(path), prediction.doubt, prediction.reason(class_set(ready.classes)), look)
