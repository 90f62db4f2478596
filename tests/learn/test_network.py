"""The network against the published table: parameters, multiply-adds, output stride, any size."""

import copy

import pytest
import torch
import torchvision
from torch import nn

from workbench.learn.backbone import make_encoder
from workbench.learn.deeplab import DeepLabV3Plus, NetSpec, build
from workbench.learn.pointwise import use_matrix_products


def multiply_adds(net: nn.Module, side: int) -> int:
    """Weights times output places, over every convolution; nothing else counts."""
    total = 0

    def count(module: nn.Conv2d, _inputs: object, output: torch.Tensor) -> None:
        nonlocal total
        total += module.weight.numel() * output.shape[-2] * output.shape[-1]

    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_hook(count)
    with torch.inference_mode():
        net.eval()(torch.zeros(1, 3, side, side, device="meta"))
    return total


def on_paper(backbone: str, output_stride: int) -> DeepLabV3Plus:
    with torch.device("meta"):
        return build(NetSpec(backbone, output_stride, 21, "batch", "batch"))


@pytest.mark.parametrize(
    ("backbone", "parameters", "at_16", "at_8"),
    [("resnet50", 26_696_133, 39.6, 116.0), ("resnet101", 45_688_261, 60.2, 196.0)],
)
def test_size_and_work_are_the_published_ones(backbone: str, parameters: int, at_16: float, at_8: float) -> None:
    assert sum(p.numel() for p in on_paper(backbone, 16).parameters()) == parameters
    assert multiply_adds(on_paper(backbone, 16), 513) / 1e9 == pytest.approx(at_16, abs=0.05)
    assert multiply_adds(on_paper(backbone, 8), 513) / 1e9 == pytest.approx(at_8, abs=0.05)


def test_group_norm_changes_no_parameter_count() -> None:
    with torch.device("meta"):
        net = build(NetSpec("resnet50", 16, 21, "group", "group"))
    assert sum(p.numel() for p in net.parameters()) == 26_696_133


@pytest.mark.parametrize("output_stride", [8, 16])
@pytest.mark.parametrize("backbone", ["mobilenet_v2", "resnet50"])
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


def test_matrix_products_are_the_convolutions() -> None:
    torch.manual_seed(2)
    plain = nn.Sequential(nn.Conv2d(6, 9, 1), nn.ReLU(), nn.Conv2d(9, 4, 1, bias=False), nn.Conv2d(4, 4, 3))
    quick = copy.deepcopy(plain)
    use_matrix_products(quick)
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
