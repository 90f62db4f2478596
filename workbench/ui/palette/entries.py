"""What the palette can find, each with what happens when it is chosen."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from PySide6.QtGui import QIcon

from workbench.core.listing import ImageQuery, Order
from workbench.ui import recent
from workbench.ui.actions import ROWS, lacks
from workbench.ui.deeds.commands import Commands
from workbench.ui.palette.matching import fit
from workbench.ui.panels.swatch import swatch
from workbench.ui.presenter import Presenter
from workbench.ui.rooms import Rooms

IMAGES = 12
"""So many images are offered at most."""

LETTERS = 2
"""From so many letters on images are looked for: one letter is in nearly all names."""


ASIDE = 0.5
"""How much less it is worth to be found by other words than by the entry's own: still more than strewn letters."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find.

    Attributes:
        words: what it is.
        act: what happens when it is chosen.
        where: where else it is to be found, or what it belongs to.
        keys: that lead to it.
        missing: why it is not possible now; "" when it is.
        icon: beside the words.
        also: other words that it is looked for by; they are not shown.
        grave: it takes something away: strewn letters do not find it.
    """

    words: str
    act: Callable[[], object]
    where: str = ""
    keys: str = ""
    missing: str = ""
    icon: QIcon | None = None
    also: str = ""
    grave: bool = False


def gather(rooms: Rooms, commands: Commands, presenter: Presenter) -> list[Entry]:
    """Everything but the images, in the order in which it is listed while nothing is typed."""
    return [*_actions(rooms), *_classes(rooms), *_panels(rooms, presenter), *_projects(rooms, commands)]


def found(wanted: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that fit what was typed, the best first; all of them in their own order when that is nothing."""
    if not wanted.strip():
        return list(entries)
    ranked = []
    for entry in entries:
        own = fit(wanted, entry.words, strewn=not entry.grave)
        wide = fit(wanted, f"{entry.words} {entry.where} {entry.also}", strewn=False)
        worth = max((one for one in (own, None if wide is None else wide - ASIDE) if one is not None), default=None)
        if worth is not None:
            ranked.append((-worth, entry))
    return [entry for _, entry in sorted(ranked, key=lambda one: one[0])]


def images(wanted: str, rooms: Rooms) -> Iterator[Entry]:
    """The images that have these letters in their names or notes, some of them."""
    project = rooms.session.project
    letters = wanted.casefold().removeprefix("image:").strip()
    if project is None or len(letters) < LETTERS:
        return
    ids = project.image_ids(ImageQuery(text=letters, order=Order.NAME))
    for image in project.records([int(number) for number in islice(ids, IMAGES)]):
        yield Entry(f"image: {image.name}", partial(rooms.session.show_image, image.id), image.status)


def _actions(rooms: Rooms) -> Iterator[Entry]:
    for row in ROWS:
        if row.id and row.id != "palette":
            action = rooms.actions_by_name[row.id]
            missing = "" if action.isEnabled() else lacks(action) or "not now"
            yield Entry(
                row.words,
                action.trigger,
                ", ".join(row.place),
                rooms.keymap.shown(row.id),
                missing,
                action.icon(),
                row.also,
                row.grave,
            )


def _classes(rooms: Rooms) -> Iterator[Entry]:
    for known in rooms.session.choice.classes.shown:
        choose = partial(rooms.session.choice.choose, known.index)
        yield Entry(f"class: {known.name}", choose, "paint with it", known.key, "", swatch(known.color))


def _panels(rooms: Rooms, presenter: Presenter) -> Iterator[Entry]:
    shut = "" if rooms.session.project else "open a project first"
    for dock in rooms.docks:
        name = dock.objectName()
        lent = "" if dock.toggleViewAction().isEnabled() else "its content stands in the middle"
        yield Entry(f"panel: {name}", partial(presenter.show_dock, name), "bring into sight", "", shut or lent)


def _projects(rooms: Rooms, commands: Commands) -> Iterator[Entry]:
    here = rooms.session.project.folder if rooms.session.project else None
    for folder in recent.recent_projects():
        if folder != here:
            yield Entry(f"project: {folder.name}", partial(commands.open, folder), str(folder.parent))
