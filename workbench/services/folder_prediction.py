"""Predicting any folder of pictures with a trained model, without a project: index PNGs, one a picture."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from workbench.core.arrays import U8
from workbench.core.classes import Color, voc_palette
from workbench.core.control import Control
from workbench.core.errors import BadInputError, MissingError
from workbench.core.events import Event, PredictionReady
from workbench.core.job import JobImage, PredictionJob
from workbench.core.prediction import Prediction
from workbench.core.whole_file import told
from workbench.pixels.image_file import probe
from workbench.pixels.image_folder import find_images
from workbench.pixels.mask_file import write_indexed
from workbench.services.engine import Engine
from workbench.services.model_files import ModelFile


def run(
    engine: Engine,
    model: ModelFile,
    source: Path,
    destination: Path,
    device: str = "auto",
    control: Control | None = None,
) -> Iterator[Event]:
    """Predict every picture below `source` and write the class numbers to `destination`, in the same folders.

    A picture that cannot be read is refused alone. `PredictionReady.path` is the PNG.
    """
    pictures = [source] if source.is_file() else find_images(source)
    if not pictures:
        raise MissingError(f"There is no picture in {source}.", "Name a folder of pictures, or one picture.")
    base = source.parent if source.is_file() else source
    if destination.resolve().is_relative_to(base.resolve()):
        raise BadInputError(
            f"{destination} lies among the pictures.", "Choose a folder elsewhere, so that no picture is replaced."
        )
    targets = [destination / name for name in _names([picture.relative_to(base) for picture in pictures])]
    palette = _palette(model.colors)
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        images = tuple(JobImage(number, picture) for number, picture in enumerate(pictures))
        for event in engine.run(PredictionJob(images, model.checkpoint, Path(folder), device), control):
            if isinstance(event, PredictionReady):
                target = targets[event.image]
                _write(Path(event.path), pictures[event.image], target, palette)
                event = replace(event, path=str(target))
            yield event


def _write(answer: Path, picture: Path, target: Path, palette: U8) -> None:
    """Turn the worker's answer into a PNG, and remove it."""
    size = probe(picture)
    classes = Prediction.read(answer, size.height, size.width).classes
    with told(target, "The mask", "Choose a folder that may be written."):
        target.parent.mkdir(parents=True, exist_ok=True)
    write_indexed(target, classes, palette)
    answer.unlink()


def _names(pictures: list[Path]) -> list[Path]:
    """A PNG's name for each picture: that of the picture, with its own ending kept where two would be the same."""
    short = [picture.with_suffix(".png") for picture in pictures]
    # Without regard to case, as some file systems see them.
    seen = Counter(str(name).casefold() for name in short)
    return [
        name if seen[str(name).casefold()] == 1 else picture.with_name(f"{picture.name}.png")
        for name, picture in zip(short, pictures, strict=True)
    ]


def _palette(colors: dict[int, Color]) -> U8:
    """VOC's palette with the project's colours in it: uint8 (256, 3), RGB."""
    palette = voc_palette()
    for index, color in colors.items():
        palette[index] = color
    return palette
