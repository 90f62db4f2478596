"""Small rendered datasets, and where the real ones lie."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from exchange_scenes import MakeImages, painted, photo, to_export

from workbench.core.classes import ClassSet
from workbench.core.records import Split
from workbench.exchange.writing.export_image import ExportImage

_SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture
def samples() -> Path:
    """The folder of real datasets."""
    folder = Path(os.environ.get("WORKBENCH_SAMPLES", _SHARED / "samples"))
    if not folder.is_dir():
        pytest.skip(f"no sample datasets in {folder}")
    return folder


@pytest.fixture
def camvid() -> Path:
    """CamVid as a VOC folder with a palette of its own."""
    folder = Path(os.environ.get("WORKBENCH_CAMVID", _SHARED / "data" / "camvid_voc"))
    if not folder.is_dir():
        pytest.skip(f"no CamVid in {folder}")
    return folder


@pytest.fixture
def make_images(tmp_path: Path) -> MakeImages:
    """Pictures of those file names with masks of those values; every third is val, the others train."""

    def make(names: Sequence[str], values: Sequence[int]) -> list[ExportImage]:
        folder = tmp_path / "pictures"
        images = []
        for number, name in enumerate(names):
            path = folder / str(number) / name
            path.parent.mkdir(parents=True)
            photo(number).save(path, quality=92)
            mask = painted(number, values)
            split = Split.VAL if number % 3 == 2 else Split.TRAIN
            images.append(to_export(path, mask, split))
        return images

    return make


@pytest.fixture
def classes() -> ClassSet:
    """Classes with gaps in their numbers, colours of their own, a hidden one, and letters beyond ASCII."""
    found = ClassSet.from_names(["background", "Straße"])
    return found.with_added("tree old", (1, 2, 3), index=7).with_added("car", index=200)
