"""Whole images predicted a second, beside the bare forward of the same network and segmentation_models.pytorch's.

Ours is everything between pixels and planes: normalising, the network, scores at full size, class, confidence, rival.
On a CPU its own seconds count, of all threads, so that other programs disturb less.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
import torch
from plain_loop import Way, forward, has_peer, peer_net
from report import Row, options, print_rows

from workbench.core.control import Control
from workbench.core.job import JobClass
from workbench.core.recipe import TrainingRecipe
from workbench.learn.device import choose_device, half_precision, prepare
from workbench.learn.inputs import as_tensor, normalised
from workbench.learn.measure.predict import Predictor
from workbench.learn.net.deeplab import build
from workbench.learn.net.start import Start, spec_of

CLASSES = 11
SIZES = {"480 x 360": (360, 480), "1280 x 960": (960, 1280)}


def main() -> None:
    given = options(__doc__ or "")
    device = choose_device("auto")
    prepare(device)
    gpu = device.type == "cuda"
    rounds = (30 if gpu else 3) if given.quick else (200 if gpu else 11)
    rows: list[Row] = []
    for backbone in ("mobilenet_v2", "resnet50"):
        recipe = TrainingRecipe(backbone=backbone, weights="none", norm="batch")
        net = build(spec_of(recipe, Start("random weights"), CLASSES)).eval().requires_grad_(False)
        ready = Predictor(
            net.to(device).to(memory_format=torch.channels_last),
            tuple(JobClass(n, str(n)) for n in range(CLASSES)),
            1.0,
            device,
        )
        peer = peer_net(backbone, CLASSES, Way(), device).eval() if has_peer() else None
        for words, size in SIZES.items():
            image = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
            # The peer takes multiples of 16 only.
            even = np.pad(image, ((0, -size[0] % 16), (0, -size[1] % 16), (0, 0)))
            ways: dict[str, Callable[[], object]] = {
                "ours": lambda r=ready, i=image: r.predict(i, Control()),  # type: ignore[misc]
                "bare": lambda r=ready, i=image: _bare(r, i),  # type: ignore[misc]
            }
            if peer is not None:
                ways["peer"] = lambda p=peer, i=even: _peer(p, i, device)  # type: ignore[misc]
            speeds = _by_turns(ways, rounds, time.perf_counter if gpu else time.process_time)
            share = 100 * speeds["ours"] / speeds["bare"]
            rows.append(Row(f"{backbone}, {words}, of its bare forward", share, None, "%", "90 on a CPU", share >= 90))
            known = speeds.get("peer")
            met = None if known is None else speeds["ours"] >= (2 if gpu else 1) * known
            goal = "twice the plain forward" if gpu else "the plain forward"
            rows.append(Row(f"{backbone}, {words}, beside the peer", speeds["ours"], known, "images/s", goal, met))
    print_rows(rows, given)


def _by_turns(ways: dict[str, Callable[[], object]], rounds: int, clock: Callable[[], float]) -> dict[str, float]:
    """Median images a second of each, in turns; the first turn is not counted."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, look in ways.items():
            began = clock()
            look()
            if number:
                found[name].append(1 / (clock() - began))
    return {name: statistics.median(values) for name, values in found.items()}


@torch.inference_mode()
def _bare(ready: Predictor, image: np.ndarray) -> object:
    with half_precision(ready.device):
        return ready.net.coarse(normalised(as_tensor(image[None]).to(ready.device))).cpu()


@torch.inference_mode()
def _peer(net: torch.nn.Module, image: np.ndarray, device: torch.device) -> object:
    """Class and confidence of every pixel, the plain way."""
    sure = forward(net, as_tensor(image[None]).to(device), Way()).softmax(dim=1)
    confidence, classes = sure.max(dim=1)
    return confidence.cpu(), classes.cpu()


if __name__ == "__main__":
    main()
