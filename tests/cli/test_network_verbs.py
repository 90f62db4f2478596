"""Verbs about networks themselves: what a program reads, what a person reads, what is refused."""

import json
from contextlib import nullcontext

import pytest

from workbench.cli import networks
from workbench.cli.app import main
from workbench.core.events import LayerSize, ModelMeasured
from workbench.core.job import MeasureJob
from workbench.core.recipe import TrainingRecipe

Capture = pytest.CaptureFixture[str]


def test_a_program_reads_the_published_counts(capsys: Capture) -> None:
    arguments = ["--backbone", "xception65", "--classes", "21", "--size", "513", "--output-stride", "16"]
    assert main(["model", *arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"params", "macs", "layers"}
    assert found["params"] == 41_055_413 == sum(layer["params"] for layer in found["layers"])
    assert round(found["macs"] / 1e9, 2) == 54.04
    assert found["layers"][0] == {
        "name": "encoder.stem.0.conv",
        "kind": "3x3 /2",
        "output": [32, 257, 257],
        "params": 928,
        "macs": 864 * 257 * 257,
    }


def test_a_person_reads_a_table(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    layers = (LayerSize("stem", "3x3 /2", (32, 257, 257), 928, 57_065_472), LayerSize("score", "1x1", (9, 1, 1), 77, 7))

    class Counted:
        def run(self, job: MeasureJob) -> list[ModelMeasured]:
            assert job == MeasureJob(TrainingRecipe("resnet50", 8, decoder=False, head="dense"), 9, 257)
            return [ModelMeasured(1_005, 57_065_479, layers)]

    monkeypatch.setattr(networks, "worker", lambda: nullcontext(Counted()))
    arguments = ["--classes", "9", "--size", "257", "--output-stride", "8", "--head", "dense", "--no-decoder"]
    assert main(["model", "--backbone", "resnet50", *arguments]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["DeepLabV3", "resnet50,", "9", "classes,", "257", "x", "257,", "output", "stride", "8"] in rows
    assert ["stem", "3x3", "/2", "32x257x257", "928", "57.1"] in rows
    assert ["all", "1,005", "57.1"] in rows


def test_what_cannot_be_built_is_refused_with_a_cure(capsys: Capture) -> None:
    for name, words in (("timm:vit_small_patch16_224", "resnet34"), ("vgg", "resnet50")):
        assert main(["model", "--backbone", name]) == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        assert words in captured.err
        assert "Traceback" not in captured.err
