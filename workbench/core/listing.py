"""Which images of a project are listed, and in which order: one question, whoever asks it."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

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
        order: in which they are listed.
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
    order: Order = Order.POSITION

    @property
    def fixed(self) -> bool:
        """Whether no work on an image changes what is listed, or where: only images that come, go or are moved do."""
        return self.order in {Order.POSITION, Order.NAME} and self == ImageQuery(order=self.order)


def folded(text: str) -> str:
    """Text as it is compared: composed (NFC) and without case, so that "ÄPFEL" finds "äpfel" of any system."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
