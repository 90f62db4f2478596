"""The images of a project as its door shows them: lists, records, and what a person says of each."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.core.arrays import U8
from workbench.core.listing import ImageQuery
from workbench.core.records import ImageRecord, NewImage, Split, Status, Thumbnail
from workbench.store import catalogue, copied_revisions, ledger, listing, pictures, small_masks, thumbnails
from workbench.store.database import Database
from workbench.store.listing import Ids

PAGE = 256
"""Records that are read with one statement where all are gone through."""


class ProjectImages:
    """What `Project` knows of images; each method is one transaction.

    Attributes:
        folder: absolute; holds the database, `masks/`, `runs/` and `predictions/`.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self._db = database

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """Keep everything that is done inside together, or nothing of it; other threads wait meanwhile."""
        with self._db.transaction():
            yield

    def check_place(self) -> None:
        """See that the project's file is where it was opened; StorageError, and a copy was made, when it is not."""
        self._db.check_place()

    # Lists

    def image_ids(self, query: ImageQuery) -> Ids:
        """The numbers of the images that match, in order: int64 (n,)."""
        with self._db.transaction() as connection:
            return listing.matching(connection, query)

    def images_named(self, beginning: str) -> Ids:
        """The numbers of the images whose name begins with these letters, whatever the case: int64 (n,)."""
        with self._db.transaction() as connection:
            return listing.numbers(connection, listing.named_statement(beginning))

    def count(self, query: ImageQuery) -> int:
        """How many images match."""
        with self._db.transaction() as connection:
            return listing.count(connection, query)

    def sizes(self, query: ImageQuery) -> dict[tuple[int, int], int]:
        """How many of the images that match have each (height, width)."""
        with self._db.transaction() as connection:
            return listing.sizes(connection, query)

    def records(self, image_ids: Sequence[int] | Ids) -> list[ImageRecord]:
        """The images of these numbers, in this order; numbers that the project lacks are left out."""
        with self._db.transaction() as connection:
            return listing.read_records(connection, self.folder, [int(number) for number in image_ids])

    def each(self, query: ImageQuery) -> Iterator[ImageRecord]:
        """The images that match, in order, read a page at a time; what changes meanwhile may or may not be seen."""
        found = self.image_ids(query)
        for start in range(0, len(found), PAGE):
            yield from self.records(found[start : start + PAGE])

    def images(self) -> list[ImageRecord]:
        """All images in the project's order: for small projects; see `each`, `count` and `image_ids`."""
        return list(self.each(ImageQuery()))

    def image(self, image_id: int) -> ImageRecord:
        """The image of that number, in the project or removed from it."""
        with self._db.transaction() as connection:
            return listing.read_record(connection, self.folder, image_id)

    def images_beside(
        self, image_id: int | None, forward: bool, limit: int, statuses: frozenset[Status] | None = None
    ) -> list[ImageRecord]:
        """At most `limit` images right after that one in the project's order, or right before it, the nearest first.

        Without a number: from the beginning, or from the end. With `statuses`: of these alone.
        """
        with self._db.transaction() as connection:
            return listing.read_beside(connection, self.folder, image_id, forward, limit, statuses)

    def image_beside(self, image_id: int, forward: bool) -> ImageRecord | None:
        """The image right after that one in the project's order (or right before it), or None at the end."""
        return next(iter(self.images_beside(image_id, forward, 1)), None)

    def doubtful(self, without: Iterable[Status], limit: int | None = None) -> list[ImageRecord]:
        """Images with a prediction whose status is none of `without`, the most doubtful first; at most `limit`."""
        with self._db.transaction() as connection:
            return listing.read_doubtful(connection, self.folder, without, limit)

    # Coming and going

    def add_image(self, image: NewImage) -> int:
        """Add an image and return its number; one with the same bytes as others joins their split."""
        with self._db.transaction() as connection:
            return catalogue.add_image(connection, self.folder, image)

    def find_image(self, path: Path, sha256: str) -> ImageRecord | None:
        """The image that lies at `path`, else one with the same bytes, else None; removed ones too."""
        with self._db.transaction() as connection:
            found = catalogue.find_image(connection, self.folder, path=path, sha256=sha256)
            return None if found is None else listing.read_record(connection, self.folder, found)

    def newest_image(self) -> int:
        """The highest number of an image, removed or not; 0 without images. Later ones get higher numbers."""
        with self._db.transaction() as connection:
            return catalogue.newest_image(connection)

    def repeated_names(self, image_ids: Iterable[int]) -> list[str]:
        """Of these images' names those that other images of the project have, too, whatever the case; in order."""
        with self._db.transaction() as connection:
            return catalogue.repeated_names(connection, image_ids)

    def set_removed(self, image_ids: Iterable[int], removed: bool) -> None:
        """Take images out of the project, or put them back. Their masks, steps, tags and notes stay in the file."""
        with self._db.transaction() as connection:
            catalogue.set_removed(connection, image_ids, removed)

    def set_paths(self, places: Iterable[tuple[int, Path]]) -> None:
        """Say where the pictures of these images lie now."""
        with self._db.transaction() as connection:
            for image_id, path in places:
                catalogue.set_path(connection, self.folder, image_id, path)

    def take_picture(self, image_id: int, width: int, height: int, sha256: str) -> bool:
        """Let an image have the picture that lies there now; False, and nothing changed, if it was ever painted on."""
        with self._db.transaction() as connection:
            return pictures.take(connection, image_id, width, height, sha256)

    # What a person says of them

    def set_status(self, image_ids: Iterable[int], status: Status) -> None:
        """Say how far these images are."""
        chosen = list(image_ids)
        with self._db.transaction() as connection:
            catalogue.set_status(connection, chosen, status)
            if status == Status.DONE:
                ledger.note_finished(connection, chosen)

    def set_split(self, image_ids: Iterable[int], split: Split) -> None:
        """Say what these images are used for, and with them every other of the same bytes."""
        with self._db.transaction() as connection:
            catalogue.set_split(connection, image_ids, split)

    def set_note(self, image_id: int, note: str) -> None:
        """Keep a person's words on an image, in place of those before."""
        with self._db.transaction() as connection:
            catalogue.set_note(connection, image_id, note)

    def change_tags(self, image_ids: Iterable[int], added: Iterable[str] = (), taken: Iterable[str] = ()) -> None:
        """Give these images some tags and take others from them."""
        with self._db.transaction() as connection:
            catalogue.change_tags(connection, image_ids, added, taken)

    def tags(self) -> dict[str, int]:
        """Every tag in use, in order, with the number of images that have it."""
        with self._db.transaction() as connection:
            return catalogue.read_tags(connection)

    def move_images(self, image_ids: Iterable[int], to_front: bool) -> None:
        """Put images at the front or at the end of the project's order, in the order in which they are given."""
        with self._db.transaction() as connection:
            catalogue.move_images(connection, image_ids, to_front)

    # Plain copies of masks

    def plain_copy(self, image_id: int) -> Path:
        """Where the plain copy of the image's mask lies (an indexed PNG; written when a job needs it)."""
        return self.folder / "masks" / f"{image_id}.png"

    def stale_copies(self) -> list[tuple[int, int]]:
        """(image number, mask revision) of every image whose plain copy is older than its mask, or gone."""
        with self._db.transaction() as connection:
            painted = copied_revisions.revisions(connection)
        return [
            (image_id, revision)
            for image_id, revision, shown in painted
            if shown != revision or not self.plain_copy(image_id).is_file()
        ]

    def mark_copy(self, image_id: int, revision: int) -> None:
        """Say that the plain copy shows the mask of that revision."""
        with self._db.transaction() as connection:
            copied_revisions.mark(connection, image_id, revision)

    # Small pictures

    def thumbnail(self, image_id: int) -> Thumbnail | None:
        """The small picture that is kept of an image, or None."""
        with self._db.transaction() as connection:
            return thumbnails.read(connection, image_id)

    def put_thumbnails(self, made: Iterable[Thumbnail]) -> None:
        """Keep these small pictures, in place of those before."""
        with self._db.transaction() as connection:
            thumbnails.write(connection, made)

    def small_mask(self, image: ImageRecord, side: int) -> U8:
        """The classes of an image's mask in small: uint8 (h, w), at most `side` a side, one pixel out of each part."""
        with self._db.transaction() as connection:
            pieces = small_masks.read(connection, image.id)
        return small_masks.reduced(pieces, image.height, image.width, side)

    def add_seconds(self, image_id: int, seconds: float, clicks: int = 0, during: int | None = None) -> None:
        """Add to the person's work on an image, beside what its edits bring.

        Args:
            image_id: the image's number.
            seconds: of work.
            clicks: presses of mouse and pen.
            during: the round (see `Ledger.newest_round`); None for that of now.
        """
        with self._db.transaction() as connection:
            catalogue.add_seconds(connection, image_id, seconds)
            ledger.add(connection, image_id, seconds, clicks=clicks, during=during)
