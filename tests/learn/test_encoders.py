"""The encoders: DeepLab's Xception against the paper's table and timm, taps, strides, how far they see."""

import pytest
import timm
import torch
import torchvision
from probe import receptive_field
from torch import nn

from workbench.core.errors import BadInputError, MissingError
from workbench.learn.inputs import normalised
from workbench.learn.net import timm_encoders
from workbench.learn.net.backbone import make_encoder

XCEPTION_BLOCKS = {0: 53_696, 1: 205_696, 2: 1_457_360} | dict.fromkeys(range(3, 19), 1_618_344)
XCEPTION_BLOCKS |= {19: 3_104_384, 20: 7_133_184}
"""Parameters of each block of aligned Xception-65, counted by hand from the authors' description."""


def weigh(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def test_xception_is_the_papers_block_by_block() -> None:
    with torch.device("meta"):
        net = make_encoder("xception65", 16, "batch")
    assert {place: weigh(block) for place, block in enumerate(net.blocks)} == XCEPTION_BLOCKS
    assert [weigh(part) for part in net.stem] == [928, 18_560]
    assert weigh(net) == 37_867_312


@pytest.mark.parametrize(
    ("output_stride", "sides", "dilations"),
    [(16, [257, 129, 65, 33, 33, 33], [1, 1, 1, 1, 1, 2]), (8, [257, 129, 65, 65, 65, 65], [1, 1, 1, 2, 2, 4])],
)
def test_xceptions_maps_at_513(output_stride: int, sides: list[int], dilations: list[int]) -> None:
    """The paper's table: stem, entry flow, middle flow, exit flow; 513 becomes 257, 129, 65, 33."""
    with torch.device("meta"):
        net = make_encoder("xception65", output_stride, "batch")
        x = net.stem(torch.zeros(1, 3, 513, 513))
        found = [x.shape[-1]]
        for place, block in enumerate(net.blocks):
            x = block(x)
            if place in (0, 1, 2, 18, 20):
                found.append(x.shape[-1])
        low, deep = net(torch.zeros(1, 3, 513, 513))
    assert found == sides
    first = [net.blocks[place].stack.conv1.conv_dw.dilation[0] for place in (0, 1, 2, 3, 19, 20)]
    assert first == dilations
    assert low.shape == (1, 256, 129, 129)
    assert deep.shape == (1, 2048, sides[-1], sides[-1])


@pytest.mark.parametrize("output_stride", [8, 16])
def test_xception_computes_what_timm_computes(output_stride: int) -> None:
    """The tap is timm's map at stride 4 before its activation; timm wants colours from -1 to 1."""
    torch.manual_seed(3)
    theirs = timm.create_model("xception65", output_stride=output_stride).eval()
    ours = make_encoder("xception65", output_stride, "batch").eval()
    assert not ours.load_state_dict(theirs.state_dict(), strict=False).missing_keys
    pixels = torch.randint(0, 256, (1, 3, 65, 81), dtype=torch.uint8)
    with torch.inference_mode():
        low, deep = ours(normalised(pixels))
        _, expected_low, _, _, expected_deep = theirs.forward_intermediates(pixels / 127.5 - 1, intermediates_only=True)
    assert low.min() < 0
    torch.testing.assert_close(low.relu(), expected_low, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(deep, expected_deep, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("backbone", "output_stride", "low_sees", "deep_sees"),
    [
        # ResNet by hand: stem 11, then 3 x 8, 8 + 3 x 16, 16 + 5 x 32, 32 + 2 x 64; dilation changes nothing.
        ("resnet50", 8, 35, 427),
        ("resnet50", 16, 35, 427),
        # Xception: 3 + 4 + 3 x 4 + 2 x 8 at the tap; + 8 + 3 x 16 + 51 x 32 + 3 x 64 (the exit looks twice as far).
        ("xception65", 16, 35, 1915),
    ],
)
def test_how_far_an_encoder_sees(backbone: str, output_stride: int, low_sees: int, deep_sees: int) -> None:
    """Dilation keeps what a place sees, whatever the output stride."""
    net = make_encoder(backbone, output_stride, "batch")
    assert receptive_field(net, lambda x: net(x)[0], 255) == low_sees
    assert receptive_field(net, lambda x: net(x)[1], deep_sees + 64) == deep_sees


@pytest.mark.parametrize("output_stride", [8, 16])
def test_a_dilated_mobilenet_sees_as_far_as_the_plain_one(output_stride: int) -> None:
    plain = torchvision.models.mobilenet_v2().features[:-1]
    net = make_encoder("mobilenet_v2", output_stride, "batch")
    assert receptive_field(net, lambda x: net(x)[1], 1023) == receptive_field(plain, plain, 1023)


@pytest.mark.parametrize("backbone", ["timm:resnet34", "timm:efficientnet_b0", "timm:convnext_tiny", "timm:xception65"])
@pytest.mark.parametrize("output_stride", [8, 16])
def test_an_encoder_of_timm_by_name(backbone: str, output_stride: int) -> None:
    with torch.device("meta"):
        net = make_encoder(backbone, output_stride, "batch")
        low, deep = net(torch.zeros(1, 3, 128, 192))
    assert low.shape == (1, net.low_channels, 32, 48)
    assert deep.shape == (1, net.deep_channels, 128 // output_stride, 192 // output_stride)


@pytest.mark.parametrize("backbone", ["xception65", "timm:efficientnet_b0", "mobilenet_v3_large"])
def test_group_norm_stands_in_for_every_batch_norm(backbone: str) -> None:
    net = make_encoder(backbone, 16, "group").eval()
    assert not any(isinstance(part, nn.BatchNorm2d) for part in net.modules())
    with torch.device("meta"):
        assert weigh(make_encoder(backbone, 16, "batch")) == weigh(net)
    image = torch.randn(2, 3, 64, 64)
    together, alone = net(image)[1], net(image[:1])[1]
    torch.testing.assert_close(together[:1], alone, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("timm:vit_small_patch16_224", "vit_small_patch16_224 is no encoder"),
        ("timm:vgg16", "vgg16 is no encoder"),
        ("timm:resnet999", "no network 'resnet999'"),
        ("alexnet", "no encoder 'alexnet'"),
    ],
)
def test_what_is_no_encoder_is_refused_with_a_cure(name: str, words: str) -> None:
    with pytest.raises(BadInputError, match=words) as caught:
        make_encoder(name, 16, "batch")
    assert caught.value.cure


def test_without_timm_the_cure_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(timm_encoders.importlib, "import_module", absent)
    with pytest.raises(MissingError, match="timm, which is not installed") as caught:
        make_encoder("xception65", 16, "batch")
    assert "pip install" in caught.value.cure
    make_encoder("resnet50", 16, "batch")
