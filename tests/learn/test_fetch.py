"""Fetching from a real server on this machine: whole or absent, resumed, checked, given up in time."""

import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from file_server import FileServer, serving

from workbench.core.control import Control, EndedEarly
from workbench.core.events import Progress
from workbench.learn.pretrained import fetch as fetching
from workbench.learn.pretrained.fetch import OfflineError, fetch

DATA = os.urandom(1 << 16) * 48  # 3 MB
DIGEST = hashlib.sha256(DATA).hexdigest()[:8]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0.01)
    with serving(tmp_path / "served") as served:
        (served.folder / "net.pth").write_bytes(DATA)
        yield served


def get(server: FileServer, folder: Path, digest: str = DIGEST, name: str = "net.pth") -> list[Progress]:
    target = folder / "cache" / "net.pth"
    events = list(fetch(f"{server.address}/{name}", digest, target, "weights of this test", Control()))
    assert target.read_bytes() == DATA
    assert [p.name for p in target.parent.iterdir()] == ["net.pth"]
    return events


def test_a_file_comes_whole_and_says_how_far_it_is(server: FileServer, tmp_path: Path) -> None:
    events = get(server, tmp_path)
    assert server.asked == [""]
    assert events[-1] == Progress("downloading weights of this test (MB)", 3, 3)
    assert all(0 <= event.done <= 3 for event in events)


def test_broken_connections_are_taken_up_where_they_broke(server: FileServer, tmp_path: Path) -> None:
    server.breaks = [1_000_000, 500_000]
    get(server, tmp_path)
    assert server.asked == ["", "bytes=1000000-", "bytes=1500000-"]


def test_a_server_without_ranges_begins_again(server: FileServer, tmp_path: Path) -> None:
    server.breaks, server.ranges = [1_000_000], False
    get(server, tmp_path)
    assert server.asked == ["", "bytes=1000000-"]


def test_a_connection_that_keeps_breaking_leaves_its_part_for_the_next_run(server: FileServer, tmp_path: Path) -> None:
    server.breaks = [1_000_000, 0, 0, 0]
    with pytest.raises(OfflineError, match="could not be fetched") as caught:
        get(server, tmp_path)
    assert "net.pth" in caught.value.cure
    assert not (tmp_path / "cache" / "net.pth").exists()
    server.asked.clear()
    get(server, tmp_path)
    assert server.asked == ["bytes=1000000-"]


def test_a_part_that_was_whole_already_is_used(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "net.pth.part").write_bytes(DATA)
    get(server, tmp_path)
    assert server.asked == [f"bytes={len(DATA)}-"], "only whether there is more"


@pytest.mark.parametrize("part", [b"x" * 1000, b"x" * (len(DATA) + 1)])
def test_a_part_of_another_file_is_not_built_upon(server: FileServer, tmp_path: Path, part: bytes) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "net.pth.part").write_bytes(part)
    if len(part) < len(DATA):
        with pytest.raises(OfflineError, match="another file"):
            get(server, tmp_path)
    get(server, tmp_path)


def test_without_a_sum_an_old_part_is_not_trusted(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "net.pth.part").write_bytes(b"x" * 1000)
    get(server, tmp_path, digest="")
    assert server.asked == [""]


def test_another_file_than_was_published_is_not_kept(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(OfflineError, match="another file"):
        get(server, tmp_path, digest="00000000")
    assert not list((tmp_path / "cache").iterdir())


def test_an_absent_file_is_told_at_once(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(OfflineError, match="404"):
        get(server, tmp_path, name="gone.pth")
    assert server.asked == [""]


def test_no_server_at_all(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = FileServer(tmp_path, address=f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(OfflineError, match="refused"):
            get(nobody, tmp_path)


@pytest.fixture
def silent() -> Iterator[FileServer]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield FileServer(Path(), address=f"http://127.0.0.1:{listening.getsockname()[1]}")


def test_a_silent_server_is_given_up(silent: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "ANSWER_SECONDS", 0.3)
    with pytest.raises(OfflineError, match=r"no answer|timed out"):
        get(silent, tmp_path)


def test_a_wish_to_end_is_heard_while_nothing_comes(
    silent: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "ANSWER_SECONDS", 0.5)
    control = Control()
    flow = fetch(f"{silent.address}/net.pth", DIGEST, tmp_path / "net.pth", "weights", control)
    next(flow)
    control.stop()
    with pytest.raises(EndedEarly):
        next(flow)
