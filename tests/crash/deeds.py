"""What a child does, one deed after the other: the same in every process, from the seed and the deed's number alone."""

import numpy as np

KINDS = ("stroke", "undo", "redo", "switch", "reopen")
ODDS = (0.66, 0.15, 0.08, 0.08, 0.03)


def kind(seed: int, number: int) -> str:
    """What deed `number` is, one of `KINDS`."""
    return str(np.random.default_rng((seed, number)).choice(KINDS, p=ODDS))


def image_at(seed: int, number: int, images: int) -> int:
    """The number of the image that is open when deed `number` begins, 1 to `images`: each switch opens the next."""
    return sum(kind(seed, earlier) == "switch" for earlier in range(number)) % images + 1
