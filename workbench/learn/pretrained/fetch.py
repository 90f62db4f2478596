"""Fetching a large file: with progress, resumed where it broke off, checked by its sha256, whole or absent."""

import http.client
import os
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError

from workbench.core.control import Control
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, Progress
from workbench.learn.pretrained.sums import sum_of

ANSWER_SECONDS = 5.0
"""A server that is silent for this long counts as absent."""

FRUITLESS = 3
"""Attempts in a row that bring nothing new, after which a broken download is left for another day."""

PAUSE_SECONDS = 0.5
"""Between two attempts."""

CHUNK = 1 << 18


class OfflineError(WorkbenchError):
    """Something could not be fetched."""


def fetch(url: str, digest: str, target: Path, what: str, control: Control) -> Iterator[Event]:
    """Bring a file to `target`, while `control` is looked at. What came of a broken download is kept for the next try.

    Args:
        url: where it is.
        digest: the beginning of its sha256 in hexadecimal, or "" when nobody tells it: then a download is only taken
            up again within one call, because nothing would tell that the file has become another one.
        target: where it is to be; its folder is made.
        what: the file in words: "ImageNet weights of resnet50".
        control: ends the download early, keeping its part.

    Raises:
        OfflineError: nothing, or the wrong file, could be had; `target` is as it was.
    """
    cure = f"To start from them, put {target.name} into {target.parent}, or set weights to the path of a file."
    part = target.with_name(f"{target.name}.part")
    if not digest:
        part.unlink(missing_ok=True)
    transfer = _Transfer(url, part)
    # A daemon: looking up a name can hang for longer than anybody wants to wait.
    thread = threading.Thread(target=transfer.run, name="download", daemon=True)
    asked = time.monotonic()
    try:
        thread.start()
        while thread.is_alive():
            control.check()
            if not transfer.answered and time.monotonic() - asked > ANSWER_SECONDS:
                transfer.trouble = f"no answer within {ANSWER_SECONDS:g} seconds"
                break
            yield Progress(f"downloading {what} (MB)", transfer.got >> 20, transfer.total >> 20)
            thread.join(0.1)
    finally:
        transfer.unwanted.set()
    if transfer.trouble:
        raise OfflineError(f"The {what} could not be fetched ({transfer.trouble}).", cure)
    if digest and not sum_of(part).startswith(digest):
        part.unlink(missing_ok=True)
        raise OfflineError(f"The {what} could not be fetched (what came from {url} is another file).", cure)
    os.replace(part, target)
    yield Progress(f"downloading {what} (MB)", transfer.total >> 20, transfer.total >> 20)


class _Transfer:
    """Fills a part, in a thread of its own.

    Attributes:
        got: bytes of the part so far.
        total: bytes of the whole file; 0 while nobody knows.
        answered: whether the server has said anything yet.
        trouble: why the part is not whole; "" when it is.
        unwanted: set from outside, to end early.
    """

    def __init__(self, url: str, part: Path) -> None:
        self._url, self._part = url, part
        self._version = ""
        self._hopeless = True
        self.got = self.total = 0
        self.answered = False
        self.trouble = ""
        self.unwanted = threading.Event()

    def run(self) -> None:
        """Fetch until the part is whole, or nothing more comes."""
        fruitless = 0
        try:
            self._part.parent.mkdir(parents=True, exist_ok=True)
            while fruitless < FRUITLESS and not self.unwanted.is_set():
                before = self.got = self._part.stat().st_size if self._part.is_file() else 0
                trouble = self._attempt()
                if trouble is None:
                    return
                if self._hopeless:
                    break
                fruitless = 0 if self.got > before else fruitless + 1
                self.unwanted.wait(PAUSE_SECONDS)
        except OSError as error:  # the disk: trying again would not help
            trouble = str(error)
        self.trouble = self.trouble or trouble or "it was ended early"

    def _attempt(self) -> str | None:
        """One request for the rest of the file; the trouble with it, or None when the part is whole now."""
        request = urllib.request.Request(self._url)
        if self.got:
            request.add_header("Range", f"bytes={self.got}-")
            if self._version:
                request.add_header("If-Range", self._version)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
                self.answered, self._hopeless = True, False
                return self._take(answer)
        except HTTPError as error:
            error.close()
            self.answered, self._hopeless = True, error.code < http.HTTPStatus.INTERNAL_SERVER_ERROR
            if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and self.got:
                # The part is whole already, or it is of another file: the sum tells.
                self._hopeless = False
                return None if error.headers.get("Content-Range") == f"bytes */{self.got}" else self._restart()
            return str(error)
        except (http.client.HTTPException, ConnectionError, TimeoutError, URLError) as error:
            return str(error) or type(error).__name__

    def _take(self, answer: http.client.HTTPResponse) -> str | None:
        """Write what comes behind the part, or in its place when the server sends the whole file again."""
        rest = int(answer.headers.get("Content-Length") or 0)
        self._version = answer.headers.get("ETag") or ""
        goes_on = answer.status == http.HTTPStatus.PARTIAL_CONTENT
        if not goes_on:
            self.got = 0
        elif not str(answer.headers.get("Content-Range")).startswith(f"bytes {self.got}-"):
            return self._restart()
        self.total = self.got + rest if rest else 0
        with open(self._part, "ab" if goes_on else "wb") as file:
            while not self.unwanted.is_set() and (data := answer.read(CHUNK)):
                file.write(data)
                self.got += len(data)
        if self.unwanted.is_set():
            return "it was ended early"
        return None if self.got == self.total or not self.total else "the connection broke"

    def _restart(self) -> str:
        self._part.unlink(missing_ok=True)
        return "the server sent another part than was asked for"
