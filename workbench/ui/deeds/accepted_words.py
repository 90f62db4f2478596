"""What an accept has done, and what it has left, in words."""

from workbench.core.edit import Edit
from workbench.core.offer import Offer
from workbench.ui.document import Document
from workbench.ui.panels.unsure_line import unsure_words

NOTHING = "Nothing to accept: no unlabelled pixel is on offer (see Review)."

EMPTY = (
    "Nothing is painted here and nothing is sure enough to accept; "
    "lower Accept, paint, or mark it done with {done_and_next}."
)
"""Of an image that was to be accepted and done; to be filled by the key map."""


def accepted_words(edit: Edit | None, document: Document, offer: Offer) -> str:
    """ "91 % accepted, 9 % left unlabelled.", of the pixels of the image."""
    pixels = document.mask.rect.area
    left = pixels - sum(document.areas.values())
    if edit is None and left and document.prediction is not None:
        surest = int(document.prediction.confidence.max(initial=0))
        if surest < offer.least:
            return f"{unsure_words(round(100 * offer.threshold), 100 * surest // 255)}: lower Accept."
    if edit is None:
        return NOTHING if left else "Nothing to accept: every pixel is labelled."
    rest = f"{_share(left, pixels)} left unlabelled" if left else "nothing left unlabelled"
    return f"{_share(edit.outcome().pixels, pixels)} accepted, {rest}."


def _share(part: int, whole: int) -> str:
    """In whole percent; what is there is never told as nothing, nor what is missing as everything."""
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "less than 1 %"
    return f"{min(99, round(percent)) if part < whole else 100} %"
