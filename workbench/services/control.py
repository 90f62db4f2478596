"""How a person ends a long job early, from another thread."""

import threading


class Control:
    """Two wishes that a flow looks at between its steps: stop keeps what was reached, cancel discards it."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._cancel = threading.Event()

    def stop(self) -> None:
        """End early and keep."""
        self._stop.set()

    def resume(self) -> None:
        """Forget a stop that was obeyed: what follows in the same flow runs on."""
        self._stop.clear()

    def cancel(self) -> None:
        """End now and discard."""
        self._cancel.set()

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stop.is_set()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancel.is_set()
