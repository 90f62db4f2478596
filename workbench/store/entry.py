"""What a file must be before it is opened, and what must stand in it: a project comes from anywhere, like any file.

Source: sqlite.org, "Database File Format", section 1.3 (the header), and "Defense Against The Dark Arts".
"""

import posixpath
import sqlite3
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, Integer, LargeBinary

from workbench.core.errors import BadInputError, ProjectTooNewError, StorageError
from workbench.core.largest import LIMIT_VARIABLE, MAX_PIXELS, max_pixels
from workbench.store.schema import APPLICATION_ID, VERSION, metadata
from workbench.store.way_back import not_ours

_MAGIC = b"SQLite format 3\x00"
_VERSION_AT, _APPLICATION_AT = 60, 68

MAX_SIDE = 1 << 20
"""Pixels: OpenCV opens no picture with a longer side."""

MAX_TEXT = 1_000_000
"""Characters of one text of JSON, and bytes of one thumbnail or look: a hundred times what any has."""

_CURE = "Restore a backup of it."


def check_header(path: Path) -> None:
    """Refuse a file that is not ours, or of a newer version, by its first bytes alone: it is only read."""
    try:
        with open(path, "rb") as file:
            head = file.read(100)
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}.", "Make the file readable.") from error
    if len(head) < 100 or not head.startswith(_MAGIC) or _number(head, _APPLICATION_AT) != APPLICATION_ID:
        raise not_ours(path)
    check_version(path, _number(head, _VERSION_AT))


def check_folders(folder: Path) -> None:
    """Refuse a project one of whose own folders is a link: what the program writes there would go elsewhere."""
    own = [folder / name for name in ("masks", "backups", "runs", "predictions")]
    for path in (*own, *own[2].glob("*"), *own[3].glob("*")):
        if path.is_symlink():
            raise BadInputError(
                f"{path} is a link to another place, and the program would write there. Nothing was changed.",
                "Put the folder itself in the place of the link. The whole project may lie anywhere.",
            )


def check_version(path: Path, version: int) -> None:
    """Refuse a version that this program does not know."""
    if version > VERSION:
        raise ProjectTooNewError(
            f"{path.parent} was written by a newer version of the program (format {version}, this one reads "
            f"up to {VERSION}). Nothing was changed.",
            "Update the program, then open the project again.",
        )


def check_schema(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a file with anything in it that acts by itself: our projects hold tables and indices and nothing else."""
    found = connection.execute(
        "SELECT type, name FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
    ).fetchone()
    if found is not None:
        kind = "virtual table" if found[0] == "table" else found[0]
        raise BadInputError(
            f"{path} holds a {kind} {found[1]!r}, which no project has. Nothing was changed.",
            "Open it only if you know who made it; then remove that first.",
        )


_LARGEST = 1 << 53
"""Of all whole numbers but those of `_BOUNDS`: sums of as many as fit into a file stay below SQLite's 2^63."""

_BOUNDS = {
    "images.width": (1, MAX_SIDE),
    "images.height": (1, MAX_SIDE),
    "images.snapshot_revision": (-1, _LARGEST),
    "classes.red": (0, 255),
    "classes.green": (0, 255),
    "classes.blue": (0, 255),
    "areas.class_index": (0, 254),
    "areas.pixels": (0, 1 << 40),
    "refusals.mark": (0, 255),
    "kept_regions.painted": (0, 254),
    "kept_regions.said": (0, 254),
    "kept_regions.bottom": (0, MAX_SIDE),
    "kept_regions.right": (0, MAX_SIDE),
    "refusals.pixels": (0, 1 << 40),
    "edits.bytes": (0, 1 << 32),
    "thumbnails.changed": (-(1 << 63), (1 << 63) - 1),  # a file's time, which may be anything
}
"""The least and the largest of a column of whole numbers."""

_WRONG: tuple[tuple[str, str], ...] = (
    ("images", "status NOT IN ('todo', 'started', 'done', 'skipped') OR split NOT IN ('', 'train', 'val', 'test')"),
    ("images", "path = '' OR instr(path, char(0))"),
    ("predictions", "instr(path, char(0))"),
    ("classes", "length(name) NOT BETWEEN 1 AND 80"),
    ("thumbnails", f"length(jpeg) > {MAX_TEXT}"),
    ("looks", f"length(look) > {MAX_TEXT}"),
    ("settings", "name = 'folder' AND json_type(value) != 'text'"),
    ("runs", "json_type(recipe) != 'object'"),
    ("runs", "status NOT IN ('running', 'finished', 'stopped', 'cancelled', 'failed')"),
    ("epochs", "json_type(ious) != 'object'"),
)
"""What no row of a table may be beside what the kinds of its columns say."""


def _wrong(column: Column[Any]) -> str:
    """When a value of the column is not of its kind, as SQL: SQLite keeps any kind of value in any column."""
    name = f'"{column.name}"'
    match column.type:
        case Boolean():
            wrong = f"{name} NOT IN (0, 1)"
        case Integer():
            least, largest = _BOUNDS.get(f"{column.table.name}.{column.name}", (0, _LARGEST))
            wrong = f"typeof({name}) != 'integer' OR {name} NOT BETWEEN {least} AND {largest}"
        case Float():
            wrong = f"typeof({name}) NOT IN ('real', 'integer')"
            if column.table.name != "epochs":  # the loss of a run that diverged is infinite
                wrong += f" OR abs({name}) > 1e300"
        case JSON():
            wrong = f"length({name}) > {MAX_TEXT} OR NOT json_valid({name})"
        case LargeBinary():
            wrong = f"typeof({name}) != 'blob'"
        case _:
            wrong = f"typeof({name}) != 'text'"
    return f"{name} IS NOT NULL AND ({wrong})" if column.nullable else f"{name} IS NULL OR {wrong}"


def check_values(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a file of this version with a table missing, or with values that the program cannot have written."""
    for table in metadata.sorted_tables:  # quick_check does not read the tables' own descriptions
        # With its table's name before it: SQLite takes a quoted name alone that no column has for a text.
        columns = ", ".join(f'"{table.name}"."{column.name}"' for column in table.columns)
        connection.execute(f'SELECT {columns} FROM "{table.name}" LIMIT 0')
        rows = connection.execute(f'PRAGMA foreign_key_list("{table.name}")')
        found = {(column, f"{other}.{other_column}") for _, _, other, column, other_column, *_ in rows}
        if found != {(key.parent.name, key.target_fullname) for key in table.foreign_keys}:
            raise BadInputError(f"{path} is damaged: its table {table.name} points at strange places.", _CURE)
    # The rows themselves: an index holds copies of values, which may be sound where the row is not.
    for table in metadata.sorted_tables:  # each is read once
        conditions = [_wrong(column) for column in table.columns]
        conditions += [condition for name, condition in _WRONG if name == table.name]
        wrong = " OR ".join(f"({condition})" for condition in conditions)
        if connection.execute(f"SELECT 1 FROM {table.name} NOT INDEXED WHERE {wrong} LIMIT 1").fetchone():
            raise _strange(path, table.name)
    numbers = f"typeof(seq) != 'integer' OR seq NOT BETWEEN 0 AND {_LARGEST}"
    if connection.execute(f"SELECT 1 FROM sqlite_sequence WHERE {numbers} LIMIT 1").fetchone():
        raise _strange(path, "sqlite_sequence")
    _check_areas(path, connection)
    _check_names(path, connection)
    # A picture may lie anywhere that a whole path leads to, or beside the project; a prediction only inside.
    for table_name, suspect, above in (
        ("images", "path LIKE '%..%'", 1),
        ("predictions", "path LIKE '%..%' OR path LIKE '/%' OR path LIKE '%:%'", 0),
    ):
        suspects = f"SELECT path FROM {table_name} NOT INDEXED WHERE {suspect}"
        for (stored,) in connection.execute(suspects):
            if not _stays(stored, above, absolute=above > 0):
                raise BadInputError(f"{path} points at a file outside of the project: {stored[:200]!r}.", _CURE)


def _strange(path: Path, table: str) -> BadInputError:
    return BadInputError(f"{path} is damaged: a row of its table {table} holds a strange value.", _CURE)


def _check_areas(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse images of more pixels than a picture may have: their masks would take all memory."""
    limit = max(max_pixels(), MAX_PIXELS)  # with a lower one the masks of larger pictures can still be opened
    found = connection.execute(
        "SELECT name, width, height FROM images WHERE width * height > ? LIMIT 1", (min(limit, _LARGEST),)
    ).fetchone()
    if found is not None:
        raise BadInputError(
            f"{path} says that {found[0][:200]!r} has {found[1]} x {found[2]} pixels; up to {limit:,} are opened.",
            f"{_CURE} If that is right: set the environment variable {LIMIT_VARIABLE} to more.",
        )


def _check_names(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse two classes of one name."""
    seen = set[str]()
    for (name,) in connection.execute("SELECT name FROM classes"):
        if name.casefold() in seen:
            raise BadInputError(f"{path} is damaged: two of its classes are called {name!r}.", _CURE)
        seen.add(name.casefold())


def _stays(stored: str, above: int, *, absolute: bool) -> bool:
    """Whether a kept path is absolute and may be, or leads at most `above` folders up from the project."""
    if PurePosixPath(stored).is_absolute() or PureWindowsPath(stored).drive:
        return absolute
    parts = posixpath.normpath(stored.replace("\\", "/")).split("/")
    return parts.count("..") <= above


def _number(head: bytes, place: int) -> int:
    return int.from_bytes(head[place : place + 4], "big")
