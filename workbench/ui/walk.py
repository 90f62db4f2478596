"""Where "next" and "previous" lead: along a list of images, past those that cannot be opened."""

from collections.abc import Callable, Sequence

from workbench.core.errors import WorkbenchError
from workbench.core.records import ImageRecord
from workbench.services import ranking
from workbench.store.project import Project
from workbench.ui.messages import Messages
from workbench.ui.work.opening import ready_to_open

PASSED_OVER = 100
"""Images in a row that cannot be opened, before the search is given up: a whole drive may be gone."""

Along = Callable[[int | None, bool], Sequence[int]]
"""The numbers of the images after (True) or before an image, the nearest first; from the beginning without one."""


class Walk:
    """Follows the list that a person looks at.

    Args:
        messages: told what was passed over.
        changed: told of an image that has another picture now.

    Attributes:
        along: the list; without one, the project's own order.
    """

    def __init__(self, messages: Messages, changed: Callable[[int], None]) -> None:
        self._messages, self._changed = messages, changed
        self.along: Along | None = None

    def beside(self, project: Project, here: int | None, forward: bool) -> ImageRecord | None:
        """The nearest image that can be opened; None when there is none, which is told."""
        passed: list[tuple[ImageRecord, WorkbenchError]] = []
        for image in self._images(project, here, forward, PASSED_OVER):
            try:
                ready_to_open(project, image.id, self._changed)
            except WorkbenchError as error:
                passed.append((image, error))
                continue
            if passed:
                self._messages.news.emit(_told([image for image, _ in passed]))
            return image
        if passed:
            self._messages.show_error(passed[0][1])
        else:
            self._messages.news.emit(f"This is the {'last' if forward else 'first'} image of the list.")
        return None

    def likely(self, project: Project, here: int) -> list[ImageRecord]:
        """What a person may want next: the next of the list, the previous one, the most doubtful; no file is read."""
        beside = [image for forward in (True, False) for image in self._images(project, here, forward, 1)]
        doubtful = ranking.likely_next(project, here)
        return beside if doubtful is None else [*beside, doubtful]

    def _images(self, project: Project, here: int | None, forward: bool, limit: int) -> list[ImageRecord]:
        if self.along is None:
            return project.images_beside(here, forward, limit)
        return project.records(self.along(here, forward)[:limit])


def _told(passed: list[ImageRecord]) -> str:
    if len(passed) == 1:
        return f"{passed[0].name} was passed over: it cannot be opened. Choose it in the list to see why."
    names = ", ".join(image.name for image in passed[:2]) + (", ..." if len(passed) > 2 else "")
    return f"{len(passed)} images were passed over ({names}): they cannot be opened. Choose one to see why."
