"""Verbs about networks themselves: what a program reads, what a person reads, what is refused."""

import json
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from workbench.cli import networks
from workbench.cli.app import main
from workbench.core.events import LayerSize, ModelExported, ModelMeasured
from workbench.core.job import ExportJob, MeasureJob
from workbench.core.recipe import TrainingRecipe
from workbench.pixels.mask_file import read_indexed, read_palette
from workbench.services import prediction
from workbench.services.library import open_project

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


def test_a_projects_model_predicts_any_folder_of_pictures(trained: str, tmp_path: Path, capsys: Capture) -> None:
    """The same classes as in the project, in the same sub-folders, in the project's colours; a broken file is told."""
    source, masks = tmp_path / "source", tmp_path / "masks"
    (source / "deep").mkdir(parents=True)
    with open_project(Path(trained)) as project:
        known = project.images()[0]
        expected = prediction.load(project, known).classes
        shown = {c.index: c.color for c in project.classes}
    shutil.copy(known.path, source / "deep" / f"a{known.path.suffix}")
    shutil.copy(known.path, source / f"b{known.path.suffix}")
    Image.new("RGB", (50, 40)).save(source / "b.bmp")
    (source / "broken.jpg").write_text("no picture")
    assert main(["predict", "--model", trained, str(source), str(masks), "--device", "cpu"]) == 0
    captured = capsys.readouterr()
    assert "Predicted 3 images" in captured.out
    assert "broken.jpg" in captured.err
    found = sorted(path.relative_to(masks).as_posix() for path in masks.rglob("*.png"))
    assert found == ["b.bmp.png", f"b{known.path.suffix}.png", "deep/a.png"]
    assert np.array_equal(read_indexed(masks / "deep" / "a.png"), expected)
    assert read_indexed(masks / "b.bmp.png").shape == (40, 50)
    palette = read_palette(masks / "deep" / "a.png")
    assert {index: tuple(palette[index]) for index in shown} == shown
    assert not [path for path in masks.rglob("*") if path.is_file() and path.suffix != ".png"]


def test_predicting_a_folder_refuses(trained: str, pictures: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "empty").mkdir()
    weights = str(Path(trained) / "runs" / "0001" / "best.safetensors")
    for arguments, words in (
        ([str(pictures)], "two folders"),
        ([str(pictures), str(pictures / "masks")], "among the pictures"),
        ([str(tmp_path / "empty"), str(tmp_path / "x")], "no picture"),
    ):
        assert main(["predict", "--model", weights, *arguments]) == (2 if words == "two folders" else 1)
        assert words in capsys.readouterr().err
    for model, words in ((tmp_path / "gone", "no model"), (tmp_path / "empty", "holds no model")):
        assert main(["predict", "--model", str(model), str(pictures), str(tmp_path / "x")]) == 1
        assert words in capsys.readouterr().err
    assert main(["predict", trained, str(tmp_path / "x")]) == 2
    assert not (tmp_path / "x").exists()


def test_a_projects_model_is_exported_with_its_colours(
    trained: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[ExportJob] = []

    class Exported:
        def run(self, job: ExportJob) -> Iterator[ModelExported]:
            jobs.append(job)
            return iter([ModelExported(str(job.output), 2, 3e-6)])

    monkeypatch.setattr(networks, "worker", lambda: nullcontext(Exported()))
    assert main(["export-model", trained, str(tmp_path / "gone" / "net.onnx")]) == 1
    assert "no folder" in capsys.readouterr().err
    assert main(["export-model", trained, str(tmp_path / "net.onnx")]) == 0
    assert "3e-06" in capsys.readouterr().out
    (job,) = jobs
    assert job.output == tmp_path / "net.onnx"
    indices = [c["index"] for c in json.loads(job.checkpoint.with_name("best.json").read_text())["classes"]]
    with open_project(Path(trained)) as project:
        assert job.colors == tuple("#{:02x}{:02x}{:02x}".format(*project.classes.get(i).color) for i in indices)


def test_what_cannot_be_built_is_refused_with_a_cure(capsys: Capture) -> None:
    for name, words in (("timm:vit_small_patch16_224", "resnet34"), ("vgg", "resnet50")):
        assert main(["model", "--backbone", name]) == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        assert words in captured.err
        assert "Traceback" not in captured.err
