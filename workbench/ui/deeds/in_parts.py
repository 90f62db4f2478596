"""Changes of very many images, made in parts off the window's thread, so that nothing waits for all of them."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal

from workbench.core.errors import WorkbenchError
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.work.errands import Errands

PART = 500
"""Images that are changed in one transaction: 20 ms, while which others wait for the project."""

AT_ONCE = 2000
"""So many are changed at once, on the window's thread."""


class InParts(QObject):
    """One change at a time. A project that closes ends it between two parts."""

    _reached = Signal(int, int)

    def __init__(self, session: Session, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._messages = session, messages
        self._errands = Errands()
        self._ending = False
        self._reached.connect(self._tell)
        session.about_to_close.connect(self._end)

    def make(
        self,
        find: Callable[[], Sequence[int]],
        change: Callable[[Sequence[int]], None],
        then: Callable[[Sequence[int]], None],
        many: bool,
    ) -> bool:
        """Change some images; whether that was done or begun: otherwise it was told why not.

        Args:
            find: gives their numbers.
            change: changes some of them, in one transaction.
            then: told the numbers of those that were changed, once it is done.
            many: whether it may take long.
        """
        if self._errands.busy:
            self._messages.news.emit("The images that were chosen before are still being changed.")
            return False
        if not many:
            return self._deliver(_done(lambda: self._all(find(), change)), then)
        self._ending = False
        self._errands.ask(lambda: self._all(find(), change), lambda outcome: self._deliver(outcome, then))
        return True

    @property
    def busy(self) -> bool:
        """Whether images are being changed."""
        return self._errands.busy

    def stop(self) -> None:
        """End between two parts: what was changed stays, and is told."""
        self._ending = True

    def _all(self, image_ids: Sequence[int], change: Callable[[Sequence[int]], None]) -> Sequence[int]:
        """Perhaps on another thread; the numbers of those that were changed."""
        if len(image_ids) <= AT_ONCE:
            change(image_ids)
            return image_ids
        for start in range(0, len(image_ids), PART):
            if self._ending:
                return image_ids[:start]
            change(image_ids[start : start + PART])
            self._reached.emit(start, len(image_ids))
        return image_ids

    def _tell(self, done: int, total: int) -> None:
        if self._errands.busy:
            self._messages.news.emit(f"Changing images: {done:,} of {total:,}. The menu of the images stops it.")

    def _end(self) -> None:
        self.stop()
        self._errands.wait()

    def _deliver(self, outcome: "Future[Sequence[int]]", then: Callable[[Sequence[int]], None]) -> bool:
        try:
            changed = outcome.result()
        except WorkbenchError as error:
            self._messages.show_error(error)
            self._session.images_changed.emit()  # some parts may have been changed
            return False
        then(changed)
        return True


def _done(work: Callable[[], Sequence[int]]) -> "Future[Sequence[int]]":
    outcome: Future[Sequence[int]] = Future()
    try:
        outcome.set_result(work())
    except WorkbenchError as error:
        outcome.set_exception(error)
    return outcome
