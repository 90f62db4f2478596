"""Archives: what is unpacked is what was packed; hostile ones are refused with their names, and leave nothing."""

import errno
import io
import os
import random
import stat
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workbench.core.errors import BadInputError, MissingError, StorageError, WorkbenchError
from workbench.core.events import Progress
from workbench.exchange.archive import bounded_file, entries
from workbench.exchange.archive import unpack as unpacking
from workbench.exchange.archive.unpack import unpack, unpack_for_a_look

FILES = {"set/images/a.jpg": b"a picture" * 999, "set/masks/a.png": os.urandom(70_000), "set/empty.txt": b""}


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("set")
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix in {".gz", ".tgz"} else "w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def special(kind: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        with tarfile.open(path, "w") as archive:
            member = tarfile.TarInfo("set/a.jpg")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        return path

    return make


def zip_link(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("set/a.jpg")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return path


def locked(path: Path) -> Path:
    """The flag of a password in the head of the file and in the table."""
    data = bytearray(zipped(path, {"a.jpg": b"secret"}).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(mark) + place] |= 1
    path.write_bytes(data)
    return path


def cut_off(path: Path) -> Path:
    path.write_bytes(zipped(path, FILES).read_bytes()[:-40])
    return path


def harmed(path: Path) -> Path:
    data = bytearray(zipped(path, FILES).read_bytes())
    data[400] ^= 255
    path.write_bytes(data)
    return path


def twice(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jpg", "1")
        archive.writestr("./a.jpg", "2")
    return path


class _Silent(zipfile.ZipInfo):
    """Writes its name as UTF-8 and does not say so, as macOS does."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's name
        return self.filename.encode(), self.flag_bits


def named(name: str) -> Callable[[Path], Path]:
    return lambda path: (tarred if path.suffix == ".tar" else zipped)(path, {"good.jpg": b"1", name: b"2"})


@pytest.mark.parametrize(("make", "ending"), [(zipped, "zip"), (tarred, "tar"), (tarred, "tgz"), (tarred, "tar.gz")])
def test_every_file_comes_out_as_it_was(make: Callable[..., Path], ending: str, tmp_path: Path) -> None:
    archive = make(tmp_path / f"Task 1.{ending}", FILES)
    steps = list(unpack(archive, tmp_path / "out"))
    found = {p.relative_to(tmp_path / "out").as_posix(): p.read_bytes() for p in (tmp_path / "out").rglob("*.*")}
    assert found == FILES
    assert steps[-1] == Progress("unpacking", 3, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == [archive.name, "out"]
    assert entries.bare_name(archive) == "Task 1"


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        *((named(bad), "x.zip", "leads out of its folder") for bad in ("../evil.jpg", "/etc/evil", "a/../../evil")),
        *((named(bad), "x.zip", "leads out of its folder") for bad in ("..\\evil.jpg", "C:\\evil.jpg", "a\x07b")),
        *((named(bad), "x.tar", "leads out of its folder") for bad in ("../evil.jpg", "/etc/evil")),
        # Windows takes a drive anywhere in a path, and no notice of dots and spaces at the end of a name.
        *((named(bad), "x.zip", "leads out of its folder") for bad in ("set/C:evil.jpg", "set/.. /evil.jpg", "... /a")),
        (zip_link, "x.zip", "is a link"),
        *((special(kind), "x.tar", "is a link") for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE)),
        (locked, "x.zip", "needs a password"),
        (cut_off, "x.zip", "cannot be read whole"),
        (harmed, "x.zip", "cannot be read whole"),
        (twice, "x.zip", "'a.jpg' twice"),
        (
            lambda path: zipped(path, {"file": b"1", "file/below": b"2"}),
            "x.zip",
            "'file/below' in .* beside the others",
        ),
        (lambda path: path.write_bytes(b"no archive") and path, "x.tgz", "cannot be read whole"),
        (lambda path: path.write_bytes(b"") or path, "x.zip", "cannot be read whole"),
    ],
)
def test_what_is_hostile_or_damaged_is_refused_and_leaves_nothing(
    make: Callable[[Path], Path], name: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    archive = make(tmp_path / "in" / "deep" / name)
    with pytest.raises(BadInputError, match=words) as caught:
        list(unpack(archive, tmp_path / "in" / "deep" / "out"))
    assert str(archive) in caught.value.message
    assert caught.value.cure
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == [archive]
    assert [path.name for path in archive.parent.iterdir()] == [name]


@pytest.mark.parametrize("ending", ["zip", "tgz"])
def test_a_bomb_is_refused_before_it_goes_off(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "HARMLESS", 1_000_000)
    make = zipped if ending == "zip" else tarred
    archive = make(tmp_path / f"bomb.{ending}", {f"{n}.png": bytes(3_000_000) for n in range(4)})
    tracemalloc.start()
    with pytest.raises(BadInputError, match="would unpack to more than"):
        list(unpack(archive, tmp_path / "out"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
    assert not (tmp_path / "out").exists()


def test_what_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    """The head and the table tell ten bytes of a file that has a million."""
    archive = zipped(tmp_path / "x.zip", {"a.png": bytes(1_000_000)})
    data = archive.read_bytes().replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))
    archive.write_bytes(data)
    with pytest.raises(BadInputError, match="cannot be read whole"):
        list(unpack(archive, tmp_path / "out"))
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_too_many_files_and_too_large_a_table_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(tmp_path / "x.zip", {f"{n}.txt": b"" for n in range(300)})
    monkeypatch.setattr(entries, "MOST_FILES", 200)
    with pytest.raises(BadInputError, match="more than 200 files"):
        list(unpack(archive, tmp_path / "out"))
    monkeypatch.setattr(bounded_file, "MOST", 9000)
    with pytest.raises(BadInputError, match="more files than any dataset"):
        list(unpack(archive, tmp_path / "out"))


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "RESERVE", 1 << 60)
    with pytest.raises(BadInputError, match="more than there is room for"):
        list(unpack(zipped(tmp_path / "x.zip", FILES), tmp_path / "out"))
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_a_disk_that_fills_up_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_archive: Path, _entry: entries.Entry) -> Iterator[bytes]:
        yield b"1"
        raise OSError(errno.ENOSPC, "No space left on device")

    archive = zipped(tmp_path / "x.zip", FILES)
    monkeypatch.setattr(unpacking, "_pieces", full)
    with pytest.raises(StorageError, match="out could not be written"):
        list(unpack(archive, tmp_path / "out"))
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


@pytest.mark.parametrize("look", [False, True])
def test_one_that_is_cancelled_leaves_nothing(look: bool, tmp_path: Path) -> None:
    archive = zipped(tmp_path / "x.zip", FILES)
    flow = unpack_for_a_look(archive, tmp_path / "out") if look else unpack(archive, tmp_path / "out")
    next(flow)
    flow.close()  # type: ignore[attr-defined]
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_a_place_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").touch()
    with pytest.raises(BadInputError, match="not empty"):
        list(unpack(zipped(tmp_path / "x.zip", FILES), tmp_path / "out"))
    with pytest.raises(MissingError, match=r"gone\.zip is not there"):
        list(unpack(tmp_path / "gone.zip", tmp_path / "other"))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_names_of_other_machines_find_their_letters_and_folders(tmp_path: Path) -> None:
    """Windows parts folders by backslashes; macOS writes UTF-8 without saying so."""
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("set\\images\\a.jpg", b"1")
        file.writestr(_Silent("Straße.jpg"), b"2")
    list(unpack(archive, tmp_path / "out"))
    names = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert names == {"set/images/a.jpg", "Straße.jpg"}


@pytest.mark.parametrize("ending", ["zip", "tar", "tgz"])
def test_mutated_archives_are_unpacked_or_refused(ending: str, tmp_path: Path) -> None:
    rng = random.Random(11)
    make = zipped if ending == "zip" else tarred
    whole = make(tmp_path / f"x.{ending}", {"set/a.jpg": b"picture" * 40, "set/b.png": b"mask" * 9}).read_bytes()
    told = []
    for number in range(60):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path = tmp_path / f"{number}.{ending}"
        path.write_bytes(data[: rng.randint(1, len(data))] if rng.random() < 0.2 else data)
        try:
            list(unpack(path, tmp_path / "out" / str(number)))
        except WorkbenchError as error:
            told.append(error)
    outside = [path.name for path in tmp_path.iterdir() if path.is_dir()]
    assert set(outside) <= {"out"}
    assert len(told) > 5
    assert all(error.cure for error in told)
