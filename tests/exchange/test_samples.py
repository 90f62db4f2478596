"""Real datasets of every format, brought into a project and out again, against the answers of other programs.

The judge is compare.py, which lies with the samples: it matches classes by name, wants every pixel of masks and run
lengths, and 99.9 % within one pixel of polygons.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.core.classes import ClassSet
from workbench.core.events import Event, Imported, Notice, Refused
from workbench.services import exporting, importing
from workbench.services.library import create_project

SAMPLES = Path(os.environ.get("WORKBENCH_SAMPLES", Path(__file__).resolve().parents[3] / "shared" / "samples"))
CASES = sorted(str(p.parents[1].relative_to(SAMPLES)) for p in SAMPLES.glob("*/*/expected/case.json"))

pytestmark = pytest.mark.skipif(not CASES, reason=f"no sample datasets in {SAMPLES}")

FORMATS = {
    "ade20k": "ade20k",
    "cityscapes": "cityscapes",
    "coco": "coco",
    "coco_panoptic": "coco-panoptic",
    "cvat_masks": "voc",
    "cvat_xml": "cvat-xml",
    "images": "images",
    "label_studio": "label-studio",
    "labelme": "labelme",
    "masks_binary": "masks-binary",
    "masks_indexed": "masks-index",
    "masks_rgb": "masks-rgb",
    "supervisely": "supervisely",
    "voc": "voc",
    "yolo_seg": "yolo",
}
"""What each folder of samples must be recognised as."""

WANTED = {
    "voc/pascal_voc2012": "train.txt names 1464 images; 1462 of them have no picture",
    "cvat_xml/datumaro_export_task": "does not declare; they were left out (1 in 1 image",
    "masks_rgb/pixelannotationtool": "share a colour",
}
"""What must be told of a source."""


def brought_in(case: str, folder: Path) -> list[Event]:
    """Import a case into a new project and export it as index masks into `folder`."""
    with create_project(folder.parent / "project", ClassSet()) as project:
        events = list(importing.run(project, SAMPLES / case / "input"))
        list(exporting.run(project, folder, "index"))
    return events


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow remarks on hostile metadata
@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("images/")])
def test_a_dataset_gives_the_expected_pixels(case: str, tmp_path: Path) -> None:
    wanted = json.loads((SAMPLES / case / "expected" / "case.json").read_text(encoding="utf-8"))
    events = brought_in(case, tmp_path / "out")
    result = events[-1]
    assert isinstance(result, Imported)
    assert result.format == FORMATS[case.split("/")[0]]
    assert result.images == len(wanted["images"]) + len(wanted.get("images_without_mask", []))
    refused = [event for event in events if isinstance(event, Refused)]
    assert bool(refused) == (case == "coco_panoptic/datumaro_panoptic")
    assert WANTED.get(case, "") in "\n".join(e.text for e in events if isinstance(e, Notice))
    judge = [sys.executable, str(SAMPLES / "compare.py"), str(tmp_path / "out"), str(SAMPLES / case / "expected")]
    done = subprocess.run([*judge, "--json"], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_refused_picture_is_named(tmp_path: Path) -> None:
    events = brought_in("coco_panoptic/datumaro_panoptic", tmp_path / "out")
    (refused,) = [event for event in events if isinstance(event, Refused)]
    assert Path(refused.item).name == "a.jpg"
    assert "10 x 5" in refused.reason
    assert "5 x 5" in refused.reason


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("images/")])
def test_pictures_come_in_upright_or_are_refused_by_name(case: str, tmp_path: Path) -> None:
    wanted = json.loads((SAMPLES / case / "expected" / "images.json").read_text(encoding="utf-8"))
    with create_project(tmp_path / "project", ClassSet()) as project:
        events = list(importing.run(project, SAMPLES / case / "input"))
        there = {image.path.name: [image.width, image.height] for image in project.images()}
    refused = {Path(e.item).name: e for e in events if isinstance(e, Refused)}
    for name, rule in wanted.items():
        if rule["verdict"] == "open":
            assert name in there or f"{Path(name).stem}-page-1.png" in there, refused.get(name)
        if rule["verdict"] == "refuse":
            assert name not in there
        if name in there:
            assert there[name] == rule["size"]
        elif name in refused:
            assert refused[name].reason
            assert refused[name].cure
