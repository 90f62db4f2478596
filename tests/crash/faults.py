"""A disk that refuses one call: the k-th open, write, fsync, rename or mkdir that Python code asks of it."""

import builtins
import errno
import io
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import pytest

from workbench.core.errors import WorkbenchError

KINDS = (errno.ENOSPC, errno.EIO, errno.EACCES)

_CALLS = ("fsync", "replace", "rename", "mkdir")


class Disk:
    """Counts what is asked of it; call number `at` is refused, and with `lasting` all that follow.

    Attributes:
        refused: the calls that were refused, in words.
    """

    def __init__(self, at: int, code: int, lasting: bool) -> None:
        self.refused: list[str] = []
        self._at, self._code, self._lasting = at, code, lasting
        self._asked = itertools.count(1)

    def ask(self, what: str) -> None:
        """Refuse the call, or let it pass."""
        number = next(self._asked)
        if number == self._at or (self._lasting and number > self._at):
            self.refused.append(f"{what} (call {number})")
            raise OSError(self._code, os.strerror(self._code))

    def opened(self, real: Callable[..., Any], file: object, mode: str = "r", *rest: Any, **options: Any) -> Any:
        """As `open`; what is opened for writing is counted, and so is each write."""
        if not set(mode) & set("wax+"):
            return real(file, mode, *rest, **options)
        self.ask(f"open {file}")
        return _File(self, real(file, mode, *rest, **options))


class _File:
    """A file that asks the disk before each write."""

    def __init__(self, disk: Disk, real: Any) -> None:
        self._disk, self._real = disk, real

    def write(self, data: Any) -> Any:
        self._disk.ask(f"write {self._real.name}")
        return self._real.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __enter__(self) -> "_File":
        return self

    def __exit__(self, *_: object) -> None:
        self._real.close()


@contextmanager
def refusing(at: int, code: int, lasting: bool) -> Iterator[Disk]:
    """Meanwhile the disk is such a one."""
    disk = Disk(at, code, lasting)
    with pytest.MonkeyPatch.context() as patch:
        for module in (builtins, io):
            real = module.open
            patch.setattr(module, "open", lambda *a, _real=real, **o: disk.opened(_real, *a, **o))
        for name in _CALLS:
            patch.setattr(os, name, _asking(disk, name, getattr(os, name)))
        yield disk


def _asking(disk: Disk, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        disk.ask(f"{name} {arguments[0]}")
        return real(*arguments, **options)

    return call


class Refused(Protocol):
    """What a disk tells of what it refused, in words."""

    @property
    def refused(self) -> list[str]: ...


Refusing = Callable[[int, int, bool], AbstractContextManager[Refused]]
"""What makes a disk refuse: the number of the call, the kind of the refusal, and whether all later ones go with it."""


def every_fault(
    deed: Callable[[], object],
    after: Callable[[bool], None],
    disk_refusing: Refusing = refusing,
    kinds: Iterable[int] = KINDS,
) -> int:
    """Do a deed again and again, each time with another call refused, until none is left to refuse.

    Args:
        deed: what asks the disk; it may raise a WorkbenchError with a cure, and nothing else.
        after: looks at what is left; told whether the deed was done. It may mend, so that the next begins as this one.
        disk_refusing: what makes the disk refuse; without, the calls of Python code.
        kinds: of refusals of one call alone; that the disk is full from some call on is tried in any case.

    Returns:
        How many faults there were.
    """
    faults = 0
    for code, lasting in [*((code, False) for code in kinds), (errno.ENOSPC, True)]:
        for at in itertools.count(1):
            with disk_refusing(at, code, lasting) as disk:
                try:
                    deed()
                    done = True
                except WorkbenchError as error:
                    assert error.cure, f"{disk.refused}: {error}"  # noqa: PT017 - others fail the test by themselves
                    done = False
            if not disk.refused:
                assert done
                after(done)
                break
            faults += 1
            after(done)
    return faults
