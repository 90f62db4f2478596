"""What any flow may yield: how far it is, what a person should know, what was left out, how it ended."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` of something counted are finished; total 0 means that nobody knows how many there are."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know; nothing failed."""

    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """One item was left out: why, and what cures it. The others go on."""

    item: str
    reason: str
    cure: str = ""

    @property
    def line(self) -> str:
        """All of it in one line, the item named once: the words of an error often name it themselves."""
        named = self.reason if self.item in self.reason else f"{self.item}: {self.reason}"
        stop = "" if named.endswith((".", "!", "?")) else "."
        return f"{named}{stop} {self.cure}".rstrip()


@dataclass(frozen=True, slots=True)
class Failed:
    """The worker could not do what was asked. `bug` tells the user's world from our fault."""

    message: str
    cure: str = ""
    bug: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The last event of every worker request, after whatever it gave; nothing of that request follows."""
