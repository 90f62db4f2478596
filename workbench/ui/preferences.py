"""What a person prefers on this machine, whatever the project: looks, opacity, what workers may take."""

from dataclasses import dataclass
from pathlib import Path

from workbench.core.job import Grant
from workbench.ui import recent
from workbench.ui.style import Looks, Scheme, TextSize

OPACITY = 55
"""Percent, until a person chooses another."""


@dataclass(frozen=True, slots=True)
class Share:
    """What training and prediction may take of the machine.

    Attributes:
        cores: of the CPU; 0 takes all but one.
        memory: megabytes that decoded pictures may take; 0 takes a share of what is free.
    """

    cores: int = 0
    memory: int = 0

    @property
    def grant(self) -> Grant:
        """For the worker."""
        return Grant(self.cores, self.memory << 20)


def looks() -> Looks:
    """How the program looks; what cannot be read is as usual."""
    scheme = str(recent.settings().value("looks/scheme", Scheme.SYSTEM.value))
    percent = _number("looks/text", TextSize.USUAL)
    known = Scheme(scheme) if scheme in set(Scheme) else Scheme.SYSTEM
    return Looks(known, min(max(percent, TextSize.LEAST), TextSize.MOST))


def remember_looks(wanted: Looks) -> None:
    """Keep them."""
    recent.settings().setValue("looks/scheme", wanted.scheme.value)
    recent.settings().setValue("looks/text", wanted.text)


def opacity() -> int:
    """How strong mask and prediction are drawn over the image, in percent."""
    return min(max(_number("opacity", OPACITY), 0), 100)


def remember_opacity(percent: int) -> None:
    """Keep it."""
    recent.settings().setValue("opacity", percent)


def share() -> Share:
    """What workers may take."""
    return Share(max(0, _number("worker/cores", 0)), max(0, _number("worker/memory", 0)))


def remember_share(granted: Share) -> None:
    """Keep it."""
    recent.settings().setValue("worker/cores", granted.cores)
    recent.settings().setValue("worker/memory", granted.memory)


def weights_home() -> Path | None:
    """Below which folder fetched weights are kept; None for the usual one."""
    kept = str(recent.settings().value("weights", ""))
    return Path(kept) if kept else None


def remember_weights_home(home: Path | None) -> None:
    """Keep it."""
    recent.settings().setValue("weights", "" if home is None else str(home))


def language() -> str:
    """The language of the words, as "de" or "pt_BR"; "" follows the system."""
    return str(recent.settings().value("language", ""))


def remember_language(name: str) -> None:
    """Keep it; it holds from the next start on."""
    recent.settings().setValue("language", name)


def _number(key: str, usual: int) -> int:
    try:
        return int(str(recent.settings().value(key, usual)))
    except ValueError:
        return usual
