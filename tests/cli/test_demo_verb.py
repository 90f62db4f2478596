"""The demonstration, with few pictures and few steps: what it leaves, and what it never replaces."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from workbench.cli.app import main
from workbench.services import demo


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "IMAGES", 3)
    monkeypatch.setattr(demo, "PAINTED", 2)
    monkeypatch.setattr(demo, "RECIPE", replace(demo.RECIPE, steps=2, batch_size=2, crop_size=64, image_scale=0.25))


def test_without_a_display_it_leaves_pictures_and_a_voc_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    assert main(["demo", str(folder), "--headless"]) == 0
    captured = capsys.readouterr()
    assert "mean IoU" in captured.out
    assert "No window is opened, as asked" in captured.out
    pictures = sorted((folder / "pictures").glob("*.png"))
    assert pictures
    for picture in pictures:
        with Image.open(picture) as image:
            assert len(image.convert("RGB").getcolors(2**24)) > 50  # something is drawn
    assert len(list((folder / "voc" / "SegmentationClass").iterdir())) == 2
    assert main(["status", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["images"], found["labelled"], len(found["classes"])) == (3, 2, 4)
    assert [run["status"] for run in found["runs"]] == ["finished"]
    assert main(["queue", str(folder), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 3

    before = (folder / "project.sqlite3").stat().st_mtime_ns
    assert main(["demo", str(folder), "--headless"]) == 1  # nobody can be asked
    assert "--yes" in capsys.readouterr().err
    assert (folder / "project.sqlite3").stat().st_mtime_ns == before


def test_another_folder_is_never_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert main(["demo", str(tmp_path), "--headless", "--yes"]) == 1
    assert "not a project" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "mine"
