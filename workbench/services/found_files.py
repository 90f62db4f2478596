"""The files of a dataset that is brought in, read a few ahead of whoever takes them."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from workbench.core.errors import WorkbenchError
from workbench.core.events import Notice
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Remark
from workbench.pixels.image_file import ImageInfo, sha256, verify

PAGES = "pictures have several pages or frames, of which the first was taken"

_AHEAD = 8
"""Pictures that are read before they are needed: enough to keep every core at work, few enough to fit in memory."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadImage:
    """One found image with everything that its files had to tell.

    Attributes:
        found: as it was listed.
        info: of its picture.
        sha256: of the picture's bytes.
        mask: None where it has none.
        data: the picture's bytes, where it has no file of its own yet.
    """

    found: FoundImage
    info: ImageInfo
    sha256: str
    mask: FoundMask | None
    data: bytes | None


def read_ahead(dataset: FoundDataset) -> Iterator[tuple[FoundImage, ReadImage | WorkbenchError]]:
    """The found images in order, each with what its files tell or why they cannot be read."""
    with ThreadPoolExecutor(2, thread_name_prefix="import") as pool:
        futures = [(found, pool.submit(_read, found)) for found in dataset.images[:_AHEAD]]
        waiting = iter(dataset.images[_AHEAD:])
        try:
            while futures:
                found, future = futures.pop(0)
                answer = future.result()
                following = next(waiting, None)
                if following is not None:
                    futures.append((following, pool.submit(_read, following)))
                yield found, answer
        finally:
            for _, future in futures:
                future.cancel()


class Remarks:
    """Adds up what was odd in many masks, so that it is told once and not once an image."""

    def __init__(self) -> None:
        self._found: dict[str, list[Remark]] = {}

    def add(self, read: ReadImage) -> None:
        """Count what was odd in a mask, and pages of a picture of which only the first can be taken."""
        pages = (Remark(PAGES, 1, str(read.found.path)),) if read.info.pages > 1 and read.data is None else ()
        for remark in (*pages, *(read.mask.remarks if read.mask else ())):
            self._found.setdefault(remark.what, []).append(remark)

    def notices(self) -> Iterator[Notice]:
        """One line for each kind of oddity: how often, in how many images, and where first."""
        for what, found in self._found.items():
            count = sum(remark.count for remark in found)
            images = "1 image" if len(found) == 1 else f"{len(found):,} images"
            first = f"; first: {found[0].where}" if found[0].where else ""
            yield Notice(f"{what[0].upper()}{what[1:]} ({count:,} in {images}{first}).")


def _read(found: FoundImage) -> ReadImage | WorkbenchError:
    try:
        data = found.data() if found.data else None
        mask = found.load() if found.load else None
        digest = sha256(found.path) if data is None else hashlib.sha256(data).hexdigest()
        return ReadImage(found, verify(found.path, data), digest, mask, data)
    except WorkbenchError as error:
        return error
