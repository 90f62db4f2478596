"""Small projects, what keeps them, and one worker for many tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_scenes import CLASSES, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.services import annotation, importing
from workbench.services.annotation import Keeper
from workbench.services.engine import Engine
from workbench.services.library import create_project
from workbench.store.project import Project


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_THREADS", "1")
        patch.setenv("OMP_NUM_THREADS", "1")
        yield


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Project]:
    """A project of two classes without images."""
    with create_project(tmp_path / "project", ClassSet.from_names(CLASSES)) as project:
        yield project


@pytest.fixture
def project(empty: Project, tmp_path: Path) -> Project:
    """A project of four pictures, nothing painted."""
    write_pictures(tmp_path / "pictures", 4)
    list(importing.run(empty, tmp_path / "pictures"))
    return empty


@pytest.fixture
def told() -> list[WorkbenchError]:
    """What the keeper has told, oldest first."""
    return []


@pytest.fixture
def keeper(project: Project, told: list[WorkbenchError], monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    """Keeps what is done to `project`; it tries a disk that refuses again without much waiting."""
    monkeypatch.setattr(annotation, "RETRY_SECONDS", 0.02)
    made = Keeper(project, told.append)
    yield made
    made.close(timeout=5.0)


@pytest.fixture(scope="module")
def engine(_one_thread: None) -> Iterator[Engine]:
    """A worker, started at the first job of the module."""
    made = Engine()
    yield made
    made.close()
