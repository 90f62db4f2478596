"""Real, odd and hostile picture files against what Pillow made of them (images.json beside each case)."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from workbench.core.errors import WorkbenchError
from workbench.pixels.image_file import ImageInfo, probe, read_rgb, verify

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "samples"
SAMPLES = Path(os.environ.get("WORKBENCH_SAMPLES", DEFAULT)) / "images"


def cases() -> Iterator[tuple[Path, Path, dict[str, object]]]:
    for listing in sorted(SAMPLES.glob("*/expected/images.json")):
        for name, wanted in json.loads(listing.read_text(encoding="utf-8")).items():
            yield listing.parent, listing.parent.parent / "input" / name, wanted


def taken(path: Path) -> ImageInfo | WorkbenchError:
    try:
        return verify(path)
    except WorkbenchError as error:
        return error


FOUND = list(cases())


@pytest.mark.skipif(not FOUND, reason=f"no sample pictures in {SAMPLES}")
# Pillow remarks on hostile metadata; the program silences that where a window has no use for it.
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(("expected", "path", "wanted"), FOUND, ids=[path.name for _, path, _ in FOUND])
def test_sample(expected: Path, path: Path, wanted: dict[str, object]) -> None:
    began = time.monotonic()
    info = taken(path)
    assert time.monotonic() - began < 10
    if isinstance(info, WorkbenchError):
        assert wanted["verdict"] != "open", info
        assert path.name in info.message
        assert info.cure
        return
    assert wanted["verdict"] != "refuse", "was taken for good"
    pixels = read_rgb(path)
    assert [info.width, info.height] == wanted["size"] == [pixels.shape[1], pixels.shape[0]]
    assert probe(path) == info
    with Image.open(expected / str(wanted["thumb"])) as image:
        thumb = np.asarray(image.convert("RGBA"), dtype=float)
        ours = np.asarray(Image.fromarray(pixels).resize(image.size, Image.Resampling.BOX), dtype=float)
    if wanted["check"] == "rank":
        shades, theirs = ours.mean(axis=2).ravel(), thumb[:, :, :3].mean(axis=2).ravel()
        assert np.corrcoef(shades.argsort().argsort(), theirs.argsort().argsort())[0, 1] > 0.95
    else:
        counted = thumb[:, :, 3] == 255 if wanted["check"] == "opaque" else np.ones(thumb.shape[:2], dtype=bool)
        assert np.abs(ours - thumb[:, :, :3])[counted].mean() < 8
