"""Steps from each version of the schema to the next. A step that was ever released is never changed again."""

from collections.abc import Callable

from sqlalchemy import Connection, text

from workbench.core.errors import BadInputError
from workbench.core.geometry import TILE, Rect
from workbench.core.listing import folded
from workbench.store.codec import unpack
from workbench.store.patches import pack_pieces
from workbench.store.schema import VERSION

_WORK_BEFORE = (
    "INSERT INTO work SELECT image_id, (SELECT coalesce(max(runs.id), 0) FROM runs WHERE status IN "
    "('finished', 'stopped') AND started + runs.seconds <= created), sum(seconds), "
    "sum(tool != 'accept'), sum(tool = 'accept'), 0 FROM edits WHERE tool NOT IN ('import', 'merge') GROUP BY 1, 2",
    "INSERT INTO work SELECT id, 0, seconds - (SELECT coalesce(sum(work.seconds), 0) FROM work WHERE image_id = id), "
    "0, 0, 0 FROM images WHERE seconds > (SELECT coalesce(sum(work.seconds), 0) FROM work WHERE image_id = id) + 0.001 "
    "ON CONFLICT (image_id, round) DO UPDATE SET seconds = work.seconds + excluded.seconds",
)
"""What the journal and the images tell of the work so far; what no edit took is laid before the first run."""


def bring_up(connection: Connection, version: int) -> None:
    """Take a file of an older version to this one, in the caller's transaction: wholly or not at all."""
    for number in range(version, VERSION):
        STEPS[number](connection)
    connection.execute(text(f"PRAGMA user_version={VERSION}"))


def _from_1(connection: Connection) -> None:
    """Images get a place, a sequence and a note, classes can be merged, edits are kept by the tiles they change."""
    for statement in (
        "ALTER TABLE images ADD COLUMN position FLOAT NOT NULL DEFAULT 0",
        "ALTER TABLE images ADD COLUMN sequence VARCHAR NOT NULL DEFAULT ''",
        "ALTER TABLE images ADD COLUMN note VARCHAR NOT NULL DEFAULT ''",
        "ALTER TABLE images ADD COLUMN name_key VARCHAR NOT NULL DEFAULT ''",
        "ALTER TABLE images ADD COLUMN note_key VARCHAR NOT NULL DEFAULT ''",
        "ALTER TABLE images ADD COLUMN worked FLOAT NOT NULL DEFAULT 0",
        "ALTER TABLE images ADD COLUMN removed BOOLEAN NOT NULL DEFAULT 0",
        "UPDATE images SET position = id, "
        "worked = coalesce((SELECT max(created) FROM edits WHERE edits.image_id = images.id), 0)",
        "CREATE INDEX images_by_position ON images (removed, position, id, status, split, labelled)",
        "CREATE INDEX images_by_name ON images (removed, name_key, id)",
        "CREATE INDEX images_by_share ON images (removed, labelled * 1.0 / (width * height), id)",
        "CREATE INDEX images_by_work ON images (removed, worked DESC, id)",
        "DROP INDEX predictions_by_doubt",
        "CREATE INDEX predictions_by_doubt ON predictions (doubt DESC, image_id)",
        "CREATE INDEX images_by_sequence ON images (sequence)",
        "CREATE TABLE tags (image_id INTEGER NOT NULL, tag VARCHAR NOT NULL, PRIMARY KEY (image_id, tag), "
        "FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE) WITHOUT ROWID",
        "CREATE INDEX tags_by_tag ON tags (tag)",
        "CREATE TABLE thumbnails (image_id INTEGER NOT NULL, jpeg BLOB NOT NULL, bytes INTEGER NOT NULL, "
        "changed INTEGER NOT NULL, PRIMARY KEY (image_id), "
        "FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE)",
        "CREATE TABLE settings (name VARCHAR NOT NULL, value JSON NOT NULL, PRIMARY KEY (name)) WITHOUT ROWID",
        "ALTER TABLE edits ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX edits_by_age ON edits (undone, id, image_id, bytes)",
        "ALTER TABLE classes ADD COLUMN merged_into INTEGER",
    ):
        connection.execute(text(statement))
    for number, name in connection.execute(text("SELECT id, name FROM images")).fetchall():
        connection.execute(
            text("UPDATE images SET name_key = :key WHERE id = :id"), {"key": folded(name), "id": number}
        )
    boxes = connection.execute(text('SELECT id, image_id, "top", "left", "bottom", "right" FROM edits')).fetchall()
    for number, image_id, *edges in boxes:
        row = connection.execute(text("SELECT before, after FROM edits WHERE id = :id"), {"id": number}).one_or_none()
        if row is None:
            continue
        try:
            before, after = (_by_tiles(Rect(*edges), side) for side in row)
        except BadInputError:  # a damaged step costs this image's history, not the project: its mask is whole
            connection.execute(text("DELETE FROM edits WHERE image_id = :image"), {"image": image_id})
            continue
        connection.execute(
            text("UPDATE edits SET before = :before, after = :after, bytes = :bytes WHERE id = :id"),
            {"before": before, "after": after, "bytes": len(before) + len(after), "id": number},
        )


def _from_2(connection: Connection) -> None:
    """What is refused of predictions and kept against them is remembered, there are queues, and work by rounds."""
    for statement in (
        "ALTER TABLE predictions ADD COLUMN said FLOAT NOT NULL DEFAULT 0",
        "UPDATE predictions SET said = doubt",
        "CREATE TABLE refusals (image_id INTEGER NOT NULL, mark INTEGER NOT NULL, pixels INTEGER NOT NULL, "
        "PRIMARY KEY (image_id, mark), FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE) WITHOUT ROWID",
        "CREATE TABLE kept_regions (id INTEGER NOT NULL, image_id INTEGER NOT NULL, painted INTEGER NOT NULL, "
        'said INTEGER NOT NULL, top INTEGER NOT NULL, "left" INTEGER NOT NULL, bottom INTEGER NOT NULL, '
        '"right" INTEGER NOT NULL, pixels BLOB NOT NULL, PRIMARY KEY (id), '
        "FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE)",
        "CREATE INDEX kept_regions_by_image ON kept_regions (image_id, id)",
        "CREATE TABLE looks (image_id INTEGER NOT NULL, run_id INTEGER NOT NULL, look BLOB NOT NULL, "
        "PRIMARY KEY (image_id), FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE, "
        "FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE)",
        "CREATE TABLE queue (image_id INTEGER NOT NULL, strategy VARCHAR NOT NULL, run_id INTEGER NOT NULL, "
        "ranked INTEGER NOT NULL, place INTEGER NOT NULL, value FLOAT NOT NULL, reason VARCHAR NOT NULL, "
        "PRIMARY KEY (image_id, strategy), "
        "FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE, "
        "FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE) WITHOUT ROWID",
        "CREATE INDEX queue_by_place ON queue (strategy, place, image_id)",
        "CREATE TABLE work (image_id INTEGER NOT NULL, round INTEGER NOT NULL, seconds FLOAT NOT NULL, "
        "strokes INTEGER NOT NULL, accepts INTEGER NOT NULL, clicks INTEGER NOT NULL, PRIMARY KEY (image_id, round), "
        "FOREIGN KEY(image_id) REFERENCES images (id) ON DELETE CASCADE) WITHOUT ROWID",
        *_WORK_BEFORE,
    ):
        connection.execute(text(statement))


def _by_tiles(rect: Rect, data: bytes) -> bytes:
    """One side of an edit, from the pixels of a box to those of each tile that the box meets."""
    whole = unpack(data, rect.height, rect.width)
    pieces = []
    for row, column in rect.tiles(TILE):
        part = rect.common(Rect(row * TILE, column * TILE, (row + 1) * TILE, (column + 1) * TILE))
        pieces.append((part, whole.kept(part.moved(-rect.top, -rect.left))))
    return pack_pieces(pieces)


STEPS: dict[int, Callable[[Connection], None]] = {1: _from_1, 2: _from_2}
"""From that version to the next."""
