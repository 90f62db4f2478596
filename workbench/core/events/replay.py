"""What a replay yields."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replayed:
    """A model after so much simulated work, measured on images that nobody touched.

    `strategy` is the one that chose the images, or "hand"; `seconds` and `strokes` are those of all images so far.
    """

    strategy: str
    seed: int
    round: int
    images: int
    seconds: float
    strokes: int
    miou: float
