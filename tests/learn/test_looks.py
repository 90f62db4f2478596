"""The look at an image against plain NumPy, whole and through windows."""

import numpy as np
import pytest
import torch

from workbench.core.control import Control
from workbench.core.job import JobClass
from workbench.core.look import MEASURES, SIDE, Look
from workbench.learn.measure import predict
from workbench.learn.measure.looks import Gauge
from workbench.learn.measure.predict import Predictor
from workbench.learn.net.deeplab import NetSpec, build

THREE = (JobClass(9, "none"), JobClass(2, "red"), JobClass(5, "green"))
CPU = torch.device("cpu")


class Reddish(torch.nn.Module):
    """Scores each pixel from its own colour; the colours are the maps."""

    def coarse(self, x: torch.Tensor) -> torch.Tensor:
        return torch.stack([torch.zeros_like(x[:, 0]), x[:, 0], x[:, 1] - 1], dim=1)

    def coarse_with_maps(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.coarse(x), x


def picture(height: int = 64, width: int = 96) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)


def looked_at(net: torch.nn.Module, image: np.ndarray, twice: bool = False) -> Look:
    gauge = Gauge(THREE, image.shape[0], image.shape[1], twice)
    Predictor(net, THREE, 1.0, CPU).predict(image, Control(), gauge)
    return gauge.look()


def test_measures_are_means_over_each_region() -> None:
    image = picture()
    found = looked_at(Reddish(), image)
    colours = (image.astype(float) - (124, 116, 104)) / (58.4, 57.1, 57.4)
    scores = np.stack([np.zeros(image.shape[:2]), colours[..., 0], colours[..., 1] - 1])
    chances = np.exp(scores) / np.exp(scores).sum(axis=0)
    ordered = np.sort(chances, axis=0)
    entropy = -(chances * np.log(chances)).sum(axis=0) / np.log(3)
    expected = {"doubt": 1 - ordered[-1], "entropy": entropy, "margin": 1 - ordered[-1] + ordered[-2]}
    for name, plane in expected.items():
        means = plane.reshape(SIDE, 8, SIDE, 12).mean(axis=(1, 3))
        assert np.abs(found.regions[MEASURES.index(name)] - 255 * means).max() < 0.51
    for channel, known in enumerate(THREE):
        assert found.class_doubt[known.index] == pytest.approx((entropy * chances[channel]).mean(), rel=1e-4)
    assert found.features == pytest.approx(colours.mean(axis=(0, 1)), rel=1e-2, abs=1e-3)
    assert not found.twice
    assert not found.regions[MEASURES.index("second_look")].any()


def test_windows_add_up_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    image = picture(130, 170)
    whole = looked_at(Reddish(), image)
    monkeypatch.setattr(predict, "WHOLE_PIXELS", 1)
    monkeypatch.setattr(predict, "WINDOW", 64)
    monkeypatch.setattr(predict, "MARGIN", 8)
    parts = looked_at(Reddish(), image)
    assert np.array_equal(parts.regions, whole.regions)
    assert np.allclose(parts.features, whole.features, atol=1e-3)


def test_a_network_that_knows_left_from_right_is_given_away_by_the_second_look() -> None:
    class Sided(Reddish):
        """Sure of one class on the left and of another on the right, wherever the picture's own left is."""

        def coarse(self, x: torch.Tensor) -> torch.Tensor:
            side = torch.linspace(-20, 20, x.shape[3]).expand_as(x[:, 0])
            return torch.stack([side, -side, torch.full_like(side, -50.0)], dim=1)

    flat = np.full((64, 96, 3), 124, dtype=np.uint8)
    second = MEASURES.index("second_look")
    fickle, steady = looked_at(Sided(), flat, twice=True), looked_at(Reddish(), flat, twice=True)
    assert fickle.twice
    assert fickle.regions[second, :, 0].min() > 250  # two sure and opposite answers: all the information there is
    assert steady.regions[second].max() == 0


def test_the_maps_are_those_that_are_scored() -> None:
    torch.manual_seed(0)
    for decoder in (True, False):
        net = build(NetSpec("mobilenet_v2", 16, 3, "batch", "batch", decoder=decoder)).eval()
        image = torch.randn(1, 3, 33, 40)
        with torch.inference_mode():
            logits, maps = net.coarse_with_maps(image)
            assert torch.equal(logits, net.coarse(image))
            assert torch.equal(logits, net.decoder.score(maps))


@pytest.mark.parametrize("size", [(1, 1), (3, 50), (5, 7)])
def test_small_images_have_a_look_too(size: tuple[int, int]) -> None:
    found = looked_at(Reddish(), picture(*size), twice=True)
    assert found.regions[MEASURES.index("doubt")].any()
    assert Look.unpack(found.pack()) is not None
