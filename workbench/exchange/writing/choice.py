"""What a person chooses about an export, whatever its format."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.core.errors import UsageError
from workbench.core.records import Split, Status

SMALLEST_TILE = 16
WIDEST_BORDER = 50


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """Which images are exported, and how their masks are shaped on the way; without a choice all, as they are.

    Attributes:
        splits: images of these; None for all.
        statuses: images of these; None for all.
        classes: the numbers of the classes that are written, pixels of others become unlabelled; None for all.
        unlabelled_as: the class that unlabelled pixels get, by name; "" leaves them unlabelled (void).
        void_border: so many pixels on both sides of where two classes meet become unlabelled.
        tile: the side of the square tiles that images are cut into, in pixels; 0 for whole images.
        overlap: so many pixels are shared by neighbouring tiles.
        extras: what the format writes on wish, by name (`OutputFormat.extras`).
        images: only these, by number; None for all. It is not kept for the next export.
    """

    splits: frozenset[Split] | None = None
    statuses: frozenset[Status] | None = None
    classes: frozenset[int] | None = None
    unlabelled_as: str = ""
    void_border: int = 0
    tile: int = 0
    overlap: int = 0
    extras: frozenset[str] = frozenset()
    images: frozenset[int] | None = None

    def __post_init__(self) -> None:
        if self.tile and self.tile < SMALLEST_TILE:
            raise UsageError(
                f"A tile of {self.tile} pixels is too small.", f"Choose {SMALLEST_TILE} or more, or 0 for whole images."
            )
        if not 0 <= self.overlap <= self.tile // 2:
            raise UsageError(
                f"Tiles of {self.tile} pixels cannot share {self.overlap}.",
                "Choose at most half a tile.",
            )
        if not 0 <= self.void_border <= WIDEST_BORDER:
            raise UsageError(
                f"A border of {self.void_border} unlabelled pixels is not possible.", f"Choose 0 to {WIDEST_BORDER}."
            )

    def to_json(self) -> dict[str, Any]:
        """A flat JSON object; lists are sorted, null stands for all."""
        return {
            "splits": _sorted(self.splits),
            "statuses": _sorted(self.statuses),
            "classes": _sorted(self.classes),
            "unlabelled_as": self.unlabelled_as,
            "void_border": self.void_border,
            "tile": self.tile,
            "overlap": self.overlap,
            "extras": sorted(self.extras),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "ExportChoice":
        """What `to_json` gave; KeyError, TypeError, ValueError or UsageError when it is anything else."""
        return cls(
            None if values["splits"] is None else frozenset(Split(name) for name in values["splits"]),
            None if values["statuses"] is None else frozenset(Status(name) for name in values["statuses"]),
            None if values["classes"] is None else frozenset(int(number) for number in values["classes"]),
            str(values["unlabelled_as"]),
            int(values["void_border"]),
            int(values["tile"]),
            int(values["overlap"]),
            frozenset(str(name) for name in values["extras"]),
        )


EVERYTHING = ExportChoice()


def _sorted(values: frozenset[Any] | None) -> list[Any] | None:
    return None if values is None else sorted(values)
