"""Projects for the command line, and the program in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli_projects import make_project
from tiny_scenes import TINY as TINY_RECIPE
from tiny_scenes import write_pictures

from workbench.services import prediction, training
from workbench.services.engine import Engine
from workbench.services.library import open_project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def _plain_surroundings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_THREADS", "1")
        patch.setenv("COLUMNS", "200")
        patch.delenv("FORCE_COLOR", raising=False)
        yield


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of four pictures."""
    write_pictures(tmp_path / "pictures", 4)
    return tmp_path / "pictures"


@pytest.fixture
def project(tmp_path: Path, pictures: Path) -> str:
    """The folder of a project of four pictures, two of them painted."""
    return make_project(tmp_path / "project", pictures, 2)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a project with three painted pictures of four, one run and its predictions."""
    folder = tmp_path_factory.mktemp("trained")
    write_pictures(folder / "pictures", 4)
    made = make_project(folder / "project", folder / "pictures", 3)
    engine = Engine()
    with open_project(Path(made)) as project:
        list(training.run(project, engine, TINY_RECIPE, "cpu"))
        list(prediction.run(project, engine, project.run(1), project.images(), "cpu"))
    engine.close()
    return made


@pytest.fixture
def program() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts `python main.py ...`, or another script, in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, script: str | None = None) -> "subprocess.Popen[str]":
        head = [str(ROOT / "main.py")] if script is None else ["-c", script]
        process = subprocess.Popen(
            [sys.executable, *head, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()
