"""Weights of our own runs: they come back exactly, and what is wrong with a file is told."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from learn_scenes import CLASSES, QUICK
from safetensors.torch import save_file

from workbench.core.errors import BadInputError, MissingError, WorkbenchError
from workbench.learn.net.checkpoint import Facts, delete_checkpoint, read_checkpoint, write_checkpoint
from workbench.learn.net.deeplab import NetSpec, build

SPEC = NetSpec("mobilenet_v2", 16, 2, "group", "group")
FACTS = Facts(SPEC, CLASSES, QUICK, 12, 0.5)


def test_a_checkpoint_comes_back_exactly(tmp_path: Path) -> None:
    net = build(SPEC).eval()
    path = write_checkpoint(tmp_path, net, FACTS)
    found, facts = read_checkpoint(path)
    assert facts == FACTS
    assert not found.training
    image = torch.randn(1, 3, 40, 50)
    assert torch.equal(found(image), net(image))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["best.json", "best.safetensors"]
    told = json.loads((tmp_path / "best.json").read_text())
    assert told["classes"] == [{"index": 3, "name": "ground"}, {"index": 7, "name": "box"}]
    assert (told["backbone"], told["step"], told["miou"], told["format"]) == ("mobilenet_v2", 12, 0.5, 2)
    delete_checkpoint(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "changes",
    [
        {"head": "dense", "refinements": 1, "head_norm": "batch", "pooled_norm": "batch"},
        {"decoder": False},
        {"backbone": "timm:resnet10t"},
    ],
)
def test_every_shape_of_network_comes_back(tmp_path: Path, changes: dict[str, object]) -> None:
    facts = replace(FACTS, spec=replace(SPEC, **changes))
    net = build(facts.spec).eval()
    found, told = read_checkpoint(write_checkpoint(tmp_path, net, facts))
    assert told == facts
    image = torch.randn(1, 3, 40, 50)
    assert torch.equal(found(image), net(image))


def test_a_checkpoint_of_the_first_version_is_read(tmp_path: Path) -> None:
    net = build(SPEC).eval()
    old = FACTS.to_json() | {"format": 1}
    for name in ("head", "decoder", "refinements", "pooled_norm"):
        del old[name]
    for name in ("head", "decoder"):
        del old["recipe"][name]
    save_file(net.state_dict(), tmp_path / "old.safetensors", metadata={"workbench": json.dumps(old)})
    found, facts = read_checkpoint(tmp_path / "old.safetensors")
    assert facts == FACTS
    image = torch.randn(1, 3, 40, 50)
    assert torch.equal(found(image), net(image))


@pytest.mark.parametrize("cut", [0, 4, 200, 100_000])
def test_a_cut_checkpoint_is_told(tmp_path: Path, cut: int) -> None:
    path = write_checkpoint(tmp_path, build(SPEC), FACTS)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(BadInputError, match="damaged") as caught:
        read_checkpoint(path)
    assert str(path) in caught.value.message
    assert caught.value.cure


def test_a_strange_checkpoint_is_told(tmp_path: Path) -> None:
    strange = tmp_path / "strange.safetensors"
    save_file({"x": torch.zeros(3)}, strange)
    with pytest.raises(BadInputError, match="another program"):
        read_checkpoint(strange)
    with pytest.raises(MissingError):
        read_checkpoint(tmp_path / "none.safetensors")
    for change, words in (
        ({"format": 99}, "newer version"),
        ({"backbone": "vgg"}, "no encoder .vgg"),
        ({"classes": []}, "no classes"),
    ):
        text = json.dumps(FACTS.to_json() | change)
        save_file({"x": torch.zeros(3)}, strange, metadata={"workbench": text})
        with pytest.raises(WorkbenchError, match=words):
            read_checkpoint(strange)


def test_a_checkpoint_with_other_shapes_is_told(tmp_path: Path) -> None:
    path = write_checkpoint(tmp_path, build(replace(SPEC, classes=5)), FACTS)
    with pytest.raises(BadInputError, match=r"first at decoder\.score"):
        read_checkpoint(path)


def test_a_full_disk_keeps_the_checkpoint_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = write_checkpoint(tmp_path, build(SPEC), FACTS).read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(WorkbenchError, match="No space left"):
        write_checkpoint(tmp_path, build(SPEC), FACTS)
    assert (tmp_path / "best.safetensors").read_bytes() == before
