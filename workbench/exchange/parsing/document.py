"""A place in a document that a stranger wrote: every value is asked for by kind, every refusal names file and place."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.core.errors import BadInputError

F64 = npt.NDArray[np.float64]

FARTHEST = 1e7
"""Pixels from the origin: no picture is so large, and sums of such numbers stay exact."""


@dataclass(frozen=True, slots=True)
class Part:
    """One value inside a JSON or YAML document.

    Attributes:
        path: of the document.
        place: where the value stands: `annotations[3].segmentation`; "" for the whole.
        value: as it was parsed.
    """

    path: Path
    place: str
    value: Any

    def error(self, what: str, cure: str = "Export the dataset again, or mend the file by hand.") -> BadInputError:
        """The refusal of this value: `what` goes on after the file and the place."""
        place = self.place.encode(errors="backslashreplace").decode()  # JSON can name halves of letters
        return BadInputError(f"{self.path}: {place or 'the document'} {what}.", cure)

    def has(self, key: str) -> bool:
        """Whether this is an object with a value (not null) of that name."""
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def __getitem__(self, key: str) -> "Part":
        """The value of that name; refused when it is missing."""
        if not isinstance(self.value, dict):
            raise self.error("is no object with named values")
        if key not in self.value:
            raise self.error(f"lacks {key!r}")
        return Part(self.path, f"{self.place}.{key}" if self.place else key, self.value[key])

    def items(self) -> Iterator["Part"]:
        """The values of a list."""
        if not isinstance(self.value, list):
            raise self.error("is no list")
        for number, value in enumerate(self.value):
            yield Part(self.path, f"{self.place}[{number}]", value)

    def named(self) -> Iterator[tuple[str, "Part"]]:
        """The names and values of an object."""
        if not isinstance(self.value, dict):
            raise self.error("is no object with named values")
        for name, value in self.value.items():
            yield str(name), Part(self.path, f"{self.place}.{name}" if self.place else str(name), value)

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            raise self.error("is no text")
        return self.value

    def whole(self, low: int = 0, high: int = 2**53) -> int:
        """A whole number within these bounds; 3.0 is taken for 3."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.error(f"is {_short(self.value)}, not a whole number from {low} to {high}")
        return value

    def identity(self) -> int | str:
        """What a document tells its things apart by: a whole number from 0, or a string."""
        return self.value if isinstance(self.value, str) else self.whole()

    def number(self, most: float = FARTHEST) -> float:
        """A number that can be a place in a picture, or with another bound anything else."""
        value = self.value
        good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= most
        if not good or math.isnan(value):
            raise self.error(f"is {_short(value)}, not a number that a picture can have")
        return float(value)

    def points(self) -> F64:
        """A list of pairs as float64 (n, 2): x, y."""
        return self._pairs(self.value)

    def flat_points(self) -> F64:
        """A flat list x, y, x, y ... as float64 (n, 2)."""
        values = self.value
        if not isinstance(values, list) or len(values) % 2:
            raise self.error("is no list of x, y, x, y ...")
        return self._pairs([values[i : i + 2] for i in range(0, len(values), 2)])

    def _pairs(self, values: Any) -> F64:
        if not isinstance(values, list) or not all(
            isinstance(pair, list) and len(pair) == 2 and all(type(v) in (int, float) for v in pair) for pair in values
        ):
            raise self.error("is no list of points x, y")
        try:
            points = np.array(values, dtype=np.float64).reshape(-1, 2)
        except OverflowError:
            raise self.error("holds a number that no picture can have") from None
        if not (np.abs(points) <= FARTHEST).all():  # false for not-a-number too
            raise self.error("holds a point that is not a number, or farther away than any picture is wide")
        return points


def _short(value: object) -> str:
    text = f"{type(value).__name__} with {len(value)} values" if isinstance(value, list | dict) else repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
