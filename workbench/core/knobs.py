"""What a knob of a recipe is: its values, its unit, its words; for JSON, the command line, forms, the handbook."""

import dataclasses
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from workbench.core.errors import BadInputError

Value = bool | int | float | str

_KINDS: dict[type, str] = {bool: "yes or no", int: "a whole number", float: "a number", str: "a word"}

_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_KEY = "knob"


@dataclass(frozen=True, slots=True)
class Knob:
    """One row of the table of knobs.

    Attributes:
        name: in JSON and on the command line.
        default: its value where nothing is said; its type is the knob's.
        words: what it does, a phrase.
        unit: of a number; "" where it has none.
        low: smallest number.
        high: largest number.
        choices: all values, where there are few; numbers outside `low` and `high` may be among them.
        others: which other words are taken beside the choices, for people: "a path".
        pattern: a regular expression that tells these; "" where there are none.
        auto: the value that leaves the choice to the program; None where there is no such value.
    """

    name: str
    default: Value
    words: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[Value, ...] = ()
    others: str = ""
    pattern: str = ""
    auto: Value | None = None

    @property
    def kind(self) -> Literal["switch", "whole", "number", "word"]:
        """What kind of value it takes."""
        if isinstance(self.default, bool):
            return "switch"
        if isinstance(self.default, int):
            return "whole"
        return "number" if isinstance(self.default, float) else "word"

    def read(self, value: object) -> Value:
        """`value`, from JSON or typed by a person, as this knob's type; refused by name when it is another thing."""
        wrong = BadInputError(f"Recipe: {self.name} cannot be {value!r}.", f"Write {_KINDS[type(self.default)]}.")
        if self.kind == "switch":
            if isinstance(value, bool):
                return value
            if isinstance(value, str) and value.lower() in _WORDS:
                return _WORDS[value.lower()]
            raise wrong
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise wrong
        if self.kind == "word":
            if not isinstance(value, str):
                raise wrong
            return value
        try:
            number = float(value)
        except ValueError:
            raise wrong from None
        if self.kind == "number":
            return number
        if not number.is_integer():  # nor are inf and nan
            raise wrong
        return int(number)

    def check(self, value: Any) -> None:
        """Refuse a value of the right type that is out of range."""
        if self.auto is not None and value == self.auto:
            return
        taken = value in self.choices or (self.pattern and re.fullmatch(self.pattern, value))
        if self.choices and not taken:
            more = f", or {self.others}" if self.others else ""
            raise BadInputError(
                f"Recipe: {self.name} is {value!r}.", f"Choose one of {', '.join(map(str, self.choices))}{more}."
            )
        if self.low is not None and self.high is not None and not self.low <= value <= self.high:
            also = "" if self.auto is None else f", or {self.auto}: then the program chooses"
            raise BadInputError(
                f"Recipe: {self.name} is {value}.", f"Choose a value from {self.low:.12g} to {self.high:.12g}{also}."
            )


def knob(default: Value, words: str, **more: Any) -> Any:
    """A dataclass field with its row of the table; `more` as in `Knob`."""
    return field(default=default, metadata={_KEY: (words, more)})


def knobs_of(record: type[Any]) -> tuple[Knob, ...]:
    """The table of a dataclass whose fields were made by `knob`."""
    rows: list[Knob] = []
    for row in dataclasses.fields(record):
        words, more = row.metadata[_KEY]
        default: Any = row.default
        rows.append(Knob(row.name, default, words, **more))
    return tuple(rows)


def knobs_table(knobs: tuple[Knob, ...]) -> str:
    """The knobs as a Markdown table, for the handbook."""
    rows = ["| knob | default | values | what it does |", "|---|---|---|---|"]
    for row in knobs:
        default = str(row.default).lower() if row.kind == "switch" else str(row.default)
        rows.append(f"| `{row.name}` | {default} | {_values(row)} | {row.words} |")
    return "\n".join(rows) + "\n"


def _values(row: Knob) -> str:
    if row.kind == "switch":
        return "true, false"
    parts = [", ".join(map(str, row.choices))] if row.choices else []
    if row.low is not None and row.high is not None:
        parts.append(f"{row.low:.12g} to {row.high:.12g}{' ' + row.unit if row.unit else ''}")
    if row.others:
        parts.append(f"or {row.others}")
    if row.auto is not None and row.auto not in row.choices:
        parts.append(f"or {row.auto} (chosen)")
    return " ".join(parts)
