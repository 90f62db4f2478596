"""Small pictures of images, made off the window's thread for what is in sight, and kept within a bound."""

from collections import OrderedDict
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from workbench.core.records import ImageRecord
from workbench.store.project import Project
from workbench.ui.work.errands import Errands

KEPT = 600
"""Pictures in memory, of each kind: of at most 192 x 192 x 4 bytes they are 88 MB."""

WISHES = 160
"""Pictures that are waited for: about a screen of a grid. Older ones are forgotten: who scrolled on waits no longer."""

CLOSING_SECONDS = 10.0
"""How long a project that closes waits for the picture that is being made."""


class MadePictures(QObject):
    """Gives a picture at once or soon, the newest wish first. Who inherits says how one is made (`_make`, `_taken`).

    Signals:
        ready: the picture of that image number has come.
        waiting: so many pictures are still waited for.
    """

    ready = Signal(int)
    waiting = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._pictures: OrderedDict[int, QImage] = OrderedDict()
        self._stale: set[int] = set()
        self._wishes: OrderedDict[int, ImageRecord] = OrderedDict()
        self._making = Errands()  # one at a time: one core stays with the window and one with the trainer

    def get(self, image: ImageRecord) -> QImage | None:
        """The picture, the one before while it is made anew, or None; a null QImage when it cannot be made."""
        found = self._pictures.get(image.id)
        if found is not None:
            self._pictures.move_to_end(image.id)
            if image.id not in self._stale:
                return found
        self._wishes[image.id] = image
        self._wishes.move_to_end(image.id)
        while len(self._wishes) > WISHES:
            self._wishes.popitem(last=False)
        self._go_on()
        return found

    def renew(self, image_id: int) -> None:
        """What it shows has changed: it is made anew when it is asked for next."""
        if image_id in self._pictures:
            self._stale.add(image_id)

    def renew_all(self) -> None:
        """As `renew`, for every picture."""
        self._stale.update(self._pictures)

    def show_project(self, project: Project | None) -> None:
        """Give pictures of another project, or none."""
        self._wishes.clear()
        self.waiting.emit(0)
        self._making.wait(CLOSING_SECONDS)
        self._making.drop()
        self.forget()
        self._project = project

    def forget(self) -> None:
        """Make all of them anew, and show none until then."""
        self._pictures.clear()
        self._stale.clear()

    def _make(self, project: Project, image: ImageRecord, last: bool) -> Any:
        """On the thread: what `_taken` makes a picture of; `last`: nothing else is waited for."""
        raise NotImplementedError

    def _taken(self, image_id: int, made: Any) -> QImage:
        """On the window's thread: the picture."""
        raise NotImplementedError

    def _go_on(self) -> None:
        """Make the picture that was wished for last, unless one is being made."""
        project = self._project
        self.waiting.emit(len(self._wishes) + self._making.busy)
        if project is None or self._making.busy or not self._wishes:
            return
        _, image = self._wishes.popitem()
        self._stale.discard(image.id)  # from now on: what changes while it is made makes it stale again
        work = partial(self._make, project, image, not self._wishes)
        self._making.ask(work, lambda made: self._on_made(image.id, made.result()))

    def _on_made(self, image_id: int, made: Any) -> None:
        self._pictures[image_id] = self._taken(image_id, made)
        if image_id not in self._stale:
            self._wishes.pop(image_id, None)
        while len(self._pictures) > KEPT:
            self._stale.discard(self._pictures.popitem(last=False)[0])
        self.ready.emit(image_id)
        self._go_on()
