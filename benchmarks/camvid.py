"""How well a model learns CamVid, beside segmentation_models.pytorch's DeepLabV3+ in a plain loop.

By default 300 steps of batch 4 from scratch on every sixth training image at 240 x 192, three seeds: a row for a CPU.
With --full all training images at their own size, for a GPU. Curves go to benchmarks/out/ as CSV and PNG.
"""

import argparse
import csv
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from camvid_data import PLACE, arrays, camvid_classes, camvid_images, find_camvid
from plain_loop import Way, forward, has_peer, peer_net, steps
from report import Row, add_ways_to_tell, print_rows

from workbench.core.control import Control
from workbench.core.events import EpochDone, StepDone
from workbench.core.job import JobImage, TrainingJob
from workbench.core.metrics import ConfusionMatrix
from workbench.core.recipe import TrainingRecipe
from workbench.learn.device import choose_device, prepare
from workbench.learn.inputs import as_tensor
from workbench.learn.training.train import train

OUT = Path(__file__).resolve().parent / "out"
COLORS = ((200, 90, 20), (20, 90, 200))


@dataclass(frozen=True, slots=True)
class Curve:
    """mIoU on val by step, and the seconds that the steps alone took."""

    name: str
    seed: int
    points: tuple[tuple[int, float], ...]
    seconds: float


def main() -> None:
    given = _options()
    source = find_camvid()
    if source is None:
        raise SystemExit(f"Name the CamVid VOC folder: {PLACE}=FOLDER")
    device = choose_device("auto")
    prepare(device)
    size, every = (None, (1, 1)) if given.full else ((240, 192), (6, 4))
    images = camvid_images(source, OUT / "camvid-small", size, every)
    steps, batch = (20_000, 16) if given.full else (300, 4)
    recipe = TrainingRecipe(weights="none", steps=steps, batch_size=batch, validate_every=1)
    recipe = recipe.changed_by_words(given.settings)
    recipe = replace(recipe, validate_every=recipe.steps // (20 if given.full else 3))
    classes = camvid_classes(source)

    def ours(seed: int) -> Curve:
        job = TrainingJob(images, classes, replace(recipe, seed=seed), OUT / f"camvid-run-{seed}")
        return run_ours(job, given.name)

    def peer(seed: int) -> Curve:
        return run_peer(images, [c.index for c in classes], recipe, seed, device)

    runs: list[Callable[[int], Curve]] = [] if given.only == "peer" else [ours]
    if given.only != "ours" and has_peer():
        runs.append(peer)
    curves: list[Curve] = []
    for seed in range(given.first_seed, given.first_seed + given.seeds):
        for run in runs:
            curves.append(run(seed))
            print("#", curves[-1].name, seed, *(f"{s}:{m:.3f}" for s, m in curves[-1].points), flush=True)
            _write(curves)
    print_rows(_rows(curves, given.name), given)


def run_ours(job: TrainingJob, name: str) -> Curve:
    """Our training; the seconds are those of its steps alone."""
    points: list[tuple[int, float]] = []
    spent, mark = 0.0, time.perf_counter()
    for event in train(job, Control()):
        if isinstance(event, StepDone):
            spent += time.perf_counter() - mark
        if isinstance(event, EpochDone) and event.miou is not None:
            points.append((event.step, event.miou))
        mark = time.perf_counter()
    return Curve(name, job.recipe.seed, tuple(points), spent)


def run_peer(
    images: tuple[JobImage, ...], indices: list[int], recipe: TrainingRecipe, seed: int, device: torch.device
) -> Curve:
    """The peer's network in a plain loop over whole images."""
    pairs = {split: [arrays(i) for i in images if i.split == split] for split in ("train", "val")}
    pictures, masks = (np.stack(part) for part in zip(*pairs["train"], strict=True))
    way, points, spent = Way(), [], 0.0
    net = peer_net(recipe.backbone, len(indices), way, device, seed)
    learning = steps(net, pictures, masks, recipe.batch_size, recipe.steps, way, device, seed)
    for step in range(1, recipe.steps + 1):
        mark = time.perf_counter()
        next(learning)
        spent += time.perf_counter() - mark
        if step % recipe.validate_every == 0 or step == recipe.steps:
            matrix = ConfusionMatrix(indices)
            net.eval()
            for image, truth in pairs["val"]:
                with torch.inference_mode():
                    logits = forward(net, as_tensor(image[None]).to(device), way)
                matrix.add(truth, logits[0].argmax(0).to(torch.uint8).cpu().numpy())
            points.append((step, matrix.scores([str(i) for i in indices]).miou))
    return Curve("peer", seed, tuple(points), spent)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="all images at their own size, for a GPU")
    parser.add_argument("--quick", action="store_true", help="one seed and 20 steps: it shows that all works")
    add_ways_to_tell(parser)
    parser.add_argument("--seeds", type=int, default=3, help="runs of each")
    parser.add_argument("--first-seed", type=int, default=0, help="seed of the first run")
    parser.add_argument("--only", choices=("ours", "peer"), help="one of the two")
    parser.add_argument("--name", default="ours", help="of our curve, to compare recipes")
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="KNOB=VALUE", help="a knob")
    given = parser.parse_args()
    if given.quick:
        given.seeds, given.settings = 1, ["steps=20", *given.settings]
    return given


def _rows(curves: list[Curve], name: str) -> list[Row]:
    def median(of: str, value: Callable[[Curve], float]) -> float | None:
        found = [value(curve) for curve in curves if curve.name == of]
        return statistics.median(found) if found else None

    rows = []
    for what, value, unit, goal in (
        ("mIoU on val (x 100), the last weights", lambda c: 100 * c.points[-1][1], "%", "at least the peer's"),
        ("steps alone", lambda c: c.seconds, "s", "at most the peer's"),
    ):
        ours, peer = median(name, value), median("peer", value)
        if ours is not None:
            met = None if peer is None else (ours <= peer if unit == "s" else ours >= peer)
            rows.append(Row(what, ours, peer, unit, goal, met))
    return rows


def _write(curves: list[Curve]) -> None:
    """curves.csv and curves.png: mIoU by step, each run a line, ours blue and the peer's red."""
    OUT.mkdir(exist_ok=True)
    with open(OUT / "camvid-curves.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["name", "seed", "step", "miou"])
        for curve in curves:
            table.writerows([curve.name, curve.seed, step, f"{miou:.4f}"] for step, miou in curve.points)
    picture = np.full((420, 640, 3), 255, dtype=np.uint8)
    last = max(step for curve in curves for step, _ in curve.points)
    for tenth in range(11):
        row = 400 - 38 * tenth
        cv2.line(picture, (40, row), (620, row), (225, 225, 225), 1)
        cv2.putText(picture, f"{tenth / 10:.1f}", (6, row + 4), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (90, 90, 90), 1)
    for curve in curves:
        line = [(40 + 580 * step // last, round(400 - 380 * miou)) for step, miou in ((0, 0.0), *curve.points)]
        cv2.polylines(picture, [np.array(line)], False, COLORS[curve.name == "peer"], 2, cv2.LINE_AA)
    cv2.imwrite(str(OUT / "camvid-curves.png"), picture)


if __name__ == "__main__":
    main()
