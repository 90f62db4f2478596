"""The verb that shows the whole loop without a data set."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from workbench.cli.console import follow, say, say_table
from workbench.cli.display import has_display
from workbench.core.errors import BadInputError
from workbench.core.metrics import Scores
from workbench.services import demo as demonstration
from workbench.services import exporting, models, prediction, ranking, training
from workbench.services.engine import Engine
from workbench.services.library import open_project
from workbench.services.places import projects_folder


def demo(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Where.", show_default="projects/demo")
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Open no window: leave pictures of it instead.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Replace an earlier demonstration without asking.")] = False,
) -> None:
    """Show the whole loop on rendered pictures: paint, train, predict, rank; then open the window on the result."""
    target = (folder or projects_folder() / "demo").expanduser().resolve()
    if demonstration.exists(target):
        _ask_to_replace(target, yes)
        demonstration.remove(target)
    say(f"Making {target}")
    follow(demonstration.prepare(target))
    engine = Engine(alone=True)
    try:
        with open_project(target) as project:
            follow(training.run(project, engine, demonstration.RECIPE))
            model = models.usable_run(project)
            follow(prediction.run(project, engine, model, prediction.choose_images(project, "all")))
            _report(demonstration.score(project))
            waiting = ranking.queue(project)
            _show_queue([(i.name, i.doubt or 0.0, i.reason) for i in waiting])
            if headless or not has_display():
                follow(exporting.run(project, target / "voc", "voc"))
    finally:
        engine.close()
    if headless or not has_display():
        from workbench.ui.portraits import take

        why = "as asked" if headless else "there is no display"
        for picture in take(target, target / "pictures"):
            say(f"No window is opened, {why}: its picture is {picture}")
        say(f"A VOC folder is in {target / 'voc'}")
        return
    from workbench.ui.app import run

    run(target)


def _ask_to_replace(target: Path, yes: bool) -> None:
    if yes:
        return
    refusal = BadInputError(f"{target} exists already and was left as it is.", "Add --yes to replace it.")
    if not sys.stdin.isatty():
        raise refusal
    if not typer.confirm(f"{target} exists already. Replace it?"):
        raise refusal


def _report(scores: Scores) -> None:
    table = Table("class", "IoU", title="Predictions against the truth, over the pictures that nobody painted")
    for name, iou in scores.ious.items():
        table.add_row(name, "does not occur" if iou is None else f"{iou:.3f}")
    table.add_section()
    table.add_row("mean IoU", f"{scores.miou:.3f}")
    say_table(table)


def _show_queue(rows: list[tuple[str, float, str]], most: int = 10) -> None:
    table = Table("image", "doubt", "reason", title="Which image next: the most doubtful first")
    for name, doubt, reason in rows[:most]:
        table.add_row(name, f"{doubt:.3f}", reason)
    say_table(table)
