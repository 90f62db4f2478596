"""A server of files on this machine that knows ranges, and that breaks connections when it is told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class FileServer:
    """What is served, how, and what was asked.

    Attributes:
        folder: files by their names.
        breaks: bytes after which each of the next answers is broken off, in turn.
        ranges: whether the server knows them.
        asked: the Range of every request, "" for the whole file.
    """

    folder: Path
    breaks: list[int] = field(default_factory=list)
    ranges: bool = True
    asked: list[str] = field(default_factory=list)
    address: str = ""


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, served: FileServer, *args: object) -> None:
        self._served = served
        super().__init__(*args)

    def do_GET(self) -> None:
        served, path = self._served, self._served.folder / self.path.removeprefix("/")
        wanted = self.headers.get("Range", "")
        served.asked.append(wanted)
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        first = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and served.ranges else 0
        if first >= len(data):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(data)}")
            self.end_headers()
            return
        self.send_response(206 if first else 200)
        if first:
            self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - first))
        self.send_header("ETag", f'"{hash(data)}"')
        self.end_headers()
        end = first + served.breaks.pop(0) if served.breaks else len(data)
        self.wfile.write(data[first:end])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def serving(folder: Path) -> Iterator[FileServer]:
    """Serve a new folder while inside."""
    folder.mkdir()
    served = FileServer(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, served))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
