"""The report of a problem: what helps is in it, and nothing that tells of a person or of their images."""

import json
import zipfile
from pathlib import Path

import pytest
from tiny_scenes import paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.errors import StorageError
from workbench.services import importing, problem_report
from workbench.services.library import create_project
from workbench.services.problem_report import Disguise
from workbench.store.project import Project


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "state" / "segmentation-workbench" / "log").mkdir(parents=True)


def log(tmp_path: Path, words: str) -> None:
    (tmp_path / "state" / "segmentation-workbench" / "log" / "workbench.log").write_text(words)


@pytest.fixture
def project(tmp_path: Path):
    """A project of two images; one has blanks in its name."""
    first, second = write_pictures(tmp_path / "Patient Miller", 2)
    first.rename(first.with_name("left eye 3.png"))
    with create_project(tmp_path / "home" / "secret study", ClassSet.from_names(["tumour", "rest"])) as made:
        list(importing.run(made, second.parent))
        paint(made, 1, 1)
        yield made


def test_nothing_tells_of_the_person(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "Patient Miller" / "left eye 3.png"
    log(tmp_path, f"WARNING {path} is missing.\nINFO {project.folder}/masks/1.png\nERROR cannot read 'foo bar.tif'\n")
    files = problem_report.contents(project, {"qt": "6"}, [tmp_path / "home" / "other"])
    whole = "\n".join(files.values())
    for word in ("Miller", "left eye", "secret study", str(tmp_path / "home"), "tumour", "foo"):
        assert word not in whole, word
    assert "is missing." in files["log.txt"]
    assert files["log.txt"].splitlines()[1] == "INFO FOLDER-1/masks/image-2.png"


def test_sizes_and_versions_are_told(project: Project) -> None:
    facts = json.loads(problem_report.contents(project, {"screens": [[1, 2, 1.0]]}, [])["system.json"])
    assert facts["project"] | {"file_bytes": 0, "free_bytes": 0} == {
        "images": 2,
        "painted": 1,
        "done": 0,
        "splits": {"train": 1, "val": 0, "test": 0},
        "classes": 2,
        "runs": [],
        "sizes": [[64, 48, 2]],
        "file_bytes": 0,
        "free_bytes": 0,
    }
    assert facts["libraries"]["numpy"][0].isdigit()
    assert facts["screen"] == {"screens": [[1, 2, 1.0]]}


def test_the_same_name_is_the_same_word_everywhere() -> None:
    hide = Disguise(["a b.png", "c.jpg"], [], Path("/home/me"))
    assert hide("/x/a b.png, c.jpg and a b.png in /home/me/y") == "/x/image-1.png, image-2.jpg and image-1.png in ~/y"
    assert hide("c.jpg c.jpgs scan.TIFF") == "image-2.jpg c.jpgs image-3.tiff"


def test_it_is_written_as_one_zip_file(tmp_path: Path) -> None:
    files = {"system.json": "{}", "log.txt": "ä"}
    problem_report.write(tmp_path / "report.zip", files)
    with zipfile.ZipFile(tmp_path / "report.zip") as bundle:
        assert {name: bundle.read(name).decode() for name in bundle.namelist()} == files


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="The report"):
        problem_report.write(tmp_path / "nowhere" / "report.zip", {"a": "b"})
