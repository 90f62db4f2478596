"""What a press would meet, shown before it: worked out off the window's thread, for the newest place of the pointer."""

from collections.abc import Callable
from concurrent.futures import Future

from workbench.ui.canvas.gestures.words import NO_GUIDE, Guide
from workbench.ui.work.errands import Errands


class Foresight:
    """Lines that follow the pointer while nothing is pressed.

    Args:
        changed: given the old and the new guide when it changes.

    Attributes:
        guide: what is shown.
    """

    def __init__(self, changed: Callable[[Guide, Guide], None]) -> None:
        self._changed = changed
        self._errands = Errands()
        self.guide = NO_GUIDE

    def look(self, foresee: Callable[[], Guide]) -> None:
        """Show what this gives, as soon as it is known; until then what is shown stays."""
        self._errands.ask(foresee, self._on_answer)

    def hide(self) -> None:
        """Show nothing."""
        self._errands.drop()
        self._show(NO_GUIDE)

    def _on_answer(self, outcome: Future[Guide]) -> None:
        self._show(outcome.result())

    def _show(self, guide: Guide) -> None:
        if guide != self.guide:
            old, self.guide = self.guide, guide
            self._changed(old, guide)
