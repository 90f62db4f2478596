"""Regions that a person has looked at and kept as they are, although a model says otherwise: not asked about again."""

import numpy as np
import zstandard
from sqlalchemy import Connection, Row, delete, insert, select

from workbench.core.disagreement import Disagreement
from workbench.core.errors import DamagedError
from workbench.core.geometry import Rect
from workbench.store.codec import LEVEL
from workbench.store.database import Database
from workbench.store.schema import images, kept_regions


class Checks:
    """The kept regions of a project; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, image_id: int, region: Disagreement) -> None:
        """Remember a region as kept."""
        bits = np.packbits(region.where).tobytes()
        values = {
            "image_id": image_id,
            "painted": region.painted,
            "said": region.said,
            "top": region.box.top,
            "left": region.box.left,
            "bottom": region.box.bottom,
            "right": region.box.right,
            "pixels": zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(bits),
        }
        with self._db.transaction() as connection:
            connection.execute(insert(kept_regions).values(values))

    def kept(self, image_id: int) -> list[Disagreement]:
        """The regions of an image that were kept, oldest first."""
        with self._db.transaction() as connection:
            height, width = connection.execute(
                select(images.c.height, images.c.width).where(images.c.id == image_id)
            ).one()
            return [_region(row, height, width) for row in _rows(connection, image_id)]

    def forget(self, image_id: int) -> None:
        """Ask about all regions of an image again."""
        with self._db.transaction() as connection:
            connection.execute(delete(kept_regions).where(kept_regions.c.image_id == image_id))


def _rows(connection: Connection, image_id: int) -> list[Row[tuple[object, ...]]]:
    query = select(kept_regions).where(kept_regions.c.image_id == image_id).order_by(kept_regions.c.id)
    return list(connection.execute(query).all())


def _region(row: Row[tuple[object, ...]], height: int, width: int) -> Disagreement:
    box = Rect(row.top, row.left, row.bottom, row.right)
    size = -(-box.area // 8)
    try:
        if box.empty or box != box.clip(height, width) or zstandard.frame_content_size(row.pixels) != size:
            raise _damaged()
        bits = zstandard.ZstdDecompressor().decompress(row.pixels, max_output_size=size)
    except zstandard.ZstdError as error:
        raise _damaged() from error
    where = np.unpackbits(np.frombuffer(bits, np.uint8), count=box.area).view(np.bool_)
    return Disagreement(row.painted, row.said, box, where.reshape(box.height, box.width))


def _damaged() -> DamagedError:
    return DamagedError(
        "A region that was kept in the list of checks is damaged. The mask is kept.",
        "Choose Ask again in Check: the regions of this image are listed anew.",
    )
