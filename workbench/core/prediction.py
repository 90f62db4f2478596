"""What a model says of one image, and the only way from there into a mask: an `Edit`."""

import io
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.classes import ClassSet
from workbench.core.edit import Edit, edit_from_pixels
from workbench.core.errors import BadInputError, MissingError
from workbench.core.mask import UNLABELLED, LabelMask, Origin, renumbered
from workbench.core.offer import EVERYTHING, SURE, Offer, mark_of
from workbench.core.whole_file import told, whole_file

_PLANES = ("classes", "confidence", "rival")

_MARGIN = "margin"
"""A plane of the file that only `read_margin` reads: few ask for it, and 100 megapixels take 100 MB."""

_HEADER_BYTES = 4096
"""More than the .npy header of a plane ever takes."""

_DAMAGED = (OSError, ValueError, KeyError, EOFError, RuntimeError, MemoryError, zipfile.BadZipFile, zlib.error)
"""What zipfile and NumPy raise on a file with broken bytes; RuntimeError is a flipped flag ("encrypted"),
MemoryError a header that tells of more pixels than any machine holds."""


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """The model's class for every pixel and how sure it is.

    Attributes:
        classes: uint8 (H, W), class index as in masks.
        confidence: uint8 (H, W), round(255 * probability of that class).
        rival: uint8 (H, W), index of the second most probable class.
        run: the number of the run whose word it is; 0 where no project is known.
        margin: uint8 (H, W), round(255 * (probability of the class - that of the rival)); None once it was read from a
            file (see `read_margin`).
    """

    classes: U8
    confidence: U8
    rival: U8
    run: int = 0
    margin: U8 | None = None

    def __post_init__(self) -> None:
        if not self.classes.shape == self.confidence.shape == self.rival.shape or self.classes.ndim != 2:
            raise ValueError("the planes of a prediction must be equal (H, W) arrays")

    @property
    def doubt(self) -> float:
        """How unsure the model is of the whole image, 0..1: the mean of 1 - probability of the chosen class."""
        return float(1.0 - self.confidence.mean(dtype=np.float64) / 255.0)

    def sure(self, threshold: float) -> Bool:
        """bool (H, W): where the probability is at least `threshold` (0..1)."""
        return self.confidence >= round(255 * threshold)

    def with_table(self, table: U8) -> "Prediction":
        """This prediction with every class taken from a table (uint8 (256,)), for classes that were merged since.

        The confidence stays that of the class that was predicted: of the two together it was that or more.
        """
        return replace(self, classes=renumbered(self.classes, table), rival=renumbered(self.rival, table))

    @property
    def mark(self) -> int:
        """What the origin plane holds where this prediction was refused."""
        return mark_of(self.run)

    def offered(self, mask: LabelMask, where: tuple[slice, slice], offer: Offer = EVERYTHING) -> Bool:
        """bool: which of the pixels `where` (an index of the planes) are unlabelled, on offer and not refused."""
        found = offer.wanted(self.classes[where], self.confidence[where])
        found &= mask.classes[where] == UNLABELLED
        found &= mask.origin[where] != self.mark
        return found

    def to_edit(
        self,
        mask: LabelMask,
        where: Bool | None = None,
        offer: Offer = EVERYTHING,
        tool: str = "accept",
        over: bool = False,
    ) -> Edit | None:
        """The edit that takes the prediction into a mask of the same size; hand-set and refused pixels always stay.

        Args:
            mask: the mask as it is; not changed.
            where: bool (H, W), only there; None means everywhere.
            offer: only what is sure enough, and of classes that are wanted.
            tool: name for the history.
            over: also replace pixels that were accepted or imported; else only unlabelled pixels are set.

        Returns:
            The edit with origin *accepted*, or None when nothing would change.
        """
        if mask.classes.shape != self.classes.shape:
            raise BadInputError(
                f"The prediction is {self.classes.shape} pixels and the mask {mask.classes.shape}.",
                "Predict this image again.",
            )
        # An erased pixel is unlabelled, whoever erased it: nothing painted there can be lost.
        if over:
            chosen = offer.wanted(self.classes, self.confidence)
            chosen &= (mask.origin != Origin.HAND) & (mask.origin != self.mark)
        else:
            chosen = self.offered(mask, mask.rect.slices, offer)
        if where is not None:
            chosen &= where
        return edit_from_pixels(mask, chosen, self.classes, Origin.ACCEPTED, tool)

    def reason(self, classes: ClassSet) -> str:
        """Why a person should look at this image, in words: how much is unsure, and between which classes."""
        unsure = ~self.sure(SURE)
        share = float(unsure.mean()) if unsure.size else 0.0
        if share < 0.005:
            return "The model is sure of almost every pixel."
        low = np.minimum(self.classes[unsure], self.rival[unsure]).astype(np.int64)
        high = np.maximum(self.classes[unsure], self.rival[unsure]).astype(np.int64)
        pairs = np.bincount(low * 256 + high)
        first, second = divmod(int(pairs.argmax()), 256)
        named = f"{classes.name_of(first)} against {classes.name_of(second)}"
        return f"{share:.0%} of pixels unsure, mostly {named}."

    def write(self, path: Path) -> None:
        """Write an .npz that NumPy opens; it appears complete or not at all."""
        what, cure = "The prediction", "Free some space, then predict again."
        with told(path, what, cure):
            path.parent.mkdir(parents=True, exist_ok=True)
        with (
            whole_file(path, what, cure) as raw,
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        ):
            for name in (*_PLANES, _MARGIN):
                plane = getattr(self, name)
                if plane is not None:
                    with archive.open(f"{name}.npy", "w") as member:
                        np.lib.format.write_array(member, plane, allow_pickle=False)

    @classmethod
    def read(cls, path: Path, height: int, width: int) -> "Prediction":
        """Read what `write` wrote; refused when it is not of height x width pixels."""
        try:
            with zipfile.ZipFile(path) as archive:
                planes = [_read_plane(archive, name, height * width + _HEADER_BYTES) for name in _PLANES]
            found = cls(planes[0], planes[1], planes[2])
        except FileNotFoundError as error:
            raise MissingError(f"The prediction {path.name} is gone.", "Predict this image again.") from error
        except _DAMAGED as error:
            raise BadInputError(f"The prediction {path.name} is damaged.", "Predict this image again.") from error
        if found.classes.shape != (height, width):
            raise BadInputError(
                f"The prediction {path.name} is {found.classes.shape} pixels and the image {(height, width)}.",
                "Predict this image again.",
            )
        return found


def read_margin(path: Path, height: int, width: int) -> U8 | None:
    """The margin of a prediction's file: uint8 (height, width); None where an older program or a damage left none."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = _read_plane(archive, _MARGIN, height * width + _HEADER_BYTES)
    except _DAMAGED:
        return None
    return found if found.shape == (height, width) else None


def _read_plane(archive: zipfile.ZipFile, name: str, most: int) -> U8:
    """The plane of that name; its member may unpack to at most so many bytes, whatever a small file claims."""
    size = archive.getinfo(f"{name}.npy").file_size
    if size > most:
        raise ValueError(f"{name} holds {size} bytes, not at most {most}")
    with archive.open(f"{name}.npy") as member:
        # To the end, where zipfile compares the checksum, but in bounds: the size above is only the file's word.
        plane = np.lib.format.read_array(io.BytesIO(member.read(most + 1)), allow_pickle=False)
    if plane.dtype != np.uint8:
        raise ValueError(f"{name} is {plane.dtype}, not uint8")
    return plane
