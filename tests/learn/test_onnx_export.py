"""An exported model in onnxruntime: the network's own scores at any size, and what a program must know inside it."""

import importlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from learn_scenes import CLASSES, QUICK

from workbench.core.classes import display_color
from workbench.core.errors import MissingError
from workbench.core.job import ExportJob
from workbench.learn.inputs import normalised
from workbench.learn.net import onnx_export
from workbench.learn.net.checkpoint import Facts, read_checkpoint, write_checkpoint
from workbench.learn.net.deeplab import NetSpec, build
from workbench.learn.net.onnx_export import export_job, metadata

SPEC = NetSpec("timm:resnet10t", 16, 2, "batch", "group")
FACTS = Facts(SPEC, CLASSES, replace(QUICK, backbone=SPEC.backbone), 12, 0.5)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    torch.manual_seed(4)
    return write_checkpoint(tmp_path / "run", build(SPEC), FACTS)


def test_the_file_gives_the_networks_scores_at_any_size(checkpoint: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    (event,) = export_job(ExportJob(checkpoint, path, ("#ff0000", "#00ff00")))
    assert event.path == str(path)
    assert event.difference < 1e-4
    onnx.checker.check_model(str(path), full_check=True)
    net, _ = read_checkpoint(checkpoint)
    run = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for count, height, width in ((1, 16, 16), (1, 301, 223), (3, 40, 500)):
        pixels = torch.randint(0, 256, (count, 3, height, width), dtype=torch.uint8)
        told = run.get_modelmeta().custom_metadata_map
        mean, spread = (np.array(json.loads(told[key]), np.float32).reshape(1, 3, 1, 1) for key in ("mean", "spread"))
        (found,) = run.run(["scores"], {"image": (pixels.numpy().astype(np.float32) - mean) / spread})
        with torch.inference_mode():
            expected = net(normalised(pixels)).numpy()
        assert found.shape == (count, 2, height, width)
        assert np.abs(found - expected).max() < 1e-4
    assert json.loads(told["classes"]) == ["ground", "box"]
    assert json.loads(told["indices"]) == [3, 7]
    assert json.loads(told["palette"]) == ["#ff0000", "#00ff00"]
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["model.onnx"]


def test_without_a_project_the_colours_are_the_programs_own() -> None:
    told = json.loads(metadata(FACTS, ())["palette"])
    assert told == ["#{:02x}{:02x}{:02x}".format(*display_color(c.index, c.name)) for c in CLASSES]


def test_without_the_packages_the_cure_says_how_to_get_them(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = importlib.import_module

    def absent(name: str) -> object:
        if name.startswith("onnx"):
            raise ImportError(name)
        return there(name)

    monkeypatch.setattr(onnx_export.importlib, "import_module", absent)
    with pytest.raises(MissingError, match="needs the package onnx") as caught:
        list(export_job(ExportJob(checkpoint, tmp_path / "model.onnx")))
    assert "pip install" in caught.value.cure
    assert not (tmp_path / "model.onnx").exists()
