"""The network against the published table: parameters, multiply-adds, output stride, any size."""

import copy
from pathlib import Path

import pytest
import torch
import torchvision
from torch import nn

from workbench.core.recipe import BACKBONES
from workbench.learn.net import pointwise
from workbench.learn.net.backbone import make_encoder
from workbench.learn.net.counting import measure
from workbench.learn.net.deeplab import NetSpec, build
from workbench.learn.net.pointwise import use_quick_pointwise


def spec(backbone: str, output_stride: int = 16, **choices: object) -> NetSpec:
    return NetSpec(backbone, output_stride, 21, "batch", "batch", **choices)


@pytest.mark.parametrize(
    ("backbone", "choices", "parameters", "at_16", "at_8"),
    [
        ("xception65", {}, 41_055_413, 54.04, 176.9),
        ("resnet50", {}, 26_696_133, 39.6, 116.0),
        ("resnet50", {"head": "dense", "refinements": 1}, 39_761_845, 62.4, 178.1),
        ("resnet50", {"head": "dense"}, 40_352_181, 72.2, 187.9),
        ("resnet101", {}, 45_688_261, 60.2, 196.0),
        ("resnet101", {"head": "dense", "refinements": 1}, 58_753_973, 83.0, 258.1),
        ("resnet101", {"head": "dense"}, 59_344_309, 92.8, 267.9),
    ],
)
def test_size_and_work_are_the_published_ones(
    backbone: str, choices: dict[str, object], parameters: int, at_16: float, at_8: float
) -> None:
    """21 classes, 513 x 513, billions of multiply-adds; the paper rounds Xception's to 54.17."""
    for output_stride, published in ((16, at_16), (8, at_8)):
        found = measure(spec(backbone, output_stride, **choices), 513)
        assert found.params == parameters == sum(layer.params for layer in found.layers)
        assert round(found.macs / 1e9, 2 if published == 54.04 else 1) == published
        assert found.macs == sum(layer.macs for layer in found.layers)


def test_the_table_in_the_handbook_is_what_the_program_counts() -> None:
    text = (Path(__file__).parents[2] / "docs" / "networks.md").read_text(encoding="utf-8")
    rows = [[cell.strip("` ") for cell in line.split("|")[1:-1]] for line in text.splitlines() if "| dense |" in line]
    assert {row[0] for row in rows} >= set(BACKBONES)
    for backbone, head, parameters, at_16, at_8, plain_parameters, plain_work in rows:
        whole, finer, plain = (
            measure(spec(backbone, stride, head=head, decoder=decoder), 513)
            for stride, decoder in ((16, True), (8, True), (16, False))
        )
        assert [f"{whole.params:,}", f"{plain.params:,}"] == [parameters, plain_parameters]
        assert [f"{m.macs / 1e9:.2f}" for m in (whole, finer, plain)] == [at_16, at_8, plain_work]


def test_the_parts_of_xceptions_deeplab_are_the_published_ones() -> None:
    """Pyramid 3,019,776; decoder with the last layer 168,325; and 48.57 + 2.70 + 2.76 billion multiply-adds."""
    layers = measure(spec("xception65"), 513).layers
    parts = {
        part: (
            sum(row.params for row in layers if row.name.startswith(part)),
            round(sum(row.macs for row in layers if row.name.startswith(part)) / 1e9, 2),
        )
        for part in ("encoder", "pyramid", "decoder")
    }
    assert parts == {"encoder": (37_867_312, 48.57), "pyramid": (3_019_776, 2.70), "decoder": (168_325, 2.76)}


def test_a_layer_is_told_with_its_kind_and_output() -> None:
    rows = {row.name: row for row in measure(spec("resnet50"), 513).layers}
    stem, branch = rows["encoder.conv1"], rows["pyramid.branches.2.0.0"]
    assert (stem.kind, stem.output, stem.params) == ("7x7 /2", (64, 257, 257), 64 * 3 * 49 + 128)
    assert (branch.kind, branch.output, branch.macs) == ("3x3 rate 18 depthwise", (2048, 33, 33), 2048 * 9 * 33 * 33)
    assert rows["pyramid.pooled.1.0"].output == (256, 1, 1)
    assert rows["decoder.score"].output == (21, 129, 129)


def test_the_pyramid_looks_as_far_at_either_stride() -> None:
    for output_stride, rates in ((16, (6, 12, 18)), (8, (12, 24, 36))):
        with torch.device("meta"):
            net = build(spec("resnet50", output_stride))
        assert tuple(branch[0][0].dilation[0] for branch in net.pyramid.branches) == rates


def test_without_the_decoder_the_scores_have_the_output_stride() -> None:
    for output_stride, side in ((16, 33), (8, 65)):
        with torch.device("meta"):
            net = build(spec("mobilenet_v2", output_stride, decoder=False)).eval()
            image = torch.zeros(1, 3, 513, 513)
            assert net.coarse(image).shape == (1, 21, side, side)
            assert net(image).shape == (1, 21, 513, 513)


def test_group_norm_changes_no_parameter_count() -> None:
    with torch.device("meta"):
        net = build(NetSpec("resnet50", 16, 21, "group", "group"))
    assert sum(p.numel() for p in net.parameters()) == 26_696_133


@pytest.mark.parametrize("output_stride", [8, 16])
@pytest.mark.parametrize("backbone", ["mobilenet_v2", "mobilenet_v3_large", "resnet50", "xception65", "timm:resnet34"])
@pytest.mark.parametrize("size", [(1, 1), (33, 47), (65, 96)])
def test_every_size_of_input_comes_back(backbone: str, output_stride: int, size: tuple[int, int]) -> None:
    with torch.device("meta"):
        net = build(NetSpec(backbone, output_stride, 5, "batch", "group")).eval()
        image = torch.zeros(2, 3, *size)
    low, deep = net.encoder(image)
    assert net(image).shape == (2, 5, *size)
    assert low.shape[-2:] == tuple(-(-side // 4) for side in size)
    assert deep.shape[-2:] == tuple(-(-side // output_stride) for side in size)


@pytest.mark.parametrize("output_stride", [8, 16])
def test_dilated_mobilenet_computes_the_plain_one_more_densely(output_stride: int) -> None:
    """Every (32 / stride)-th place of the dilated map is a place of torchvision's undilated network."""
    torch.manual_seed(1)
    plain = torchvision.models.mobilenet_v2().features[:-1].eval()
    dense = make_encoder("mobilenet_v2", output_stride, "batch").eval()
    dense.load_state_dict({f"features.{name}": value for name, value in plain.state_dict().items()})
    image = torch.randn(1, 3, 385, 385)
    with torch.inference_mode():
        expected = plain(image)
        _, deep = dense(image)
    thinned = deep[..., :: 32 // output_stride, :: 32 // output_stride]
    # Far from the border, where zeros from the padding reach the two at different depths.
    middle = (..., slice(5, 8), slice(5, 8))
    torch.testing.assert_close(thinned[middle], expected[middle], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("onednn", [True, False])
def test_quick_pointwise_layers_are_the_convolutions(monkeypatch: pytest.MonkeyPatch, onednn: bool) -> None:
    monkeypatch.setattr(pointwise, "ONEDNN", onednn)
    torch.manual_seed(2)
    plain = nn.Sequential(nn.Conv2d(6, 9, 1), nn.ReLU(), nn.Conv2d(9, 4, 1, bias=False), nn.Conv2d(4, 4, 1, padding=1))
    quick = copy.deepcopy(plain)
    use_quick_pointwise(quick)
    assert [type(part).__name__ for part in quick] == ["PointwiseConv", "ReLU", "PointwiseConv", "Conv2d"]
    assert quick.state_dict().keys() == plain.state_dict().keys()
    image = torch.randn(2, 6, 11, 13).contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(quick(image), plain(image))
    for net in (plain, quick):
        net(image).square().sum().backward()
    for one, other in zip(plain.parameters(), quick.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad, rtol=1e-4, atol=1e-3)


def test_first_loss_is_that_of_a_guess() -> None:
    net = build(NetSpec("mobilenet_v2", 16, 11, "group", "group")).eval()
    logits = net(torch.randn(1, 3, 64, 64))
    loss = nn.functional.cross_entropy(logits, torch.zeros(1, 64, 64, dtype=torch.long))
    assert loss.item() == pytest.approx(torch.tensor(11.0).log().item(), abs=0.4)
