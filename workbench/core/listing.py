"""Which images of a project are listed, and in which order: one question, whoever asks it."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from workbench.core.records import Split, Status


class Order(StrEnum):
    """In which order images are listed; where that leaves two equal, the one that came first is first."""

    POSITION = "position"
    """The project's own order, which a person may change."""

    NAME = "name"
    """By name, great and small letters alike."""

    DOUBT = "doubt"
    """The most doubtful first; images without a prediction follow in the project's order."""

    PAINTED = "painted"
    """By the share of their pixels that is painted, the least first."""

    RECENT = "recent"
    """The one whose mask changed last first."""

    ADDED = "added"
    """The one that joined the project last first."""

    DISAGREEMENT = "disagreement"
    """Where the newest model contradicts most of what a hand painted first; images without such follow in order."""

    AREA = "area"
    """The one with the most pixels of a class (`ImageQuery.area_of`) first; images without it follow in order."""


@dataclass(frozen=True, slots=True)
class ImageQuery:
    """Images that pass every condition, in an order; without conditions all images of the project.

    Attributes:
        text: is in the name or in the note, whatever the case (see `folded`); "" passes all.
        statuses: one of these; None passes all, an empty set none.
        splits: one of these; None passes all.
        tag: is among the image's tags; "" passes all.
        class_index: occurs in the mask; None passes all.
        painted: whether any pixel is labelled.
        predicted: whether there is a prediction.
        least_doubt: of the newest prediction, this or more, 0..1; images without a prediction do not pass.
        most_doubt: of the newest prediction, this or less, 0..1; images without a prediction do not pass.
        sequence: the one that the image belongs to; "" passes all.
        removed: images that were taken out of the project, in place of those that are in it.
        among: one of these numbers; None passes all.
        order: in which they are listed.
        area_of: the class whose area the order by area goes by.
    """

    text: str = ""
    statuses: frozenset[Status] | None = None
    splits: frozenset[Split] | None = None
    tag: str = ""
    class_index: int | None = None
    painted: bool | None = None
    predicted: bool | None = None
    least_doubt: float | None = None
    most_doubt: float | None = None
    sequence: str = ""
    removed: bool = False
    among: frozenset[int] | None = None
    order: Order = Order.POSITION
    area_of: int = 0

    @property
    def fixed(self) -> bool:
        """Whether no work on an image changes what is listed, or where: only images that come, go or are moved do."""
        plain = ImageQuery(among=self.among, order=self.order)
        return self.order in {Order.POSITION, Order.NAME, Order.ADDED} and self == plain

    def to_json(self) -> dict[str, Any]:
        """What differs from all images in the project's order; sets as sorted lists."""
        told: dict[str, Any] = {}
        for part in fields(self):
            value = getattr(self, part.name)
            if value != part.default:
                told[part.name] = sorted(value) if isinstance(value, frozenset) else value
        return told

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "ImageQuery":
        """What `to_json` gave; TypeError, ValueError or KeyError for anything else."""
        return cls(**{name: _READ[name](value) for name, value in values.items()})


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is not {kind.__name__}")
        return value

    return read


def _share(value: Any) -> float:
    number = float(value)
    if not 0.0 <= number <= 1.0:
        raise ValueError(f"{value!r} is not 0..1")
    return number


_READ: Mapping[str, Callable[[Any], Any]] = {
    "text": _exactly(str),
    "statuses": lambda names: frozenset(Status(name) for name in names),
    "splits": lambda names: frozenset(Split(name) for name in names),
    "tag": _exactly(str),
    "class_index": _exactly(int),
    "painted": _exactly(bool),
    "predicted": _exactly(bool),
    "least_doubt": _share,
    "most_doubt": _share,
    "sequence": _exactly(str),
    "removed": _exactly(bool),
    "among": lambda numbers: frozenset(int(number) for number in numbers),
    "order": Order,
    "area_of": _exactly(int),
}
"""How each field is read from JSON."""


def folded(text: str) -> str:
    """Text as it is compared: composed (NFC) and without case, so that "ÄPFEL" finds "äpfel" of any system."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
