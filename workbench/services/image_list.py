"""Which images a list shows: what the project finds, and what only the pictures' files tell."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from workbench.core.arrays import I64
from workbench.core.listing import ImageQuery
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class Wanted:
    """Images that pass a query; of these, where that is wanted, only some, or in another order.

    Attributes:
        query: what the project finds.
        missing: only those whose picture is not where the project says.
        newest_file: in the order of the times at which the pictures' files were last changed, which for photographs is
            when they were taken, the newest first; those without a file come last.
    """

    query: ImageQuery = field(default_factory=ImageQuery)
    missing: bool = False
    newest_file: bool = False

    @property
    def looks_at_files(self) -> bool:
        """Whether files are asked, which takes long on a drive that is far away."""
        return self.missing or self.newest_file

    def read(self, project: Project) -> I64:
        """The numbers of the images, in order: int64 (n,). May be called on any thread."""
        found = project.image_ids(self.query)
        if not self.looks_at_files:
            return found
        places = project.divisions.places()
        changed = np.array([_changed(places.get(int(number))) for number in found], np.int64)
        if self.missing:
            found, changed = found[changed < 0], changed[changed < 0]
        return found[np.argsort(-changed, kind="stable")] if self.newest_file else found

    def to_json(self) -> dict[str, Any]:
        """A flat JSON object."""
        return {"query": self.query.to_json(), "missing": self.missing, "newest_file": self.newest_file}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Wanted":
        """What `to_json` gave; KeyError, TypeError or ValueError for anything else."""
        return cls(ImageQuery.from_json(values["query"]), bool(values["missing"]), bool(values["newest_file"]))


def _changed(path: Path | None) -> int:
    """When a file was last changed, nanoseconds since 1970; -1 when it is not there."""
    try:
        return -1 if path is None else os.stat(path).st_mtime_ns
    except OSError:
        return -1
