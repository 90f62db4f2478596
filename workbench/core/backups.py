"""The copies of a project file: what one is called, and which of them are worth their place."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

TIMED = "timed"
"""The reason of a copy that nobody asked for."""

ALL_FOR = timedelta(days=2)
DAYS, WEEKS = 14, 8
"""After two days one copy a day is kept, after two weeks one a week, after eight weeks one a month."""

LEAST = 5
"""So many of the newest are kept, whatever they take."""

ROOM = 10 * 1024**3
"""Bytes for all copies of a project; above it those that lie closest to a newer one go first."""

_NAME = re.compile(r"(\d{8}T\d{6})Z(?:-(\d+))?-([a-z0-9-]+)\.sqlite3")


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy.

    Attributes:
        path: where it lies.
        made: when, UTC, to the second.
        reason: why, in words joined by "-": "timed", "before-restore".
        size: in bytes.
        number: among those of the same second, from 1.
    """

    path: Path
    made: datetime
    reason: str
    size: int
    number: int = 1

    @property
    def order(self) -> tuple[datetime, int]:
        """What grows from each copy to the next."""
        return self.made, self.number

    @property
    def for_good(self) -> bool:
        """Whether it is the last in an older format: never thrown away by the program."""
        return self.reason.startswith("before-version")

    @property
    def why(self) -> str:
        """The reason for a person to read."""
        return self.reason.replace("-", " ")


def backup_name(made: datetime, reason: str, number: int = 1) -> str:
    """The file name of a copy; `number` tells apart those of the same second."""
    slug = re.sub(r"[^a-z0-9]+", "-", reason.lower()).strip("-")[:60]
    more = f"-{number}" if number > 1 else ""
    return f"{made.astimezone(UTC):%Y%m%dT%H%M%SZ}{more}-{slug}.sqlite3"


def backup_of(path: Path, size: int) -> Backup | None:
    """What a file name tells; None when it is no copy of ours."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    try:
        made = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(path, made, found[3], size, int(found[2] or 1))


def surplus(backups: Iterable[Backup], now: datetime, room: int = ROOM) -> list[Backup]:
    """The copies that may go, oldest first.

    Kept are all of the last two days, then the newest of each day, week and month, always the newest `LEAST` and those
    before a change of the format. When these take more than `room` bytes, the one that lies closest in time to the
    next newer one goes, again and again.
    """
    newest_first = sorted(backups, key=lambda backup: backup.order, reverse=True)
    seen: set[object] = set()
    kept: list[Backup] = []
    for place, backup in enumerate(newest_first):
        period = _period(backup, now)
        if place < LEAST or backup.for_good or period is None or period not in seen:
            kept.append(backup)
        seen.add(period)
    while sum(backup.size for backup in kept) > room:
        places = [place for place in range(LEAST, len(kept)) if not kept[place].for_good]
        if not places:
            break
        gap: Callable[[int], timedelta] = lambda place: kept[place - 1].made - kept[place].made  # noqa: E731
        del kept[min(places, key=gap)]
    held = {backup.path for backup in kept}
    return [backup for backup in reversed(newest_first) if backup.path not in held]


def _period(backup: Backup, now: datetime) -> object:
    """What a copy stands for, by its age: a day, a week, a month; None while all are kept."""
    age = now - backup.made
    if age <= ALL_FOR:
        return None
    if age <= timedelta(days=DAYS):
        return backup.made.date()
    if age <= timedelta(weeks=WEEKS):
        return backup.made.isocalendar()[:2]
    return backup.made.year, backup.made.month, "month"
