"""What all folders of mask files have in common: their pictures, each with the way to its mask."""

from collections.abc import Callable, Sequence
from pathlib import Path

from workbench.exchange.dataset import FoundImage, FoundMask
from workbench.exchange.mask_pairs import MaskFile, find_pairs
from workbench.exchange.source import Source, plain_name, split_of_folder

Load = Callable[[], FoundMask]


def picture_images(source: Source, load: Callable[[Path, Sequence[MaskFile]], Load]) -> tuple[FoundImage, ...]:
    """The pictures of a source with its masks; `load` gives the way to the mask of a picture that has files of one."""
    images = []
    for path, files in source.once(find_pairs).masks.items():
        name = source.relative(path)
        mask = files[0].path if files else None
        found = load(path, files) if files else None
        images.append(FoundImage(plain_name(name), path, split_of_folder(name), mask, found))
    return tuple(images)


def lonely_notice(source: Source) -> tuple[str, ...]:
    """What is to be told of masks without a picture."""
    lonely = source.once(find_pairs).lonely
    return (f"{lonely} masks have no picture of their name; they were left out.",) if lonely else ()
