"""What a format that is read must be able to do."""

from collections.abc import Callable
from dataclasses import dataclass

from workbench.exchange.dataset import FoundDataset, Recognised
from workbench.exchange.source import Source


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A format that can be read.

    Attributes:
        name: short, for the command line.
        title: for people.
        recognise: how sure it is that a source is of this format, and why; None when it is not.
        read: the dataset at a source; BadInputError when it is not of this format.
    """

    name: str
    title: str
    recognise: Callable[[Source], Recognised | None]
    read: Callable[[Source], FoundDataset]
