"""What a person lets a long job know, from another thread: that it may end, that more was painted, what is in sight."""

import threading


class EndedEarly(Exception):  # noqa: N818 - a wish, not an error
    """Raised by `Control.check` at a point where a job may end; the flow that runs it catches it."""


class Control:
    """What a job looks at between its steps.

    Two wishes: stop keeps what was reached, cancel discards it. And news: that the person goes on painting, and which
    image is open.

    Attributes:
        looked_at: the number of the image that the person looks at; None when that is not known.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._cancel = threading.Event()
        self._painted = threading.Event()
        self.looked_at: int | None = None

    def stop(self) -> None:
        """Ask for an early end that keeps."""
        self._stop.set()

    def resume(self) -> None:
        """Forget a stop that was obeyed: what follows in the same flow runs on."""
        self._stop.clear()

    def cancel(self) -> None:
        """Ask for an end that discards."""
        self._cancel.set()

    def look_at(self, image: int) -> None:
        """Say which image the person looks at: a job that goes through images does it next."""
        self.looked_at = image

    def more_painted(self) -> None:
        """Say that a mask has changed since the job began."""
        self._painted.set()

    def take_painted(self) -> bool:
        """Whether a mask has changed since this was asked last."""
        found = self._painted.is_set()
        self._painted.clear()
        return found

    @property
    def stopped(self) -> bool:
        """Whether an early end was asked that keeps."""
        return self._stop.is_set()

    @property
    def cancelled(self) -> bool:
        """Whether the result is not wanted."""
        return self._cancel.is_set()

    @property
    def ends(self) -> bool:
        """Whether the job is asked to end, either way."""
        return self.stopped or self.cancelled

    def check(self) -> None:
        """Raise EndedEarly when the job is asked to end."""
        if self.ends:
            raise EndedEarly
