"""A format that can be written: one row of the registry."""

from dataclasses import dataclass
from typing import Any

from workbench.core.errors import UsageError
from workbench.exchange.writing.writer import Writer


@dataclass(frozen=True, slots=True)
class Extra:
    """Something that a format writes on wish: its name for the command line, and a title for people."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """A format that can be written.

    Attributes:
        name: short, for the command line.
        title: for people.
        writer: writes and proves one export.
        unlabelled: whether images in which nothing is painted are written too.
        extras: what it writes on wish.
    """

    name: str
    title: str
    writer: type[Writer[Any]]
    unlabelled: bool = False
    extras: tuple[Extra, ...] = ()

    def check_extras(self, wanted: frozenset[str]) -> None:
        """Refuse a wish that this format does not know."""
        known = [extra.name for extra in self.extras]
        unknown = sorted(wanted.difference(known))
        if unknown:
            cure = f"It knows: {', '.join(known)}." if known else "Leave it out."
            raise UsageError(f"The format {self.name} has no extra {unknown[0]!r}.", cure)
