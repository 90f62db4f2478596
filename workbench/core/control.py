"""What a person lets a long job know, from another thread: that it may end, that more was painted, what is in sight."""

import threading
from pathlib import Path


class EndedEarly(Exception):  # noqa: N818 - a wish, not an error
    """Raised by `Control.check` at a point where a job may end; the flow that runs it catches it."""


class Control:
    """What a job looks at between its steps.

    Two wishes: stop keeps what was reached, cancel discards it. And news: that the person goes on painting, and which
    image is open.

    Attributes:
        looked_at: the number of the image that the person looks at; None when that is not known.
    """

    def __init__(self, above: "Control | None" = None) -> None:
        """A job that is a part of another ends with it: `above` is the control of that one."""
        self._above = above
        self._stop = threading.Event()
        self._cancel = threading.Event()
        self._painted = 0
        self._glance: tuple[int, Path] | None = None
        self._lock = threading.Lock()
        self._news = threading.Event()
        self.looked_at: int | None = None

    def stop(self) -> None:
        """Ask for an early end that keeps."""
        self._stop.set()
        self._news.set()

    def resume(self) -> None:
        """Forget a stop that was obeyed: what follows in the same flow runs on."""
        self._stop.clear()

    def cancel(self) -> None:
        """Ask for an end that discards."""
        self._cancel.set()
        self._news.set()

    def look_at(self, image: int, picture: Path | None = None) -> None:
        """Say which image the person looks at: a job that goes through images does it next.

        With its `picture` a live training, which does not know all images, can interrupt itself for it.
        """
        with self._lock:
            self.looked_at = image
            self._glance = None if picture is None else (image, picture)
        self._news.set()

    @property
    def glance_waits(self) -> bool:
        """Whether an image was opened for which a live training should interrupt itself."""
        return self._glance is not None

    def take_glance(self) -> tuple[int, Path] | None:
        """The number and the picture of that image, once."""
        with self._lock:
            found, self._glance = self._glance, None
        return found

    def more_painted(self, strokes: int = 1) -> None:
        """Say that masks have changed since the job began, by so many strokes."""
        with self._lock:
            self._painted += strokes
        self._news.set()

    def take_painted(self) -> int:
        """By how many strokes masks have changed since this was asked last."""
        with self._lock:
            found, self._painted = self._painted, 0
        return found

    def wait(self, seconds: float) -> None:
        """Let time pass, but no longer than until there is a wish or news."""
        self._news.wait(seconds)
        self._news.clear()

    @property
    def stopped(self) -> bool:
        """Whether an early end was asked that keeps."""
        return self._stop.is_set()

    @property
    def cancelled(self) -> bool:
        """Whether the result is not wanted."""
        return self._cancel.is_set() or (self._above is not None and self._above.ends)

    @property
    def ends(self) -> bool:
        """Whether the job is asked to end, either way."""
        return self.stopped or self.cancelled

    def check(self) -> None:
        """Raise EndedEarly when the job is asked to end."""
        if self.ends:
            raise EndedEarly
