"""Small projects."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.core.classes import ClassSet
from workbench.store.project import Project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the project lies."""
    return tmp_path / "field work"


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    """An empty project of three classes, open."""
    with Project.create(folder, ClassSet.from_names(["ground", "box", "sky"])) as made:
        yield made
