"""The verb that replays a dataset with a simulated annotator."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from workbench.cli.console import follow, say, say_json, say_table
from workbench.cli.models import DeviceOption
from workbench.cli.projects import JsonOption
from workbench.core.errors import UsageError
from workbench.core.events import Replayed
from workbench.core.recipe import TrainingRecipe
from workbench.core.strategies import USUAL
from workbench.services import replay as replaying
from workbench.services import replay_report
from workbench.services.engine import Engine
from workbench.services.folders import make_folder


def replay(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A dataset with masks, and splits train and val.")],
    strategies: Annotated[str, typer.Option(help="Names by commas, or all.")] = f"hand,random,{USUAL}",
    seeds: Annotated[int, typer.Option(min=1, help="Replays of each strategy, with other dice.")] = 1,
    first: Annotated[int, typer.Option(min=2, help="Images painted before the first training.")] = 4,
    batch: Annotated[int, typer.Option(min=1, help="Images between two trainings.")] = 4,
    rounds: Annotated[int, typer.Option(min=1, help="Trainings after the first.")] = 3,
    scale: Annotated[
        float, typer.Option(min=0.05, max=1.0, help="Shrink the pictures first, to this share of their sides.")
    ] = 1.0,
    every: Annotated[int, typer.Option(min=1, help="Take one of so many images.")] = 1,
    whole: Annotated[bool, typer.Option("--whole", help="Give masks the whole truth, and count images alone.")] = False,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="knob=value of the recipe; may be given several times.", show_default="none"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for curves.csv and curves.png.", show_default="not written")
    ] = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Replay a dataset: a simulated annotator paints it by hand, and with each strategy; what is better when?

    Curves of mIoU over seconds of work, from a project of its own that is thrown away. How: docs/active-learning.md.
    """
    arms = _arms(strategies)
    recipe = TrainingRecipe().changed_by_words(settings or [])
    plan = replaying.ReplayPlan(first, batch, rounds, recipe, whole, device)
    engine = Engine(alone=True)
    try:
        with tempfile.TemporaryDirectory(prefix="workbench-replay-") as folder:
            flow = replaying.replay_all(source, Path(folder), plan, arms, range(seeds), engine, scale, (every, every))
            points = [event for event in follow(flow) if isinstance(event, Replayed)]
    finally:
        engine.close()
    if out is not None:
        make_folder(out)
        replay_report.write_csv(out / "curves.csv", points)
        replay_report.write_png(out / "curves.png", points)
    if as_json:
        say_json(replay_report.as_json(points))
        return
    table = Table("strategy", "images", "minutes of work", "mIoU", title=f"Means of {seeds} replays")
    for name, curve in replay_report.curves(points).items():
        seconds, images, miou = curve[-1]
        table.add_row(name, f"{images:.0f}", f"{seconds / 60:.1f}", f"{miou:.3f}")
    say_table(table)
    if out is not None:
        say(f"All points are in {out / 'curves.csv'}, the curves in {out / 'curves.png'}.")


def _arms(words: str) -> tuple[str, ...]:
    chosen = replaying.ARMS if words == "all" else tuple(word.strip() for word in words.split(","))
    for name in chosen:
        if name not in replaying.ARMS:
            raise UsageError(f"{name!r} cannot be replayed.", f"Choose from: {', '.join(replaying.ARMS)}.")
    return chosen
