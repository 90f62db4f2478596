"""Does the queue save work? A simulated annotator paints CamVid by hand, with predictions, and with each strategy.

By default a reduced CamVid (every sixth training image at 160 x 120) for a CPU, three seeds, in about half an
hour. With --full all images at their own size, for a GPU. With --deal the protocol of DEAL (Xie et al., ACCV 2020):
10 % of the images, 5 % more a round up to 40 %, whole masks, each round from scratch or, with --set weights=imagenet,
from ImageNet. Points and curves go to benchmarks/out/ as CSV and PNG.
"""

import argparse
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from camvid_data import PLACE, find_camvid

from workbench.core.events import Notice, Replayed
from workbench.core.recipe import TrainingRecipe
from workbench.core.strategies import USUAL
from workbench.services import replay, replay_report
from workbench.services.engine import Engine

OUT = Path(__file__).resolve().parent / "out"

REDUCED = TrainingRecipe(weights="none", steps=200, batch_size=4, crop_size=96, validate_every=100)
FULL = TrainingRecipe(weights="none")
POOL = 367
"""Training images of CamVid."""


def main() -> None:
    given = _options()
    source = find_camvid()
    if source is None:
        raise SystemExit(f"Name the CamVid VOC folder: {PLACE}=FOLDER")
    scale, every, plan = _plan(given)
    # In a replay images are finished in one visit: nothing is painted that a model could contradict.
    usual = [name for name in replay.ARMS if name != "contradiction"]
    arms = given.strategies.split(",") if given.strategies else usual
    seeds = range(given.first_seed, given.first_seed + given.seeds)
    points: list[Replayed] = []
    engine, begun = Engine(alone=True), time.monotonic()
    OUT.mkdir(exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="replay-") as folder:
            flow = replay.replay_all(source, Path(folder), plan, arms, seeds, engine, scale, every)
            for event in flow:
                if isinstance(event, Replayed):
                    points.append(event)
                    replay_report.write_csv(OUT / f"{given.name}.csv", points)
                    replay_report.write_png(OUT / f"{given.name}.png", points)
                elif isinstance(event, Notice) and "mIoU" in event.text and not given.json:
                    print(f"# {time.monotonic() - begun:6.0f} s  {event.text}", flush=True)
    finally:
        engine.close()
    if given.json:
        print(json.dumps(replay_report.as_json(points)))
        return
    print(f"{'strategy':16} {'images':>8} {'minutes':>8} {'mIoU':>8}   means of {given.seeds} seeds, by round")
    for name, curve in replay_report.curves(points).items():
        for seconds, images, miou in curve:
            print(f"{name:16} {images:8.0f} {seconds / 60:8.1f} {miou:8.3f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="all images at their own size, for a GPU")
    parser.add_argument("--deal", action="store_true", help="DEAL's protocol: whole masks, 10 to 40 %%")
    parser.add_argument("--quick", action="store_true", help="a smoke run of two minutes: three strategies, one round")
    parser.add_argument("--json", action="store_true", help="means over the seeds as JSON instead of a table")
    parser.add_argument("--seeds", type=int, default=3, help="replays of each strategy")
    parser.add_argument("--first-seed", type=int, default=0, help="seed of the first")
    parser.add_argument("--strategies", default="", help="names by commas; by default all that make sense here")
    parser.add_argument("--name", default="active-learning", help="of the files in benchmarks/out")
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="KNOB=VALUE", help="a knob")
    return parser.parse_args()


def _plan(given: argparse.Namespace) -> tuple[float, tuple[int, int], replay.ReplayPlan]:
    """How far pictures are shrunk, of how many images one is taken, and how the replay goes."""
    scale, every = (1.0, (1, 1)) if given.full else (1 / 3, (6, 4))
    pool = -(-POOL // every[0])
    if given.deal:
        tenth, twentieth = round(pool / 10), round(pool / 20)
        plan = replay.ReplayPlan(tenth, twentieth, 6, FULL if given.full else REDUCED, whole=True)
    elif given.full:
        plan = replay.ReplayPlan(16, 16, 6, FULL)
    else:
        plan = replay.ReplayPlan(4, 6, 2, REDUCED)
    if given.quick:
        given.seeds, given.strategies = 1, given.strategies or f"hand,random,{USUAL}"
        plan = replace(plan, first=3, batch=2, rounds=1, recipe=replace(plan.recipe, steps=10, validate_every=5))
    return scale, every, replace(plan, recipe=plan.recipe.changed_by_words(given.settings))


if __name__ == "__main__":
    main()
