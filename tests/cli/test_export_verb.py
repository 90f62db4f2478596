"""`workbench export` with all that can be chosen; what is written is read by Pillow."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from workbench.cli.app import main
from workbench.core.records import Split, Status
from workbench.services.library import open_project

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    """The exit code of an export, its standard output and its standard error."""
    capsys.readouterr()
    code = main(["export", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def divided(project: str) -> str:
    """One painted picture in train, the other in val and done."""
    with open_project(Path(project)) as opened:
        opened.set_split([1], Split.TRAIN)
        opened.set_split([2], Split.VAL)
        opened.set_status([2], Status.DONE)
    return project


def masks(folder: Path) -> dict[str, np.ndarray]:
    return {path.stem: np.array(Image.open(path)) for path in (folder / "SegmentationClass").iterdir()}


def test_images_are_chosen_by_split_and_status(divided: str, tmp_path: Path, capsys: Capture) -> None:
    for number, (options, names) in enumerate(
        (
            (["--split", "train"], {"scene-1"}),
            (["--split", "val", "--split", "train"], {"scene-1", "scene-2"}),
            (["--status", "done"], {"scene-2"}),
            (["--status", "done", "--split", "val"], {"scene-2"}),
        )
    ):
        dest = tmp_path / str(number)
        assert run(capsys, divided, str(dest), *options)[0] == 0
        assert set(masks(dest)) == names
    code, out, err = run(capsys, divided, str(tmp_path / "none"), "--status", "done", "--split", "train")
    assert (code, out) == (1, "")
    assert "Nothing that is chosen is painted" in err
    assert not (tmp_path / "none").exists()


def test_classes_tiles_and_extras(divided: str, tmp_path: Path, capsys: Capture) -> None:
    wanted = ["--class", "BOX", "--unlabelled", "rest", "--void-border", "1", "--tile", "32", "--overlap", "4"]
    code, out, _ = run(capsys, divided, str(tmp_path / "out"), *wanted, "--with", "raw", "--with", "objects", "--json")
    told = json.loads(out)
    assert (code, told["differing"], told["rule"]) == (0, 0, "every pixel is equal")
    found = masks(tmp_path / "out")
    assert told["images"] == told["verified"] == len(found)
    assert told["pixels"] == sum(mask.size for mask in found.values())
    assert all(mask.shape == (32, 32) for mask in found.values())
    assert set(np.unique(list(found.values()))) == {1, 2, 255}
    assert {path.stem for path in (tmp_path / "out" / "Annotations").iterdir()} == set(found)
    assert (tmp_path / "out" / "class_names.txt").read_text().split() == ["__unused_0__", "box", "rest"]


def test_people_read_the_proof(divided: str, tmp_path: Path, capsys: Capture) -> None:
    code, out, _ = run(capsys, divided, str(tmp_path / "out"))
    assert code == 0
    assert "Exported 2 images" in out
    assert "2 masks read back and compared with what was to be written: every pixel is equal." in out


@pytest.mark.parametrize(
    ("options", "words", "expected"),
    [
        (["--split", "training"], ["'training'", "train, val, test, none"], 2),
        (["--status", "ready"], ["'ready'", "todo, started, done, skipped"], 2),
        (["--class", "cat"], ["'cat'", "ground, box"], 1),  # which classes there are is told by the project
        (["--tile", "5"], ["5 pixels", "16 or more"], 2),
        (["--with", "everything"], ["'everything'", "raw, objects, devkit"], 2),
        (["--format", "index", "--with", "raw"], ["'raw'", "index"], 2),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(
    divided: str, tmp_path: Path, capsys: Capture, options: list[str], words: list[str], expected: int
) -> None:
    code, out, err = run(capsys, divided, str(tmp_path / "out"), *options)
    assert (code, out) == (expected, "")
    assert all(word in err for word in words)
    assert not (tmp_path / "out").exists()
