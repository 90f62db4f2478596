"""How many pixels an image may have: asked before any memory is taken for them."""

import os

from workbench.core.errors import BadInputError

LIMIT_VARIABLE = "WORKBENCH_MAX_PIXELS"

MAX_PIXELS = 1_000_000_000
"""Pictures of more pixels are refused before any memory is taken, unless the environment variable says otherwise."""


def max_pixels() -> int:
    """The limit in force: the environment variable's number, or `MAX_PIXELS`."""
    text = os.environ.get(LIMIT_VARIABLE, "").strip()
    if not text:
        return MAX_PIXELS
    if not text.isdecimal() or int(text) < 1:
        raise BadInputError(
            f"The environment variable {LIMIT_VARIABLE} is {text!r}.", "Set it to a number of pixels, or remove it."
        )
    return int(text)
