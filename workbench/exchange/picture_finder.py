"""Which picture of a source does a document mean? Only pictures inside the source can be meant, whatever it says."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from workbench.core.counting import counted
from workbench.core.errors import BadInputError
from workbench.exchange.source import Source

NAMED = 3
"""Missing pictures that are told by name."""


class PictureFinder:
    """Finds the pictures that documents name, and keeps count of those that are not there.

    Args:
        source: where they lie.
        among: the pictures that can be meant; all of the source by default.
    """

    def __init__(self, source: Source, among: Iterable[Path] | None = None) -> None:
        self._source = source
        self._by_name: dict[str, list[Path]] = {}
        self._by_stem: dict[str, list[Path]] = {}
        self._missing: dict[Path, list[str]] = {}
        self._renamed: dict[Path, list[str]] = {}
        for path in source.pictures if among is None else among:
            self._by_name.setdefault(path.name, []).append(path)
            self._by_stem.setdefault(path.stem.casefold(), []).append(path)

    def find(self, name: str, document: Path, hint: str = "") -> Path | None:
        """The picture with that name that shares most folders with it; None, and counted, when there is none.

        Args:
            name: as the document has it: any kind of slashes, with folders of another machine or without any.
            document: where it is named.
            hint: a word, such as a split, that parts pictures of equal names.

        Raises:
            BadInputError: several pictures could be meant.
        """
        wanted = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
        found = self._by_name.get(wanted[-1]) or self._alike_named(wanted[-1], document) if wanted else []
        if not found:
            self._missing.setdefault(document, []).append(name)
            return None
        scores = [(self._alike(path, wanted, document, hint), path) for path in found]
        best = max(score for score, _ in scores)
        chosen = [path for score, path in scores if score == best]
        if len(chosen) > 1:
            names = ", ".join(self._source.relative(path) for path in chosen[:NAMED])
            raise BadInputError(
                f"{document} names the picture {name!r}, which could be any of {names}.",
                "Give the pictures names of their own, or import one folder after the other.",
            )
        return chosen[0]

    def notices(self) -> tuple[str, ...]:
        """What is to be told of pictures that were named but are not there."""
        told = []
        for document, names in self._missing.items():
            some = ", ".join(repr(name) for name in names[:NAMED]) + (" ..." if len(names) > NAMED else "")
            told.append(
                f"{self._source.relative(document)} names {len(names)} pictures that are not in {self._source.root}: "
                f"{some}"
            )
        for document, names in self._renamed.items():
            told.append(
                f"{self._source.relative(document)} names {counted(len(names), 'picture')} with another ending than "
                f"what was taken: {', '.join(names[:NAMED])}{' ...' if len(names) > NAMED else ''}"
            )
        return tuple(told)

    def _alike_named(self, name: str, document: Path) -> list[Path]:
        """Pictures of that name but for the case; else the only one of its stem, which is told: people convert."""
        stem = PurePosixPath(name).stem.casefold()
        found = self._by_stem.get(stem, [])
        same = [path for path in found if path.name.casefold() == name.casefold()]
        if same or len(found) != 1:
            return same
        self._renamed.setdefault(document, []).append(f"{found[0].name} for {name!r}")
        return found

    def _alike(self, path: Path, wanted: list[str], document: Path, hint: str) -> tuple[int, int, int]:
        """How well a picture fits: folders that agree, from the name upwards; the hint; nearness to the document."""
        have = PurePosixPath(self._source.relative(path)).parts
        shared = 0
        while shared < min(len(have), len(wanted)) and have[-1 - shared] == wanted[-1 - shared]:
            shared += 1
        hinted = bool(hint) and any(hint.casefold() == part.casefold() for part in have[:-1])
        return shared, int(hinted), int(path.parent == document.parent)
