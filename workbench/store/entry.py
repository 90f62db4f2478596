"""What a file must be before it is opened, and what must stand in it: a project comes from anywhere, like any file.

Source: sqlite.org, "Database File Format", section 1.3 (the header), and "Defense Against The Dark Arts".
"""

import posixpath
import sqlite3
from pathlib import Path, PurePosixPath, PureWindowsPath

from workbench.core.errors import BadInputError, ProjectTooNewError, StorageError
from workbench.store.schema import APPLICATION_ID, VERSION, metadata
from workbench.store.way_back import not_ours

_MAGIC = b"SQLite format 3\x00"
_VERSION_AT, _APPLICATION_AT = 60, 68

MAX_SIDE = 1 << 20
"""Pixels: OpenCV opens no picture with a longer side."""

MAX_TEXT = 1_000_000
"""Characters of one text of JSON, and bytes of one thumbnail: a hundred times what any has."""

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


_SIZE = f"typeof({{0}}) != 'integer' OR {{0}} NOT BETWEEN 1 AND {MAX_SIDE}"
_JSON = f"length({{0}}) > {MAX_TEXT} OR NOT json_valid({{0}})"

_WRONG: tuple[tuple[str, str], ...] = (
    ("images", _SIZE.format("width")),
    ("images", _SIZE.format("height")),
    ("images", "typeof(path) != 'text' OR typeof(name) != 'text' OR typeof(sha256) != 'text'"),
    ("images", "status NOT IN ('todo', 'started', 'done', 'skipped') OR split NOT IN ('', 'train', 'val', 'test')"),
    ("images", "typeof(labelled) != 'integer' OR labelled < 0 OR typeof(seconds) NOT IN ('real', 'integer')"),
    ("images", "typeof(note) != 'text' OR typeof(sequence) != 'text' OR typeof(name_key) != 'text'"),
    ("images", "typeof(position) NOT IN ('real', 'integer') OR typeof(note_key) != 'text' OR removed NOT IN (0, 1)"),
    ("classes", "red NOT BETWEEN 0 AND 255 OR green NOT BETWEEN 0 AND 255 OR blue NOT BETWEEN 0 AND 255"),
    ("classes", "typeof(name) != 'text' OR typeof(key) != 'text' OR length(name) > 80"),
    ("tiles", "typeof(planes) != 'blob' OR typeof(\"row\") != 'integer' OR typeof(\"column\") != 'integer'"),
    ("areas", "typeof(pixels) != 'integer'"),
    ("edits", "typeof(before) != 'blob' OR typeof(after) != 'blob' OR typeof(seconds) NOT IN ('real', 'integer')"),
    ("thumbnails", f"typeof(jpeg) != 'blob' OR length(jpeg) > {MAX_TEXT}"),
    ("settings", _JSON.format("value")),
    ("runs", _JSON.format("recipe") + " OR json_type(recipe) != 'object'"),
    ("runs", "status NOT IN ('running', 'finished', 'stopped', 'cancelled', 'failed')"),
    ("runs", "typeof(best_miou) NOT IN ('real', 'integer', 'null') OR typeof(seconds) NOT IN ('real', 'integer')"),
    ("epochs", _JSON.format("ious") + " OR json_type(ious) != 'object'"),
    ("predictions", "typeof(doubt) NOT IN ('real', 'integer') OR typeof(path) != 'text' OR typeof(reason) != 'text'"),
)
"""For each table what no row of it may be: SQLite keeps any kind of value in any column."""


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
    for table_name in dict.fromkeys(name for name, _ in _WRONG):  # each is read once
        wrong = " OR ".join(f"({condition})" for name, condition in _WRONG if name == table_name)
        if connection.execute(f"SELECT 1 FROM {table_name} NOT INDEXED WHERE {wrong} LIMIT 1").fetchone():
            raise BadInputError(f"{path} is damaged: a row of its table {table_name} holds a strange value.", _CURE)
    # A picture may lie anywhere that a whole path leads to, or beside the project; a prediction only inside.
    for table_name, suspect, above in (
        ("images", "path LIKE '%..%'", 1),
        ("predictions", "path LIKE '%..%' OR path LIKE '/%' OR path LIKE '%:%'", 0),
    ):
        suspects = f"SELECT path FROM {table_name} NOT INDEXED WHERE {suspect}"
        for (stored,) in connection.execute(suspects):
            if not _stays(stored, above, absolute=above > 0):
                raise BadInputError(f"{path} points at a file outside of the project: {stored[:200]!r}.", _CURE)


def _stays(stored: str, above: int, *, absolute: bool) -> bool:
    """Whether a kept path is absolute and may be, or leads at most `above` folders up from the project."""
    if PurePosixPath(stored).is_absolute() or PureWindowsPath(stored).drive:
        return absolute
    parts = posixpath.normpath(stored.replace("\\", "/")).split("/")
    return parts.count("..") <= above


def _number(head: bytes, place: int) -> int:
    return int.from_bytes(head[place : place + 4], "big")
