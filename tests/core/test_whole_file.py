"""A file is there whole or as it was, whichever call of the system fails; and the person is told."""

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from workbench.core import whole_file as room
from workbench.core.errors import StorageError
from workbench.core.whole_file import whole_file


def write(path: Path, data: bytes) -> None:
    with whole_file(path, "The list", "Free some space.") as file:
        file.write(data)


def refusing(_place: object, *_rest: object, **_more: object) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


class FullFile:
    """A file that takes a little, then no more."""

    def __init__(self, *args: Any) -> None:
        self._file = open(*args)  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> "FullFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        self._file.write(data[:3])
        return refusing(self)


@pytest.fixture(params=[True, False], ids=["replacing", "new"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param:
        (tmp_path / "list.json").write_bytes(b"old")
    return tmp_path / "list.json"


def test_the_new_bytes_take_the_place(path: Path) -> None:
    write(path, b"new bytes")
    assert path.read_bytes() == b"new bytes"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "harm",
    [
        lambda patch: patch.setattr(room, "open", refusing, raising=False),
        lambda patch: patch.setattr(room, "open", FullFile, raising=False),
        lambda patch: patch.setattr(os, "fsync", refusing),
        lambda patch: patch.setattr(os, "replace", refusing),
    ],
    ids=["open", "write", "fsync", "replace"],
)
def test_a_failing_call_leaves_what_was_there(
    path: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[pytest.MonkeyPatch], None]
) -> None:
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    harm(monkeypatch)
    with pytest.raises(StorageError) as caught:
        write(path, b"new bytes")
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before
    assert caught.value.message == f"The list {path} could not be written: No space left on device."
    assert caught.value.cure == "Free some space."


def test_what_the_block_raises_passes_through_and_leaves_nothing(path: Path) -> None:
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    with pytest.raises(KeyboardInterrupt), whole_file(path, "The list", "") as file:  # noqa: PT012 - the block is the test
        file.write(b"half")
        raise KeyboardInterrupt
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no call that flushes a folder")
def test_bytes_then_name_then_folder_reach_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace

    def logged_fsync(descriptor: int) -> None:
        calls.append("folder" if os.path.isdir(f"/dev/fd/{descriptor}") else "file")
        fsync(descriptor)

    def logged_replace(source: Path, target: Path) -> None:
        calls.append("name")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", logged_fsync)
    monkeypatch.setattr(os, "replace", logged_replace)
    write(path, b"new")
    assert calls == ["file", "name", "folder"]
    calls.clear()
    with whole_file(path, "The list", "", durable=False) as file:
        file.write(b"newer")
    assert calls == ["name"]


def test_two_threads_that_write_the_same_file_leave_one_of_both_whole(path: Path) -> None:
    texts = [bytes([65 + n]) * 100_000 for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: [write(path, text) for _ in range(5)], texts))
    assert path.read_bytes() in texts
    assert list(path.parent.iterdir()) == [path]


def test_a_flush_of_the_folder_that_fails_is_told_and_the_file_is_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "flush_folder", refusing)
    with pytest.raises(StorageError) as caught:
        write(path, b"new bytes")
    assert "is written, but" in caught.value.message
    assert path.read_bytes() == b"new bytes"


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_no_link_is_followed(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "precious").write_bytes(b"precious")
    for place in (path, room.partial_of(path)):
        place.unlink(missing_ok=True)
        place.symlink_to(tmp_path / "elsewhere" / "precious")
    write(path, b"new bytes")
    assert not path.is_symlink()
    assert path.read_bytes() == b"new bytes"
    assert (tmp_path / "elsewhere" / "precious").read_bytes() == b"precious"
