"""The verb that writes a project as a folder for other programs."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from workbench.cli.console import follow, say, say_json
from workbench.cli.projects import JsonOption, ProjectArgument
from workbench.core.classes import ClassSet
from workbench.core.counting import counted
from workbench.core.errors import BadInputError, UsageError
from workbench.core.events import Exported
from workbench.core.records import Split, Status
from workbench.exchange.registry import formats_out
from workbench.exchange.writing.choice import ExportChoice
from workbench.services import exporting
from workbench.services.library import open_project

_FORMATS = ", ".join(known.name for known in formats_out())
_EXTRAS = "; ".join(
    f"{known.name}: {', '.join(e.name for e in known.extras)}" for known in formats_out() if known.extras
)
_NONE = "none"
"""What the split of an image without one is called here."""

Word = TypeVar("Word", bound=StrEnum)


def export(
    project: ProjectArgument,
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="A new folder.")],
    format_name: Annotated[
        str, typer.Option("--format", help=f"{_FORMATS}. docs/guide/formats.md tells of each.")
    ] = "voc",
    splits: Annotated[
        list[str] | None, typer.Option("--split", help="Only train, val, test or none.", show_default="all")
    ] = None,
    statuses: Annotated[
        list[str] | None, typer.Option("--status", help="Only todo, started, done or skipped.", show_default="all")
    ] = None,
    classes: Annotated[
        list[str] | None,
        typer.Option("--class", metavar="NAME", help="Only this class, others become unlabelled.", show_default="all"),
    ] = None,
    unlabelled: Annotated[
        str, typer.Option(metavar="NAME", help="Give unlabelled pixels this class.", show_default="they are void")
    ] = "",
    void_border: Annotated[
        int, typer.Option(metavar="N", help="Void pixels on both sides of where classes meet; 0: none.")
    ] = 0,
    tile: Annotated[
        int, typer.Option(metavar="N", help="Cut images into squares of N pixels; 0: leave them whole.")
    ] = 0,
    overlap: Annotated[int, typer.Option(metavar="N", help="Pixels that neighbouring tiles share.")] = 0,
    extras: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="EXTRA", help=f"Write this too. {_EXTRAS}.", show_default="nothing"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the labelled images as a folder for other programs, read back as a proof: a complete folder or none.

    --split, --status, --class and --with may be given several times.
    """
    with open_project(project) as opened:
        choice = ExportChoice(
            None if not splits else frozenset(_split(word) for word in splits),
            None if not statuses else frozenset(_word(Status, word, "--status") for word in statuses),
            None if not classes else frozenset(_numbers(opened.classes, classes)),
            unlabelled.strip(),
            void_border,
            tile,
            overlap,
            frozenset(extras or ()),
        )
        events = follow(exporting.run(opened, dest, format_name, choice))
    result = next(e for e in reversed(events) if isinstance(e, Exported))
    if as_json:
        say_json(
            {
                "images": result.images,
                "seconds": result.seconds,
                "verified": result.verified,
                "pixels": result.pixels,
                "differing": result.differing,
                "rule": result.rule,
                "loses": result.loses,
            }
        )
    else:
        say(f"Exported {counted(result.images, 'image')} to {result.folder} in {result.seconds:.1f} s.")
        say(exporting.proof_in_words(result))


def _split(word: str) -> Split:
    return Split.NONE if word == _NONE else _word(Split, word, "--split", (_NONE,))


def _word(words: type[Word], given: str, option: str, more: Sequence[str] = ()) -> Word:
    try:
        return words(given)
    except ValueError:
        known = ", ".join([word for word in words if word] + list(more))
        raise UsageError(f"{option} {given!r} is not known.", f"Choose one of: {known}.") from None


def _numbers(classes: ClassSet, names: Iterable[str]) -> list[int]:
    numbers = []
    for name in names:
        found = classes.named(name)
        if found is None:
            raise BadInputError(
                f"There is no class {name!r} to export.", f"The project has: {', '.join(c.name for c in classes)}."
            )
        numbers.append(found.index)
    return numbers
