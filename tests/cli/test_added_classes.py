"""What the verb `train` tells when the project has more classes than its last model knew."""

import json
from pathlib import Path

import numpy as np
import pytest
from cli_projects import TINY, make_project

from workbench.cli.app import main
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.services import annotation
from workbench.services.library import open_project

Capture = pytest.CaptureFixture[str]


def ious(project: str, run: int, capsys: Capture) -> dict[str, str]:
    """By class name, with two places: what the verb `evaluate` measures."""
    capsys.readouterr()
    assert main(["evaluate", project, "--run", str(run), "--json"]) == 0
    classes = json.loads(capsys.readouterr().out)["classes"]
    return {name: "none" if iou is None else f"{iou:.2f}" for name, iou in classes.items()}


def told(project: str, capsys: Capture) -> list[str]:
    """What a training says about its classes; its last line is still the run's end."""
    capsys.readouterr()
    assert main(["train", project, *TINY, "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[-1]["event"] == "finished"
    return [e["text"] for e in events if e["event"] == "notice" and "more classes" in e["text"]]


def test_the_old_classes_are_measured_before_and_after(tmp_path: Path, pictures: Path, capsys: Capture) -> None:
    project = make_project(tmp_path / "project", pictures, 3)
    assert told(project, capsys) == []  # nothing came before
    with open_project(Path(project)) as opened:
        opened.set_classes(opened.classes.with_added("pole"))
        mask = opened.mask(1)
        corner = np.zeros(mask.classes.shape, dtype=bool)
        corner[:12, :12] = True
        annotation.commit(opened, 1, edit_from_pixels(mask, corner, np.full_like(mask.classes, 2), Origin.HAND, "fill"))
    (words,) = told(project, capsys)
    before, now = ious(project, 1, capsys), ious(project, 2, capsys)
    assert (set(before), set(now)) == ({"ground", "box"}, {"ground", "box", "pole"})
    for name in ("ground", "box"):
        assert f"{name} {before[name]} to {now[name]}" in words
    assert f"pole {now['pole']}" in words
    assert told(project, capsys) == []  # the same classes again
