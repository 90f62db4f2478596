"""The replay verb: curves as JSON, CSV and PNG, and what it refuses."""

import json
from pathlib import Path

import pytest
from replay_folder import write_voc

from workbench.cli.app import main

SMALL = ["--first", "3", "--batch", "1", "--rounds", "1", "--device", "cpu", "--set", "steps=2"]
SMALL += ["--set", "weights=none", "--set", "crop_size=64", "--set", "batch_size=2"]


def test_replay_gives_curves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    voc = str(write_voc(tmp_path / "voc"))
    out = tmp_path / "out"
    assert main(["replay", voc, "--strategies", "hand,stratified", *SMALL, "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told["strategies"]) == ["hand", "stratified"]
    for curve in told["strategies"].values():
        assert curve["images"] == [3, 4]
        assert set(curve) == {"seconds", "images", "miou"}
    assert (out / "curves.csv").read_text().count("\n") == 5
    assert (out / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_replay_refuses_a_strategy_that_there_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(tmp_path), "--strategies", "hand,luck"]) == 2
    assert "luck" in capsys.readouterr().err
