"""Brings what the project holds of an image: at once, or, for a large one, off the window's thread."""

from collections.abc import Callable
from concurrent.futures import Future

from workbench.core.errors import WorkbenchError
from workbench.core.records import ImageRecord
from workbench.services import contents
from workbench.services.contents import Contents
from workbench.store.project import Project
from workbench.ui.document import Document
from workbench.ui.work.errands import Errands

AT_ONCE = 16_000_000
"""The mask of an image of so many pixels is read within 20 ms, that of one of 100 megapixels in 100 ms."""


class Fetching:
    """One image at a time; a newer wish takes the place of an older one.

    An image that is open already and is read again can be seen meanwhile but not painted on: that would be lost.

    Args:
        present: given an image and its contents, on the window's thread.
        refuse: told why they cannot be read.

    Attributes:
        coming: the number of the image that is being read, or None.
    """

    def __init__(
        self, present: Callable[[ImageRecord, Contents], None], refuse: Callable[[WorkbenchError], None]
    ) -> None:
        self._present, self._refuse = present, refuse
        self._errands = Errands()
        self._shown: Document | None = None
        self.coming: int | None = None

    def fetch(self, project: Project, image: ImageRecord, shown: Document | None) -> None:
        """Bring the contents of an image; before this returns when no document is `shown` meanwhile."""
        self.give_up()
        if shown is None or image.width * image.height <= AT_ONCE:
            self._tell(image, _read(project, image))
            return
        self.coming = image.id
        if shown.image_id == image.id:
            self._shown = shown
            shown.set_painting(True)

        def told(outcome: Future[Contents | WorkbenchError]) -> None:
            self._let_go()
            self._tell(image, outcome.result())

        self._errands.ask(lambda: _read(project, image), told)

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        self._errands.drop()
        self._let_go()

    def _let_go(self) -> None:
        self.coming = None
        if self._shown is not None:
            self._shown.set_painting(False)
            self._shown = None

    def _tell(self, image: ImageRecord, read: Contents | WorkbenchError) -> None:
        if isinstance(read, WorkbenchError):
            self._refuse(read)
        else:
            self._present(image, read)


def _read(project: Project, image: ImageRecord) -> Contents | WorkbenchError:
    try:
        return contents.read(project, image)
    except WorkbenchError as error:
        return error
