"""The tables of a project file. Times are seconds since 1970 (UTC); pixels are counted, never estimated."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    text,
)

APPLICATION_ID = 0x57424E43
"""Marks the file as ours in SQLite's header ("WBNC")."""

VERSION = 3
"""Of the schema, kept in SQLite's user_version. A file with a higher one is refused, one with a lower is brought up."""

PAINTED_SHARE = "labelled * 1.0 / (width * height)"
"""Of an image's pixels, how many are labelled: 0..1, as SQL. An index holds it, and is used for these very words."""

metadata = MetaData()


def _image_key() -> Column[int]:
    return Column("image_id", Integer, ForeignKey("images.id", ondelete="CASCADE"), primary_key=True)


classes = Table(
    "classes",
    metadata,
    Column("number", Integer, CheckConstraint("number BETWEEN 0 AND 253"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("red", Integer, nullable=False),
    Column("green", Integer, nullable=False),
    Column("blue", Integer, nullable=False),
    Column("key", String, nullable=False, default=""),
    Column("hidden", Boolean, nullable=False, default=False),
    Column("merged_into", Integer),  # the class that took its pixels over
)

images = Table(
    "images",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", String, nullable=False, unique=True),  # relative to the project (posix) when inside it
    Column("name", String, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("sha256", String, nullable=False),
    Column("status", String, nullable=False, default="todo"),
    Column("split", String, nullable=False, default=""),
    Column("labelled", Integer, nullable=False, default=0),
    Column("seconds", Float, nullable=False, default=0.0),
    Column("mask_revision", Integer, nullable=False, default=0),  # grows with every change of the mask
    Column("snapshot_revision", Integer, nullable=False, default=0),  # the revision that masks/ID.png shows
    Column("position", Float, nullable=False, default=0.0, server_default="0"),  # in the project's order
    Column("sequence", String, nullable=False, default="", server_default=""),  # images that belong together
    Column("note", String, nullable=False, default="", server_default=""),
    Column("name_key", String, nullable=False, default="", server_default=""),  # the name as it is compared
    Column("note_key", String, nullable=False, default="", server_default=""),  # the note as it is compared
    Column("worked", Float, nullable=False, default=0.0, server_default="0"),  # when the mask changed last
    Column("removed", Boolean, nullable=False, default=False, server_default="0"),  # out of the project, wholly kept
    Index("images_by_status", "status"),
    Index("images_by_split", "split"),
    Index("images_by_sha256", "sha256"),
    Index("images_by_position", "removed", "position", "id", "status", "split", "labelled"),  # these filter it
    Index("images_by_name", "removed", "name_key", "id"),
    Index("images_by_share", "removed", text(PAINTED_SHARE), "id"),
    Index("images_by_work", "removed", text("worked DESC"), "id"),
    Index("images_by_sequence", "sequence"),
    sqlite_autoincrement=True,
)

tiles = Table(
    "tiles",
    metadata,
    _image_key(),
    Column("row", Integer, primary_key=True),
    Column("column", Integer, primary_key=True),
    Column("planes", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

tags = Table(
    "tags",
    metadata,
    _image_key(),
    Column("tag", String, primary_key=True),
    Index("tags_by_tag", "tag"),
    sqlite_with_rowid=False,
)

thumbnails = Table(
    "thumbnails",
    metadata,
    _image_key(),
    Column("jpeg", LargeBinary, nullable=False),
    Column("bytes", Integer, nullable=False, default=0),  # of the picture's file when it was made
    Column("changed", Integer, nullable=False, default=0),  # when that file was changed, nanoseconds since 1970
)

settings = Table(
    "settings",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", JSON, nullable=False),
    sqlite_with_rowid=False,
)

areas = Table(
    "areas",
    metadata,
    _image_key(),
    Column("class_index", Integer, primary_key=True),
    Column("pixels", Integer, nullable=False),
    Index("areas_by_class", "class_index"),
    sqlite_with_rowid=False,
)

refusals = Table(
    "refusals",
    metadata,
    _image_key(),
    Column("mark", Integer, primary_key=True),  # of the run whose word was refused (core.offer)
    Column("pixels", Integer, nullable=False),
    sqlite_with_rowid=False,
)

kept_regions = Table(
    "kept_regions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("image_id", Integer, ForeignKey("images.id", ondelete="CASCADE"), nullable=False),
    Column("painted", Integer, nullable=False),
    Column("said", Integer, nullable=False),
    Column("top", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("bottom", Integer, nullable=False),
    Column("right", Integer, nullable=False),
    Column("pixels", LargeBinary, nullable=False),  # a bit each, row by row, compressed
    Index("kept_regions_by_image", "image_id", "id"),
)

edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("image_id", Integer, ForeignKey("images.id", ondelete="CASCADE"), nullable=False),
    Column("tool", String, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("created", Float, nullable=False),
    Column("top", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("bottom", Integer, nullable=False),
    Column("right", Integer, nullable=False),
    Column("before", LargeBinary, nullable=False),
    Column("after", LargeBinary, nullable=False),
    Column("undone", Boolean, nullable=False, default=False),
    Column("bytes", Integer, nullable=False, default=0, server_default="0"),  # of `before` and `after` together
    Index("edits_by_image", "image_id", "id"),
    Index("edits_by_age", "undone", "id", "image_id", "bytes"),
    sqlite_autoincrement=True,
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("status", String, nullable=False),
    Column("best_miou", Float),
    Column("started", Float, nullable=False),
    Column("seconds", Float, nullable=False, default=0.0),
    Column("recipe", JSON, nullable=False),
    Column("started_from", String, nullable=False, default=""),
    Column("device", String, nullable=False, default=""),
    Column("note", String, nullable=False, default=""),
    sqlite_autoincrement=True,
)

epochs = Table(
    "epochs",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("loss", Float, nullable=False),
    Column("miou", Float),
    Column("pixel_accuracy", Float),
    Column("ious", JSON, nullable=False),
    sqlite_with_rowid=False,
)

predictions = Table(
    "predictions",
    metadata,
    _image_key(),
    Column("run_id", Integer, ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("path", String, nullable=False),  # relative to the project (posix)
    Column("doubt", Float, nullable=False),
    Column("reason", String, nullable=False),
    Column("said", Float, nullable=False, default=0.0, server_default="0"),  # doubt before anything was refused
    Index("predictions_by_doubt", text("doubt DESC"), "image_id"),
)

looks = Table(
    "looks",
    metadata,
    _image_key(),
    Column("run_id", Integer, ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("look", LargeBinary, nullable=False),  # core.look
)

queue = Table(
    "queue",
    metadata,
    _image_key(),
    Column("strategy", String, primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),  # whose look it goes by
    Column("ranked", Integer, nullable=False),  # its place by the strategy
    Column("place", Integer, nullable=False),  # the same, nearer to the front by what a person refused
    Column("value", Float, nullable=False),
    Column("reason", String, nullable=False),
    Index("queue_by_place", "strategy", "place", "image_id"),
    sqlite_with_rowid=False,
)

work = Table(
    "work",
    metadata,
    _image_key(),
    Column("round", Integer, primary_key=True),  # the newest run that had ended with a model; 0 before the first
    Column("seconds", Float, nullable=False),
    Column("strokes", Integer, nullable=False),  # edits by hand
    Column("accepts", Integer, nullable=False),  # edits that accepted what a model offers
    Column("clicks", Integer, nullable=False),  # presses of mouse and pen while the image was open
    sqlite_with_rowid=False,
)
