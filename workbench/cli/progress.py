"""The verb that tells what the work cost and what it brought."""

from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from workbench.cli.console import say, say_json, say_table
from workbench.cli.projects import JsonOption, ProjectArgument
from workbench.core.events import Event
from workbench.services import accounting
from workbench.services.library import open_project
from workbench.services.source_folders import check_apart


def progress(
    project: ProjectArgument,
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write rounds.csv and images.csv there.", show_default="not written"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell minutes of work, strokes, and what was kept of predictions, beside the mIoU of each model."""
    with open_project(project) as opened:
        if csv is not None:
            check_apart(opened, csv)
        account = _ended(accounting.run(opened))
    paths = () if csv is None else accounting.write_csv(csv, account)
    if as_json:
        say_json(
            {
                "rounds": [asdict(one) for one in account.rounds],
                "images": [asdict(one) for one in account.images],
                "last_cost": account.last_cost,
            }
        )
        return
    say_table(_table(account), whole=True)
    say(account.words)
    if paths:
        say(f"Written: {', '.join(str(path) for path in paths)}")


def _table(account: accounting.Account) -> Table:
    columns = ("round", "minutes before", "mIoU", "finished", "seconds", "strokes", "clicks", "accepted", "kept")
    table = Table(*columns, title="Rounds: each model, and the work that followed it")
    for one in account.rounds:
        table.add_row(
            str(one.round),
            f"{one.minutes:.1f}",
            "" if one.miou is None else f"{one.miou:.3f}",
            str(one.finished),
            f"{one.seconds:.0f}",
            str(one.strokes),
            str(one.clicks),
            "" if one.accepted is None else f"{one.accepted:.0%}",
            "" if one.kept is None else f"{one.kept:.0%}",
        )
    return table


def _ended(flow: Generator[Event, None, accounting.Account]) -> accounting.Account:
    while True:
        try:
            next(flow)
        except StopIteration as end:
            account: accounting.Account = end.value
            return account
