"""Which copies stay: told by what a person can go back to, after months of use."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.core.backups import Backup, backup_name, backup_of, surplus

NOW = datetime(2026, 3, 31, 18, 0, tzinfo=UTC)


def backup(made: datetime, reason: str = "timed", size: int = 1) -> Backup:
    return Backup(Path(backup_name(made, reason)), made, reason, size)


def after_months(days: int, every: timedelta) -> list[Backup]:
    """What is left when copies are made and thinned all the time for so many days, up to `NOW`."""
    held: list[Backup] = []
    moment = NOW - timedelta(days=days)
    while moment <= NOW:
        held.append(backup(moment))
        gone = {b.path for b in surplus(held, moment)}
        held = [b for b in held if b.path not in gone]
        moment += every
    return held


def test_after_half_a_year_there_is_one_for_every_time_a_person_may_ask_for() -> None:
    held = sorted(b.made for b in after_months(182, timedelta(hours=4)))
    assert [NOW - made for made in held[:-14:-1]] == [timedelta(hours=4) * n for n in range(13)]  # two days: all
    days = {made.date() for made in held}
    assert {(NOW - timedelta(days=n)).date() for n in range(14)} <= days
    weeks = {made.isocalendar()[:2] for made in held}
    assert {(NOW - timedelta(weeks=n)).isocalendar()[:2] for n in range(8)} <= weeks
    assert {(made.year, made.month) for made in held} >= {(2025, m) for m in (10, 11, 12)} | {(2026, 1), (2026, 2)}
    assert len(held) < 13 + 14 + 8 + 7  # and no more than that


def test_the_newest_of_a_day_is_the_one_that_stays() -> None:
    day = datetime(2026, 3, 20, tzinfo=UTC)
    old = [backup(day + timedelta(hours=h)) for h in (8, 12, 17)]
    new = [backup(NOW - timedelta(minutes=m)) for m in range(5)]
    assert [b.made.hour for b in surplus([*new, *old], NOW)] == [8, 12]


def test_the_newest_five_and_those_of_an_older_format_stay_whatever_they_take() -> None:
    hour = timedelta(hours=1)
    many = [backup(NOW - n * hour, size=100) for n in range(9)] + [backup(NOW - 99 * hour, "before-version-2", 100)]
    gone = surplus(many, NOW, room=1)
    assert sorted(b.made for b in gone) == sorted(NOW - n * hour for n in range(5, 9))


def test_when_room_is_short_the_copies_that_lie_closest_go_first() -> None:
    minutes = [0, 1, 2, 3, 4, 100, 101, 300, 302, 600]
    many = [backup(NOW - timedelta(minutes=m), size=10) for m in minutes]
    gone = surplus(many, NOW, room=80)
    assert sorted((NOW - b.made) // timedelta(minutes=1) for b in gone) == [101, 302]


@pytest.mark.parametrize("reason", ["timed", "before merging classes", "before Wälder / Äcker!", "x" * 200])
def test_a_name_tells_time_and_reason(reason: str, tmp_path: Path) -> None:
    made = datetime(2026, 11, 23, 9, 14, 5, 999, tzinfo=UTC)
    for number in (1, 2, 17):
        found = backup_of(tmp_path / backup_name(made, reason, number), 7)
        assert found is not None
        assert found.made == made.replace(microsecond=0)
        assert found.size == 7
        assert set(found.reason) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    names = {backup_name(made, reason, number) for number in range(1, 30)}
    assert len(names) == 29


def test_a_local_time_is_told_in_utc() -> None:
    here = datetime(2026, 6, 1, 1, 30, tzinfo=UTC).astimezone()
    assert backup_name(here, "timed") == "20260601T013000Z-timed.sqlite3"


@pytest.mark.parametrize(
    "name", ["project.sqlite3", "20261399T000000Z-timed.sqlite3", ".20260601T013000Z-timed.sqlite3"]
)
def test_other_files_are_no_backups(name: str) -> None:
    assert backup_of(Path(name), 1) is None
