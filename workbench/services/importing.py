"""Bringing a folder into a project: a flow of events, one image at a time, each whole or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.events import Event, ImportBegins, Imported, Listed, Matched, Notice, Progress, Refused
from workbench.core.mask import class_areas, renumbered
from workbench.exchange.archive.entries import is_archive
from workbench.exchange.dataset import FoundDataset
from workbench.exchange.registry import read_dataset
from workbench.services import backups, project_settings, sequences, unpacking
from workbench.services.found_files import ReadImage, Remarks, read_ahead
from workbench.services.joining import JoinedClasses, join_classes, join_image, join_mask, keep_joined
from workbench.store.project import Project

NAMED = 5
"""Repeated names that are told one by one."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a source is brought in.

    Attributes:
        copy: copy the pictures into the project instead of pointing at them.
        renamed: what classes of the source are called in the project; "" leaves their pixels unlabelled.
        over_hand: let masks replace pixels that were set by hand, too.
        unpack_to: the new folder that an archive is unpacked to; None for one beside the project.
    """

    copy: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    over_hand: bool = False
    unpack_to: Path | None = None


def run(project: Project, source: Path, format_name: str = "auto", wishes: Wishes | None = None) -> Iterator[Event]:
    """Import `source`; the last event is `Imported`.

    Pictures that the project has already (same place, or same bytes) are not added twice: their masks join theirs.
    One that was removed from the project comes back with all that it held. Hand-set pixels stay.
    A file that cannot be used is `Refused` with its reason; the others go on.

    Args:
        project: into which.
        source: a folder, a single picture, a document that tells of pictures beside it, or an archive of such a folder.
        format_name: "auto" or a name of `exchange.registry`.
        wishes: how it is brought in.

    Raises:
        WorkbenchError: the source as a whole cannot be read; nothing was changed.
    """
    wishes, source = wishes or Wishes(), source.expanduser().resolve()
    if is_archive(source):
        yield from unpacking.bring(project, source, wishes.unpack_to, lambda f: run(project, f, format_name, wishes))
        return
    dataset = read_dataset(source, format_name)
    join_classes(project.classes, dataset.classes, wishes.renamed)  # a wish that cannot be is told before all else
    joined: JoinedClasses | None = None
    yield from _told(dataset)
    if project.areas() and any(found.load for found in dataset.images):
        backups.before(project, "importing masks")
    sequence_of = _sequences(project, dataset)
    before = project.newest_image()
    brings = len(dataset.classes) > 0 or any(found.load for found in dataset.images)
    yield ImportBegins(len(dataset.images), harmless=not before and not brings)
    remarks, seen = Remarks(), dict[str, str]()
    added: list[int] = []
    known = masks = refused = 0
    for done, (found, answer) in enumerate(read_ahead(dataset), start=1):
        if isinstance(answer, ReadImage):
            if answer.sha256 in seen:
                yield Notice(f"{found.name} has the same bytes as {seen[answer.sha256]}.")
            seen.setdefault(answer.sha256, found.name)
            remarks.add(answer)
            try:
                with project.as_one():
                    joining = keep_joined(project, dataset.classes, wishes.renamed, joined)
                    image, new = join_image(project, answer, sequence_of[found.name], before, wishes.copy)
                    mask = answer.mask.classes if answer.mask else None
                    changed = join_mask(project, image, mask, joining.table, wishes.over_hand)
                joined = joining
                added += [image.id] if new else []
                known += not new
                masks += changed
            except BadInputError as error:
                answer = error
        if isinstance(answer, WorkbenchError):
            refused += 1
            yield Refused(str(found.path), answer.message, answer.cure)
        yield Progress("importing", done, len(dataset.images))
    yield from remarks.notices()
    repeated = project.repeated_names(added)
    if repeated:
        some = ", ".join(repeated[:NAMED]) + (" ..." if len(repeated) > NAMED else "")
        yield Notice(f"{len(repeated)} names are shared by several images: {some}")
    yield Imported(dataset.format, dataset.why, len(added), masks, refused, known)


def preview(project: Project, source: Path, format_name: str = "auto", wishes: Wishes | None = None) -> Iterator[Event]:
    """What `run` would bring in, every file read to its end and nothing changed; the last event is `Imported`."""
    wishes, source = wishes or Wishes(), source.expanduser().resolve()
    if is_archive(source):
        yield from unpacking.look(project, source, lambda folder: preview(project, folder, format_name, wishes))
        return
    dataset = read_dataset(source, format_name)
    joined = join_classes(project.classes, dataset.classes, wishes.renamed)
    yield from _told(dataset)
    matched = _matched(dataset, joined)
    yield Matched(matched)
    yield Notice(_class_words(matched, joined))
    remarks = Remarks()
    new = known = masks = refused = 0
    for done, (found, answer) in enumerate(read_ahead(dataset), start=1):
        if isinstance(answer, ReadImage):
            remarks.add(answer)
            there = project.find_image(found.path, answer.sha256) is not None
            known, new = known + there, new + (not there)
            areas = class_areas(renumbered(answer.mask.classes, joined.table)) if answer.mask else {}
            masks += bool(areas)
            painted = {joined.classes.name_of(number): count for number, count in areas.items()}
            yield Listed(found.name, answer.info.width, answer.info.height, found.split.value, there, painted)
        else:
            refused += 1
            yield Refused(str(found.path), answer.message, answer.cure)
        yield Progress("looking", done, len(dataset.images))
    yield from remarks.notices()
    yield Imported(dataset.format, dataset.why, new, masks, refused, known, dry=True)


def _told(dataset: FoundDataset) -> Iterator[Notice]:
    """What a person should know before anything comes in."""
    plain = dataset.format == "images"
    yield Notice("Pictures without masks." if plain else f"Recognised as {dataset.format}: it holds {dataset.why}.")
    yield from map(Notice, dataset.notices)


def _sequences(project: Project, dataset: FoundDataset) -> dict[str, str]:
    """The sequence of each found image by its name."""
    names = [found.name for found in dataset.images]
    told = sequences.tell(names, project_settings.read(project).sequences, project.divisions.sequences())
    return dict(zip(names, told, strict=True))


def painted_in_words(listed: Listed) -> str:
    """The classes of an image and their shares of it, those with the most pixels first."""
    pixels = listed.width * listed.height
    shares = sorted(listed.classes.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {count / pixels:.1%}" for name, count in shares) or "no labels"


def _matched(dataset: FoundDataset, joined: JoinedClasses) -> dict[str, str]:
    """The name in the project of each class of a dataset, "" for unlabelled."""
    numbers = {c.name: int(joined.table[c.index]) for c in dataset.classes}
    return {name: joined.classes.name_of(n) if joined.classes.get(n) else "" for name, n in numbers.items()}


def _class_words(matched: dict[str, str], joined: JoinedClasses) -> str:
    """The classes of a dataset and what becomes of them, in one line."""
    words = []
    for old, name in matched.items():
        new = " (new)" if name in joined.added else ""
        words.append(f"{old}{new}" if name == old else f"{old} as {name or 'unlabelled'}{new}")
    return f"Classes: {', '.join(words) or 'none'}."
