import os
import sys
from pathlib import Path

import pytest

from workbench.core.errors import BadInputError, StorageError
from workbench.exchange.writing import atomic_folder
from workbench.exchange.writing.atomic_folder import new_folder


@pytest.mark.parametrize("exists", [False, True])
def test_the_folder_takes_its_name_at_the_end(tmp_path: Path, exists: bool) -> None:
    dest = tmp_path / "a" / "b" / "out"
    if exists:
        dest.mkdir(parents=True)
    with new_folder(dest) as folder:
        (folder / "sub").mkdir()
        (folder / "sub" / "file.txt").write_text("x", encoding="utf-8")
        assert not dest.exists() or not any(dest.iterdir())
        assert folder.name.startswith(".out.partial-")
    assert (dest / "sub" / "file.txt").read_text(encoding="utf-8") == "x"
    assert [p.name for p in dest.parent.iterdir()] == ["out"]


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInputError, match="is not empty") as caught, new_folder(tmp_path):
        pytest.fail("the block ran")
    assert caught.value.cure
    with pytest.raises(BadInputError, match="is a file"), new_folder(tmp_path / "mine.txt"):
        pytest.fail("the block ran")
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="out could not be written") as caught, new_folder(tmp_path / "file" / "out"):
        pytest.fail("the block ran")
    assert caught.value.cure


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_folder, "_flush_file", full)
    with pytest.raises(StorageError, match="No space left"), new_folder(tmp_path / "x" / "out") as folder:
        (folder / "file.txt").touch()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_filled_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    dest = tmp_path / "out"

    def both_write() -> None:
        with new_folder(dest) as folder:
            (folder / "file.txt").touch()
            dest.mkdir()
            (dest / "theirs.txt").touch()

    with pytest.raises(BadInputError, match="is not empty"):
        both_write()
    assert [p.name for p in dest.iterdir()] == ["theirs.txt"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no call that flushes a folder")
def test_files_are_flushed_before_the_names_of_folders_and_those_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        flushed.append(os.fstat(descriptor).st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    out = tmp_path / "a" / "out"
    with new_folder(out) as folder:
        (folder / "sub").mkdir()
        (folder / "sub" / "file.txt").touch()
    file, sub, whole, parent, above = (
        path.stat().st_ino for path in (out / "sub" / "file.txt", out / "sub", out, out.parent, tmp_path)
    )
    assert flushed[0] == file
    assert set(flushed[1:3]) == {sub, whole}
    assert set(flushed[3:]) == {parent, above}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no locks for folders")
def test_what_a_killed_writer_left_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    left = tmp_path / ".a [1].partial-0badcafe"
    (left / "sub").mkdir(parents=True)
    (left / "sub" / "half.jpg").touch()
    (tmp_path / ".others.partial-0badcafe").mkdir()
    with new_folder(tmp_path / "a [1]") as first:
        assert not left.exists()
        (first / "mine.txt").touch()
        with new_folder(tmp_path / "a [1]") as second:
            assert {first, second} < set(tmp_path.iterdir())
        (tmp_path / "a [1]").rmdir()
    assert (tmp_path / "a [1]" / "mine.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".others.partial-0badcafe", "a [1]"]
