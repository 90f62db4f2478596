"""An item of a dataset that cannot be read: it is listed all the same, so that its refusal is told with the others."""

from pathlib import Path
from typing import NoReturn

from workbench.core.errors import WorkbenchError
from workbench.core.records import Split
from workbench.exchange.dataset import FoundImage
from workbench.exchange.source import Source


def refused_image(source: Source, path: Path, error: WorkbenchError) -> FoundImage:
    """An image whose mask says why it cannot be read. `path`: the picture, or the document that should tell of it."""

    def load() -> NoReturn:
        raise error

    return FoundImage(source.relative(path), path, Split.NONE, path, load)
