"""A replay: a simulated annotator works through a dataset with truth, once by hand and once with each strategy.

It goes through the project's own loop: masks change by edits that are committed, rounds train and predict in the
worker, the queue says which image is next. What is measured is what a person would have: the model of the round, on
images that nobody touched, against seconds of work.
"""

import shutil
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from workbench.core.classes import ClassSet, voc_palette
from workbench.core.errors import BadInputError
from workbench.core.events import Evaluated, Event, Notice, Progress, Replayed
from workbench.core.job import EvaluationJob, JobImage
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import ImageRecord, Split, Status
from workbench.core.strategies import STRATEGIES
from workbench.exchange.registry import read_dataset
from workbench.pixels.image_file import read_rgb
from workbench.pixels.mask_file import read_indexed, write_indexed
from workbench.services import annotation, importing, prediction, project_settings, queueing, ranking, rounds
from workbench.services.engine import Engine
from workbench.services.importing import Wishes
from workbench.services.library import create_project, open_project
from workbench.services.project_settings import ProjectSettings
from workbench.services.sequences import Telling
from workbench.services.simulated_hand import work_on
from workbench.store.project import Project

HAND = "hand"
"""By hand alone: no prediction is seen, images come in random order."""

ARMS = (HAND, "random", *(name for name in STRATEGIES if name != "random"))
"""All that can be replayed. "random" sees predictions, in random order: what a strategy has to beat."""

_PICTURES, _TRUTH = "pictures", "truth"


@dataclass(frozen=True, slots=True)
class ReplayPlan:
    """How a replay goes.

    Attributes:
        first: images that are painted by hand before the first training; the same for all strategies of a seed.
        batch: images between two trainings.
        rounds: trainings after the first.
        recipe: of each training, but for its seed.
        whole: give masks the whole truth in place of strokes; then the seconds count the opening of images alone.
        device: where to compute.
    """

    first: int
    batch: int
    rounds: int
    recipe: TrainingRecipe
    whole: bool = False
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class ReplayData:
    """A dataset, made ready.

    Attributes:
        folder: holds pictures and truth of those that may be painted, as NAME.png.
        classes: of all masks.
        pool: names of the images that may be painted.
        untouched: on which models are measured.
    """

    folder: Path
    classes: ClassSet
    pool: tuple[str, ...]
    untouched: tuple[JobImage, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """A project after its first training, from which every strategy of a seed goes on."""

    folder: Path
    point: Replayed


def prepare(
    source: Path, folder: Path, scale: float = 1.0, every: tuple[int, int] = (1, 1)
) -> Generator[Event, None, ReplayData]:
    """Read a dataset with masks; its train split may be painted, its test (else val) split stays untouched.

    Args:
        source: a dataset in any format that is read.
        folder: receives pictures and masks; new or empty.
        scale: by which pictures and masks are shrunk, 0..1.
        every: of how many images one is taken: of those that may be painted, and of the others.
    """
    dataset = read_dataset(source)
    splits = {found.split for found in dataset.images}
    judges = Split.TEST if Split.TEST in splits else Split.VAL
    chosen = {
        split: [i for i in dataset.images if i.split == split and i.load is not None][::step]
        for split, step in ((Split.TRAIN, every[0]), (judges, every[1]))
    }
    if not all(chosen.values()):
        raise BadInputError(
            f"{source} does not tell masks to learn from and masks to measure on apart.",
            "Name a dataset with a train and a val split, such as a VOC folder.",
        )
    names: dict[Split, list[str]] = {split: [] for split in chosen}
    total, done = sum(len(found) for found in chosen.values()), 0
    for split, found in chosen.items():
        for part in (_PICTURES, _TRUTH):
            (folder / split.value / part).mkdir(parents=True, exist_ok=True)
        for image in found:
            assert image.load is not None
            name = f"{len(names[split]):05d}-{Path(image.name).stem}.png"
            picture, truth = Image.fromarray(read_rgb(image.path)), image.load().classes
            size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
            picture.resize(size, Image.Resampling.BOX).save(folder / split.value / _PICTURES / name)
            smaller = np.asarray(Image.fromarray(truth).resize(size, Image.Resampling.NEAREST), dtype=np.uint8)
            write_indexed(folder / split.value / _TRUTH / name, smaller, voc_palette())
            names[split].append(name)
            done += 1
            yield Progress("preparing", done, total)
    measured = folder / judges.value
    untouched = tuple(
        JobImage(number, measured / _PICTURES / name, measured / _TRUTH / name, Split.VAL.value)
        for number, name in enumerate(names[judges], start=1)
    )
    return ReplayData(folder / Split.TRAIN.value, dataset.classes, tuple(names[Split.TRAIN]), untouched)


def replay_all(
    source: Path,
    folder: Path,
    plan: ReplayPlan,
    arms: Sequence[str],
    seeds: Iterable[int],
    engine: Engine,
    scale: float = 1.0,
    every: tuple[int, int] = (1, 1),
) -> Iterator[Event]:
    """Replay a dataset with each strategy and each seed, seed after seed; `folder` receives all projects."""
    data = yield from prepare(source, folder / "data", scale, every)
    for seed in seeds:
        start = yield from begin(data, plan, seed, engine, folder / f"{seed}-start")
        for arm in arms:
            place = folder / f"{seed}-{arm}"
            yield from run(data, plan, arm, start, engine, place)
            shutil.rmtree(place)


def begin(data: ReplayData, plan: ReplayPlan, seed: int, engine: Engine, folder: Path) -> Generator[Event, None, Start]:
    """Paint the first images by hand and train: where all strategies of a seed start."""
    if plan.first + plan.batch * plan.rounds > len(data.pool):
        raise BadInputError(
            f"{plan.first} images and {plan.rounds} rounds of {plan.batch} are more than there are ({len(data.pool)}).",
            "Choose fewer rounds, or smaller ones.",
        )
    with create_project(folder, data.classes) as project:
        # Images stand alone: the order of a strategy is compared, and not what a film of near doubles does to it.
        # The hand mends all that is wrong in what it accepts, so that its val images are as good as painted ones.
        project_settings.write(project, ProjectSettings(sequences=Telling.NONE, accept_in_val=True))
        yield from importing.run(project, data.folder / _PICTURES, "images", wishes=Wishes())
        seconds, strokes = 0.0, 0
        for image in _shuffled(project, seed)[: plan.first]:
            spent, count = _paint(project, data, plan, image, seen=False)
            seconds, strokes = seconds + spent, strokes + count
        point = yield from _learn(project, data, plan, engine, Replayed("", seed, 0, plan.first, seconds, strokes, 0.0))
    return Start(folder, point)


def run(data: ReplayData, plan: ReplayPlan, arm: str, start: Start, engine: Engine, folder: Path) -> Iterator[Event]:
    """Go on from a start with one strategy; a `Replayed` after each training, that of the start first."""
    shutil.copytree(start.folder, folder)
    with open_project(folder) as project:
        point = replace(start.point, strategy=arm)
        yield point
        if arm != HAND:
            queueing.choose(project, arm)
        by_chance = iter(_shuffled(project, point.seed)[plan.first :])
        here: int | None = None
        for number in range(1, plan.rounds + 1):
            if arm != HAND:
                yield from _predict(project, engine, plan)
            for _ in range(plan.batch):
                image = next(by_chance) if arm == HAND else ranking.next_image(project, here)
                assert image is not None  # `begin` has counted them
                spent, strokes = _paint(project, data, plan, image, seen=arm != HAND)
                point = replace(
                    point, images=point.images + 1, seconds=point.seconds + spent, strokes=point.strokes + strokes
                )
                here = image.id
            point = yield from _learn(project, data, plan, engine, replace(point, round=number))
            yield point


def _learn(
    project: Project, data: ReplayData, plan: ReplayPlan, engine: Engine, point: Replayed
) -> Generator[Event, None, Replayed]:
    """Train, keep the better model, and measure it: the point with its mIoU."""
    recipe = replace(plan.recipe, seed=1000 * point.seed + point.round)
    model = yield from rounds.learn(project, engine, recipe, plan.device)
    assert model is not None  # nobody stops it
    project.settings.put(_MODEL, model.id)
    job = EvaluationJob(data.untouched, project.run_folder(model.id) / "best.safetensors", plan.device)
    miou = 0.0
    for event in engine.run(job):
        if isinstance(event, Evaluated):
            miou = event.miou or 0.0
    yield Notice(
        f"{point.strategy or 'start'}, seed {point.seed}, round {point.round}: {point.images} images, "
        f"{point.seconds:.0f} s of work, mIoU {miou:.3f}"
    )
    return replace(point, miou=miou)


_MODEL = "replay_model"


def _predict(project: Project, engine: Engine, plan: ReplayPlan) -> Iterator[Event]:
    """What a round does after its training."""
    kept = project.settings.get(_MODEL)
    assert isinstance(kept, int)
    model = project.run(kept)
    yield from prediction.run(project, engine, model, prediction.choose_images(project, "todo"), plan.device)
    met = queueing.met_images(project)
    if met:
        yield from prediction.look(project, engine, model, met, plan.device, None)


def _paint(
    project: Project, data: ReplayData, plan: ReplayPlan, image: ImageRecord, *, seen: bool
) -> tuple[float, int]:
    """Have the simulated annotator finish an image; the seconds of work, and how many strokes."""
    truth = read_indexed(data.folder / _TRUTH / image.path.name)
    found = prediction.load(project, image) if seen else None
    edits, seconds = work_on(project.mask(image.id), truth, found, whole=plan.whole)
    with project.as_one():
        for edit in edits:
            annotation.commit(project, image.id, edit)
        project.add_seconds(image.id, seconds - sum(edit.seconds for edit in edits))
        project.set_status([image.id], Status.DONE)
    return seconds, sum(edit.tool == "brush" for edit in edits)


def _shuffled(project: Project, seed: int) -> list[ImageRecord]:
    """The images in random order, the same for all strategies of a seed."""
    images = sorted(project.images(), key=lambda image: image.name)
    return [images[i] for i in np.random.default_rng(seed).permutation(len(images))]
