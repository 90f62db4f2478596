"""Verbs about models: train, predict, evaluate, queue."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from workbench.cli.console import follow, say, say_json, say_table, stopping_on_ctrl_c
from workbench.cli.networks import MODEL_HELP, predict_folder
from workbench.cli.projects import JsonOption, ProjectArgument
from workbench.core.control import Control
from workbench.core.errors import BadInputError, MissingError, UsageError
from workbench.core.events import Evaluated, Finished, ImageScored, PredictionReady
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import Split
from workbench.core.strategies import STRATEGIES
from workbench.services import comparing, evaluation, models, prediction, queueing, ranking, training, visualising
from workbench.services.engine import Engine
from workbench.services.library import open_project
from workbench.store.project import Project

RunOption = Annotated[str, typer.Option(help="best (by mIoU on val), or the number of a run.")]
DeviceOption = Annotated[
    Literal["auto", "cpu", "cuda"], typer.Option(help="Where to compute; auto takes the GPU where there is one.")
]


def train(
    project: ProjectArgument,
    recipe: Annotated[
        Path | None, typer.Option(help="A JSON file of knobs.", show_default="every knob at its default")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="knob=value; may be given several times.", show_default="none"),
    ] = None,
    device: DeviceOption = "auto",
    gpus: Annotated[int, typer.Option(min=1, help="How many GPUs learn together; processes, with --device cpu.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last run was interrupted.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Train on everything labelled so far. Ctrl+C stops and keeps; a second Ctrl+C discards.

    Unlabelled pixels count neither in the loss nor in a score. The knobs: docs/recipe.md.
    """
    chosen = _recipe(recipe, settings or [])
    control = Control()
    with _working(project, gpus) as (opened, engine), stopping_on_ctrl_c(control):
        before = models.interrupted_run(opened) if resume else None
        if resume and before is None:
            raise MissingError(f"No run of {opened.name} was interrupted.", "Train without --resume.")
        flow = training.run(opened, engine, chosen, device, control, before)
        events = follow(comparing.telling_of_old_classes(opened, engine, flow, device), json_lines=as_json)
    result = next(e for e in reversed(events) if isinstance(e, Finished))
    if not as_json:
        best = "" if result.best_miou is None else f", best mIoU on val {result.best_miou:.3f}"
        say(f"Run {result.run} {result.status}{best}.")


def predict(
    project: Annotated[Path, typer.Argument(metavar="PROJECT|SOURCE", help="A project; a folder with --model.")],
    destination: Annotated[
        Path | None, typer.Argument(metavar="[DEST]", help="With --model: a new folder for the masks.")
    ] = None,
    model: Annotated[Path | None, typer.Option(help=MODEL_HELP, show_default="the project's runs")] = None,
    run: RunOption = "best",
    images: Annotated[str, typer.Option(help="todo (what is not done), all, or a file-name pattern.")] = "todo",
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Predict images with a trained model; each prediction waits as an overlay in the window.

    With --model MODEL SOURCE DEST: any folder of pictures, as indexed PNG, without a project.
    """
    if model is not None:
        predict_folder(model, run, project, destination, device, as_json)
        return
    if destination is not None:
        raise UsageError("Predicting a project writes into the project.", "Leave DEST out, or name a --model.")
    with _working(project) as (opened, engine):
        trained = models.usable_run(opened, run)
        chosen = prediction.choose_images(opened, images)
        events = follow(prediction.run(opened, engine, trained, chosen, device), json_lines=as_json)
    done = sum(1 for e in events if isinstance(e, PredictionReady))
    if not as_json:
        say(f"Run {trained.id} predicted {done} images.")


def evaluate(
    project: ProjectArgument,
    run: RunOption = "best",
    split: Annotated[Literal["train", "val", "test"], typer.Option(help="On which images.")] = "val",
    device: DeviceOption = "auto",
    scales: Annotated[
        str, typer.Option(help="Looks at these magnifications, 0.1 to 4, for example 0.75,1,1.25.")
    ] = "1",
    flip: Annotated[bool, typer.Option("--flip", help="Looks at each image mirrored, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare a model with the labelled pixels of a split: IoU of each class, mIoU, accuracy, boundaries."""
    looks = _scales(scales)
    with _working(project) as (opened, engine):
        model = models.usable_run(opened, run)
        events = follow(evaluation.run(opened, engine, model, Split(split), device, looks, flip))
        scored = [e for e in events if isinstance(e, ImageScored)]
        names = {e.image: opened.image(e.image).name for e in scored}
    result = next(e for e in reversed(events) if isinstance(e, Evaluated))
    if as_json:
        say_json(
            {
                "run": model.id,
                "split": split,
                "images": result.images,
                "miou": result.miou,
                "pixel_accuracy": result.pixel_accuracy,
                "weighted_iou": result.weighted_iou,
                "boundary_f": result.boundary_f,
                "classes": result.ious,
                "confusion": result.confusion,
                "scores": [{"image": names[e.image], "miou": e.miou, "boundary_f": e.boundary_f} for e in scored],
            }
        )
        return
    table = Table("class", "IoU", title=f"Run {model.id} on {result.images} images of {split}")
    for name, iou in result.ious.items():
        table.add_row(name, "does not occur" if iou is None else f"{iou:.3f}")
    table.add_section()
    for what, value in (
        ("mean IoU", result.miou),
        ("IoU weighed by pixels", result.weighted_iou),
        ("pixel accuracy", result.pixel_accuracy),
        ("boundary F-score", result.boundary_f),
    ):
        table.add_row(what, "none" if value is None else f"{value:.3f}")
    say_table(table)
    worst = sorted((e for e in scored if e.miou is not None), key=lambda e: e.miou or 0.0)[:5]
    if len(worst) > 1:
        say("Worst images: " + ", ".join(f"{names[e.image]} ({e.miou:.2f})" for e in worst))


def visualise(
    project: ProjectArgument,
    out: Annotated[Path, typer.Argument(help="A folder for the pictures; made if need be.")],
    run: RunOption = "best",
    images: Annotated[str, typer.Option(help="todo (what is not done), all, or a file-name pattern.")] = "all",
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Write pictures: image, mask, prediction, errors and doubt side by side."""
    with _working(project) as (opened, engine):
        model = models.usable_run(opened, run)
        chosen = prediction.choose_images(opened, images)
        events = follow(visualising.run(opened, engine, model, chosen, out, device), json_lines=as_json)
    if not as_json:
        say(f"{sum(1 for e in events if isinstance(e, PredictionReady))} pictures are in {out}.")


def queue(
    project: ProjectArgument,
    strategy: Annotated[
        str, typer.Option(help=f"Go by it from now on: {', '.join(STRATEGIES)}.", show_default="the project's")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """List predicted images that are not done, the next one first, each with the reason."""
    with open_project(project) as opened:
        if strategy:
            queueing.choose(opened, strategy)
        waiting, now = ranking.queue(opened), queueing.strategy_of(opened)
    if as_json:
        say_json([{"image": i.name, "doubt": i.doubt, "reason": i.reason} for i in waiting])
        return
    if not waiting:
        say("Nothing waits: predict first, or every predicted image is done.")
        return
    table = Table("image", "doubt", "reason", title=f"{now.words}: {now.why}")
    for image in waiting:
        table.add_row(image.name, f"{image.doubt or 0.0:.3f}", image.reason)
    say_table(table)


@contextmanager
def _working(project: Path, team: int = 1) -> Iterator[tuple[Project, Engine]]:
    """An open project and a worker for it, both let go at the end."""
    with open_project(project) as opened:
        engine = Engine(alone=True, team=team)
        try:
            yield opened, engine
        finally:
            engine.close()


def _recipe(path: Path | None, settings: list[str]) -> TrainingRecipe:
    recipe = TrainingRecipe()
    if path is not None:
        try:
            recipe = TrainingRecipe.from_file_text(path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise BadInputError(f"The recipe {path} cannot be read: {error}.", "Name a JSON file.") from error
    return recipe.changed_by_words(settings)


def _scales(words: str) -> tuple[float, ...]:
    try:
        found = tuple(float(word) for word in words.split(","))
    except ValueError:
        found = ()
    if not found or not all(0.1 <= scale <= 4.0 for scale in found):
        raise UsageError(f"{words!r} are no scales.", "Write numbers from 0.1 to 4, for example 0.5,1,1.5.")
    return found
