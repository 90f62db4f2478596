"""Masks as they were a moment ago, for work that takes longer than a person rests."""

from pathlib import Path

from workbench.core.edit import apply
from workbench.core.mask import LabelMask
from workbench.store import edits, listing, masks
from workbench.store.database import Database


class Past:
    """Looks back through the journal of a project that is painted on meanwhile; each method is one transaction."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._db = database

    def now(self, image_id: int) -> int:
        """What to ask `mask` with later: the number of the newest edit of an image that stands, 0 for none."""
        with self._db.transaction() as connection:
            return edits.newest(connection, image_id)

    def mask(self, image_id: int, moment: int) -> LabelMask | None:
        """The image's mask as it was when `now` gave that moment; a fresh copy in memory.

        None when there is no way back: what was newest then was undone, and something else was painted in its place.
        """
        with self._db.transaction() as connection:
            image = listing.read_record(connection, self._folder, image_id)
            found = masks.read_mask(connection, image_id, image.height, image.width)
            if edits.newest(connection, image_id) == moment:
                return found
            way = edits.way_back(connection, image, moment)
        if way is None:
            return None
        for edit in way:
            apply(found, edit)
        return found
