"""How a person ends a long job early, from another thread."""

import threading


class EndedEarly(Exception):  # noqa: N818 - a wish, not an error
    """Raised by `Control.check` at a point where a job may end; the flow that runs it catches it."""


class Control:
    """Two wishes that a job looks at between its steps: stop keeps what was reached, cancel discards it."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._cancel = threading.Event()

    def stop(self) -> None:
        """Ask for an early end that keeps."""
        self._stop.set()

    def resume(self) -> None:
        """Forget a stop that was obeyed: what follows in the same flow runs on."""
        self._stop.clear()

    def cancel(self) -> None:
        """Ask for an end that discards."""
        self._cancel.set()

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
