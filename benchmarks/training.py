"""Images a second that learn, from decoded pictures to the finished step, beside segmentation_models.pytorch.

The peer is its DeepLabV3+ in a plain loop over whole pictures of the crop's size, as its examples write it, and the
same loop made faster by a person who knows how (channels-last, bfloat16, compiled). Ours cuts, magnifies, mirrors and
recolours its crops, keeps an average of the weights, and can be stopped inside a step. All take turns in one run; on a
CPU its own seconds count, of all threads, so that other programs disturb less.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from course import peak_megabytes
from plain_loop import Way, has_peer, peer_net, steps
from report import Row, options, print_rows

from workbench.core.control import Control
from workbench.core.job import JobImage
from workbench.core.recipe import TrainingRecipe
from workbench.learn.data.atlas import Atlas, atlas_of
from workbench.learn.data.batches import BatchFeed
from workbench.learn.data.crops import CropMaker
from workbench.learn.data.samples import Sample
from workbench.learn.device import choose_device, prepare
from workbench.learn.interrupt import end_inside
from workbench.learn.net.deeplab import build
from workbench.learn.net.start import Start, spec_of
from workbench.learn.training.learner import Learner
from workbench.learn.training.objective import Objective, class_weights

CLASSES = 11
PICTURES = 16
NOWHERE = Path("nowhere.png")
"""Of pictures that are in memory only."""

_KITCHENS = {"OpenCV": False, "tensors": True}
_PEAKS = ("ours", "plain loop")


@dataclass(frozen=True, slots=True)
class Work:
    """Side of the crops in pixels, and how many a step takes."""

    crop: int
    batch: int


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
    work = Work(512, 16) if gpu else Work(256, 4)
    rounds, each = (3, 20 if gpu else 2) if given.quick else (7, 50 if gpu else 4)
    # On a CPU bfloat16 and compiling are for those who have time.
    ways = list(WAYS) if gpu or not given.quick else list(WAYS)[:2]
    clock = time.perf_counter if gpu else time.process_time
    rows: list[Row] = []
    for backbone in ("mobilenet_v2", "resnet50"):
        what = f"{backbone}, {work.batch} of {work.crop}"
        runs: dict[str, Iterator[float]] = {"ours": _ours(backbone, work, device)}
        if not given.quick:
            runs["ours, compiled"] = _ours(backbone, work, device, compiled=True)
        if has_peer():
            runs |= {name: _peer(backbone, work, WAYS[name], device) for name in ways}
        speeds = _by_turns(runs, rounds, each, work.batch, clock)
        for name in ways:
            goal = (3.0 if gpu else 1.15) if name == "plain loop" else (1.2 if "compiled" in name else 1.0)
            peer = speeds.get(name)
            met = None if peer is None else speeds["ours"] >= goal * peer
            rows.append(Row(f"{what}, {name}", speeds["ours"], peer, "images/s", f"{goal:g} times", met))
        if "ours, compiled" in speeds:
            quick, plain = speeds["ours, compiled"], speeds["ours"]
            rows.append(Row(f"{what}, ours compiled beside ours", quick, plain, "images/s", "more", quick > plain))
        cutting = {name: _seconds_of_crops(work, device, on_device, clock) for name, on_device in _KITCHENS.items()}
        share = 100 * cutting["tensors" if gpu else "OpenCV"] * speeds["ours"] / work.batch
        rows.append(Row(f"{what}, crops, of a step", share, None, "%", "under 5", share < 5))
        if given.quick:
            continue
        own, peers = (_peak(which, backbone, work) if which == "ours" or has_peer() else None for which in _PEAKS)
        rows.append(Row(f"{what}, peak memory", own or 0.0, peers, "MB", "the plain loop's", None))
    told = [1000 * cutting[name] for name in ("tensors", "OpenCV")]
    rows.append(Row(f"{work.batch} crops of {work.crop}, tensors beside OpenCV", told[0], told[1], "ms", "", None))
    print_rows(rows, given)


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


def _recipe(backbone: str, work: Work) -> TrainingRecipe:
    return TrainingRecipe(
        backbone=backbone,
        weights="none",
        norm="batch",
        steps=1_000_000,
        batch_size=work.batch,
        crop_size=work.crop,
        scale_min=0.5,
        scale_max=2.0,
    )


def _samples(work: Work) -> tuple[Sample, ...]:
    return tuple(
        Sample(
            JobImage(number, NOWHERE, None, "train"),
            1.0,
            picture,
            mask,
            {c: np.argwhere(mask == c)[:4096] for c in range(CLASSES) if (mask == c).any()},
            np.bincount(mask.ravel(), minlength=CLASSES),
        )
        for number, (picture, mask) in enumerate(zip(*_pictures(work.crop * 3 // 2), strict=True))
    )


def _ours(backbone: str, work: Work, device: torch.device, compiled: bool = False) -> Iterator[float]:
    recipe, samples = _recipe(backbone, work), _samples(work)
    net = build(spec_of(recipe, Start("random weights"), CLASSES))
    if not compiled:
        end_inside(net, Control().check)
    counts = np.sum([sample.counts for sample in samples], axis=0)
    learner = Learner(net, recipe, False, Objective(class_weights(counts, recipe.class_balance)), device)
    if compiled:
        learner.compile()
    maker = CropMaker(samples, recipe)
    atlas = atlas_of(samples, maker.size, device)
    with BatchFeed(maker, work.batch, 0, recipe.steps, device, atlas=atlas) as feed:
        for step in range(1, recipe.steps):
            yield learner.step(step, *feed.next())


def _seconds_of_crops(work: Work, device: torch.device, on_device: bool, clock: Callable[[], float]) -> float:
    """Of one batch: median of twenty."""
    samples = _samples(work)
    maker = CropMaker(samples, _recipe("mobilenet_v2", work))
    atlas = Atlas(samples, maker.size, device) if on_device else None
    found: list[float] = []
    for batch in range(20):
        began = clock()
        numbers = range(batch * work.batch, (batch + 1) * work.batch)
        if atlas is None:
            for number in numbers:
                maker.make(number)
        else:
            int(atlas.batch([maker.plan(number) for number in numbers])[1].sum())  # the GPU has finished
        found.append(clock() - began)
    return statistics.median(found)


def _peak(which: str, backbone: str, work: Work) -> float:
    """MB that three steps take at most, in a process of their own: of the GPU, or without one of all memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(_peak_here, which, backbone, work).result()


def _peak_here(which: str, backbone: str, work: Work) -> float:
    device = choose_device("auto")
    prepare(device)
    run = _ours(backbone, work, device) if which == "ours" else _peer(backbone, work, WAYS[which], device)
    for _ in range(3):
        next(run)
    return torch.cuda.max_memory_allocated() / 1e6 if device.type == "cuda" else peak_megabytes()


def _peer(backbone: str, work: Work, way: Way, device: torch.device) -> Iterator[float]:
    pictures, masks = _pictures(work.crop)
    net = peer_net(backbone, CLASSES, way, device)
    return steps(net, pictures, masks, work.batch, 1_000_000, way, device)


if __name__ == "__main__":
    main()
