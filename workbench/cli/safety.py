"""Verbs that bring a project back: restore and recover."""

from typing import Annotated

import typer
from rich.table import Table

from workbench.cli.console import follow, say, say_json, say_table
from workbench.cli.projects import JsonOption, ProjectArgument
from workbench.core.backups import Backup
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.events import Refused
from workbench.services import backups, recovery


def restore(
    project: ProjectArgument,
    backup: Annotated[
        str, typer.Option(metavar="NAME", help="Its name, or how only its name begins.", show_default="only list")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """List the backups of a project; with --backup, let one of them be the project. The present one is kept."""
    folder = project.expanduser().resolve()
    if backup:
        chosen = backups.find(folder, backup)
        kept = backups.restore(folder, chosen)
        say(f"{folder.name} is as it was at {_local(chosen)}.")
        if kept is not None:
            say(f"What it was before is kept in {kept}.")
        say(f"Pictures that were moved since are found again with: workbench relink {folder} FOLDER")
        return
    found = backups.listed(folder)
    if as_json:
        say_json([{"name": b.path.name, "made": b.made.isoformat(), "reason": b.why, "bytes": b.size} for b in found])
        return
    if not found:
        raise BadInputError(f"There are no backups in {folder}.", "They are made while a project is open.")
    table = Table("backup", "made", "why", "MB", "images", "labelled pixels")
    for one in found:
        table.add_row(one.path.name, _local(one), one.why, f"{one.size / 1e6:.1f}", *_contents(one))
    say_table(table, whole=True)  # the names are typed


def recover(project: ProjectArgument) -> None:
    """Rebuild a project whose file is lost or damaged, from its newest backup and masks/. Nothing is overwritten."""
    events = follow(recovery.run(project))
    lost = sum(isinstance(event, Refused) for event in events)
    say("Done." if not lost else f"Done, but {lost} files could not be used: they stand above.")


def _contents(backup: Backup) -> tuple[str, str]:
    try:
        held = backups.contents(backup)
    except WorkbenchError:
        return "damaged", ""
    return str(held.images), str(held.labelled)


def _local(backup: Backup) -> str:
    return f"{backup.made.astimezone():%Y-%m-%d %H:%M:%S}"
