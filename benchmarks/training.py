"""Images a second that learn, from decoded pictures to the finished step, beside segmentation_models.pytorch.

The peer is its DeepLabV3+ in a plain loop over whole pictures of the crop's size, as its examples write it, and the
same loop made faster by a person who knows how (channels-last, bfloat16, compiled). Ours cuts, magnifies, mirrors and
recolours its crops, keeps an average of the weights, and can be stopped inside a step. All take turns in one run; on a
CPU its own seconds count, of all threads, so that other programs disturb less.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from plain_loop import Way, has_peer, peer_net, steps
from report import Row, options, print_rows

from workbench.core.control import Control
from workbench.core.job import JobImage
from workbench.core.recipe import TrainingRecipe
from workbench.learn.batches import BatchFeed
from workbench.learn.crops import CropMaker
from workbench.learn.deeplab import build
from workbench.learn.device import choose_device, prepare
from workbench.learn.interrupt import end_inside
from workbench.learn.learner import Learner
from workbench.learn.objective import Objective, class_weights
from workbench.learn.samples import Sample
from workbench.learn.start import Start, spec_of

CLASSES = 11
PICTURES = 16
NOWHERE = Path("nowhere.png")
"""Of pictures that are in memory only."""

WAYS = {
    "plain loop": Way(),
    "channels-last": Way(channels_last=True),
    "channels-last, bfloat16": Way(channels_last=True, bfloat16=True),
    "channels-last, bfloat16, compiled": Way(channels_last=True, bfloat16=True, compiled=True),
}


def main() -> None:
    given = options(__doc__ or "")
    device = choose_device("auto")
    prepare(device)
    gpu = device.type == "cuda"
    crop, batch = (512, 16) if gpu else (256, 4)
    rounds, each = (3, 20 if gpu else 2) if given.quick else (7, 50 if gpu else 4)
    ways = list(WAYS) if gpu else list(WAYS)[:2]
    rows: list[Row] = []
    for backbone in ("mobilenet_v2", "resnet50"):
        runs: dict[str, Iterator[float]] = {"ours": _ours(backbone, crop, batch, device)}
        if has_peer():
            runs |= {name: _peer(backbone, crop, batch, WAYS[name], device) for name in ways}
        speeds = _by_turns(runs, rounds, each, batch, time.perf_counter if gpu else time.process_time)
        for name in ways:
            goal = (3.0 if gpu else 1.15) if name == "plain loop" else (1.2 if "compiled" in name else 1.0)
            peer = speeds.get(name)
            met = None if peer is None else speeds["ours"] >= goal * peer
            rows.append(
                Row(f"{backbone}, {batch} of {crop}, {name}", speeds["ours"], peer, "images/s", f"{goal:g} times", met)
            )
    print_rows(rows, given.json)


def _by_turns(
    runs: dict[str, Iterator[float]], rounds: int, each: int, batch: int, clock: Callable[[], float]
) -> dict[str, float]:
    """Median images a second of each, measured in turns; the first turn is not counted."""
    found: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            began = clock()
            for _ in range(each):
                next(run)  # gives the loss as a number: the GPU has finished
            if number:
                found[name].append(each * batch / (clock() - began))
    return {name: statistics.median(values) for name, values in found.items()}


def _pictures(size: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    pictures = draw.integers(0, 256, (PICTURES, size, size, 3), dtype=np.uint8)
    masks = draw.integers(0, CLASSES, (PICTURES, size // 16, size // 16), dtype=np.uint8)
    return pictures, masks.repeat(16, axis=1).repeat(16, axis=2)


def _ours(backbone: str, crop: int, batch: int, device: torch.device) -> Iterator[float]:
    recipe = TrainingRecipe(
        backbone=backbone,
        weights="none",
        norm="batch",
        steps=1_000_000,
        batch_size=batch,
        crop_size=crop,
        scale_min=0.5,
        scale_max=2.0,
    )
    samples = tuple(
        Sample(
            JobImage(number, NOWHERE, None, "train"),
            1.0,
            picture,
            mask,
            {c: np.argwhere(mask == c)[:4096] for c in range(CLASSES) if (mask == c).any()},
            np.bincount(mask.ravel(), minlength=CLASSES),
        )
        for number, (picture, mask) in enumerate(zip(*_pictures(crop * 3 // 2), strict=True))
    )
    net = build(spec_of(recipe, Start("random weights"), CLASSES))
    end_inside(net, Control().check)
    counts = np.sum([sample.counts for sample in samples], axis=0)
    learner = Learner(net, recipe, False, Objective(class_weights(counts, recipe.class_balance)), device)
    with BatchFeed(CropMaker(samples, recipe), batch, 0, recipe.steps, device) as feed:
        for step in range(1, recipe.steps):
            yield learner.step(step, *feed.next())


def _peer(backbone: str, crop: int, batch: int, way: Way, device: torch.device) -> Iterator[float]:
    pictures, masks = _pictures(crop)
    net = peer_net(backbone, CLASSES, way, device)
    return steps(net, pictures, masks, batch, 1_000_000, way, device)


if __name__ == "__main__":
    main()
