"""Verbs about projects and their images: new, import, status, check."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from workbench.cli.console import follow, say, say_json, say_table
from workbench.core.classes import ClassSet, LabelClass
from workbench.core.counting import counted
from workbench.core.errors import BadInputError, MissingError, UsageError, WorkbenchError
from workbench.core.events import Imported, Refused, Relinked, event_to_json
from workbench.core.listing import ImageQuery
from workbench.exchange.archive.entries import is_archive
from workbench.exchange.registry import formats_in
from workbench.services import health, importing, relinking
from workbench.services.class_lists import classes_from_text, read_class_list
from workbench.services.importing import Wishes
from workbench.services.library import create_project, open_project
from workbench.services.summary import Summary, summarise

ProjectArgument = Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")]

_FORMATS = ", ".join(known.name for known in formats_in())

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def new(
    project: ProjectArgument,
    classes: Annotated[
        str,
        typer.Option(
            help="A file with one class a line, perhaps with its colour, or names as a,b,c.", show_default="none"
        ),
    ] = "",
) -> None:
    """Make a project: a folder with the file that holds everything you will make in it.

    Classes get the numbers 0, 1, 2 ... in their order; more can be added at any time, in the window too.
    """
    with create_project(project, _classes(classes)) as made:
        names = ", ".join(c.name for c in made.classes)
        say(f"Made {made.folder} with {counted(len(made.classes), 'class', 'classes')}{names and ': '}{names}.")


def import_(
    project: ProjectArgument,
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A folder, a zip or tar, a picture, or a COCO file etc.")
    ],
    format_name: Annotated[str, typer.Option("--format", help=f"auto, {_FORMATS}.")] = "auto",
    copy: Annotated[bool, typer.Option("--copy", help="Copy the pictures into the project.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would come in, and what is odd.")] = False,
    renamed: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="OLD=NEW",
            help="Take class OLD for NEW, with nothing after = for unlabelled. May be given several times.",
            show_default="names stay",
        ),
    ] = None,
    over_hand: Annotated[
        bool, typer.Option("--over-hand", help="Replace hand-set pixels, too; else they stay.")
    ] = False,
    unpack_to: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Unpack an archive into this new folder.", show_default="one beside PROJECT"
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Bring images, and masks where there are any, into a project. Sources are never changed.

    The format is found by looking at the files. What cannot be read is named, and the others come in.
    """
    if unpack_to is not None and not is_archive(source):
        raise UsageError(f"{source} is no archive: there is nothing to unpack.", "Leave --unpack-to out.")
    wishes = Wishes(copy, _pairs(renamed or []), over_hand, unpack_to)
    with open_project(project) as opened:
        if dry_run:
            events = follow(importing.preview(opened, source, format_name, wishes))
        else:
            events = follow(importing.run(opened, source, format_name, wishes))
    result = next(e for e in reversed(events) if isinstance(e, Imported))
    if as_json:
        say_json(event_to_json(result))
    else:
        counts = f"{result.images} new images, {result.known} known, {result.masks} masks, {result.refused} left out"
        say(f"{counts} ({result.format}){'; nothing was changed' if dry_run else ''}.")
    if not result.images and not result.known:
        raise BadInputError(f"Nothing of {source} could be imported.", "The reasons stand above, file by file.")


def relink(
    project: ProjectArgument,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the moved pictures lie now, at any depth.")],
    as_json: JsonOption = False,
) -> None:
    """Find pictures again that were moved: by name and size first, proven by their bytes. Masks are not touched."""
    with open_project(project) as opened:
        events = follow(relinking.run(opened, folder))
    result = next(e for e in reversed(events) if isinstance(e, Relinked))
    if as_json:
        say_json(event_to_json(result))
    else:
        say(f"Found {result.found} of {result.found + result.missing} missing pictures.")


def status(project: ProjectArgument, as_json: JsonOption = False) -> None:
    """Say what a project holds: images, classes by split, sequences, runs. Nothing is changed."""
    with open_project(project) as opened:
        found = summarise(opened)
    if as_json:
        say_json(_plain(found))
        return
    splits = ", ".join(f"{name} {count}" for name, count in found.splits.items())
    say(f"{found.images} images: {found.labelled} labelled, {found.done} done; {splits}.")
    if found.sequences:
        told = ", ".join(f"{name} {count}" for name, count in found.sequences.items())
        divided = f" In several splits: {', '.join(found.divided)}." if found.divided else ""
        say(f"Sequences: {told}.{divided}")
    if found.classes:
        say_table(_classes_table(found))
    else:
        say("Classes: none yet.")
    table = Table("run", "status", "best mIoU", "seconds", "started from", "note")
    for run in found.runs:
        best = "" if run.best_miou is None else f"{run.best_miou:.3f}"
        table.add_row(str(run.id), run.status, best, f"{run.seconds:.0f}", run.started_from, run.note)
    if found.runs:
        say_table(table)


def check(project: ProjectArgument) -> None:
    """Look whether a project is sound: its database, its masks, the files it points at."""
    with open_project(project) as opened:
        events = follow(health.check(opened), refusal="")
        images = opened.count(ImageQuery())
    problems = [e for e in events if isinstance(e, Refused)]
    if problems:
        raise WorkbenchError(
            f"{counted(len(problems), 'problem')} in {project}.",
            "They stand above, each with its cure.",
        )
    say(f"All is well: the database, {counted(images, 'image')} and their masks.")


def _pairs(words: Iterable[str]) -> dict[str, str]:
    """What `--map old=new` says; the last "=" parts the two."""
    pairs = {}
    for text in words:
        old, mark, new = text.rpartition("=")
        if not mark or not old.strip():
            raise UsageError(f"--map {text!r} does not say what becomes what.", "Write --map old=new")
        pairs[old.strip()] = new.strip()
    return pairs


def _classes(words: str) -> ClassSet:
    """Classes from a file of that name, else from the words themselves."""
    path = Path(words).expanduser()
    if path.is_file():
        return read_class_list(path)
    if "," not in words and path.suffix == ".txt":
        raise MissingError(f"There is no file {path}.", "Name a file with one class a line, or names as a,b,c.")
    return classes_from_text(words)


def _classes_table(found: Summary) -> Table:
    """A row a class: its number and name, its images in each split, its pixels."""
    table = Table("number", "class", *(f"{split} images" for split in found.splits), "pixels")
    for c in found.classes:
        images, pixels = _occurrence(found, c.index)
        name = f"{escape(c.name)} (hidden)" if c.hidden else escape(c.name)
        table.add_row(str(c.index), name, *(str(count) for count in images.values()), f"{sum(pixels.values()):,}")
    return table


def _occurrence(found: Summary, class_index: int) -> tuple[dict[str, int], dict[str, int]]:
    """In how many images of each split a class occurs, and with how many pixels."""
    counts = {count.split.value: count for count in found.painted if count.class_index == class_index}
    images = {split: counts[split].images if split in counts else 0 for split in found.splits}
    return images, {split: counts[split].pixels if split in counts else 0 for split in found.splits}


def _plain(found: Summary) -> dict[str, object]:
    return {
        "images": found.images,
        "labelled": found.labelled,
        "done": found.done,
        "splits": found.splits,
        "classes": [_plain_class(found, c) for c in found.classes],
        "sequences": found.sequences,
        "divided": list(found.divided),
        "runs": [{"id": r.id, "status": r.status.value, "best_miou": r.best_miou} for r in found.runs],
    }


def _plain_class(found: Summary, c: LabelClass) -> dict[str, object]:
    images, pixels = _occurrence(found, c.index)
    return {
        "index": c.index,
        "name": c.name,
        "color": "#{:02x}{:02x}{:02x}".format(*c.color),
        "hidden": c.hidden,
        "images": images,
        "pixels": pixels,
    }
