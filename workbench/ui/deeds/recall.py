"""Takes back what was said of images and classes, in the order in which it was done among the steps of painting."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from workbench.core.classes import ClassSet
from workbench.core.errors import StorageError, WorkbenchError
from workbench.services import facts
from workbench.services.facts import Facts
from workbench.ui.messages import Messages
from workbench.ui.session import Session

KEPT = 200
"""So many of these steps are kept."""


@dataclass(eq=False, slots=True)
class Said:
    """One step.

    Attributes:
        words: what was done.
        back, again: take it back, or do it again; False when that cannot begin now, which was told.
        images: that it is about; none for classes.
        stood: how many steps of painting stood in each image that has been open since then.
    """

    words: str
    back: Callable[[], object]
    again: Callable[[], object]
    images: Sequence[int] = ()
    stood: dict[int, int] = field(default_factory=dict)


class Recall(QObject):
    """The steps of the open project, until it is closed. What painting brought since comes first."""

    def __init__(self, session: Session, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._messages = session, messages
        self._done: list[Said] = []
        self._undone: list[Said] = []
        session.project_changed.connect(self._forget)  # later than closing, which ends changes that are still made
        session.document_changed.connect(self._on_document)
        session.choice.written.connect(self._on_classes)

    @contextmanager
    def images(self, words: str, image_ids: Iterable[int]) -> Iterator[None]:
        """Whatever is said of these few images inside becomes one step, unless it changes nothing."""
        project, numbers = self._session.project, list(image_ids)
        assert project is not None
        before = facts.read(project, numbers)
        yield
        after = facts.read(project, numbers)
        if after != before:
            self._add(Said(words, lambda: self._restore(before, after), lambda: self._restore(after, before), numbers))

    def keep(
        self, words: str, back: Callable[[], object], again: Callable[[], object], images: Sequence[int] = ()
    ) -> None:
        """Something was done: tell it, and keep how it is taken back and done again."""
        self._add(Said(words, back, again, images))
        self._messages.news.emit(f"{words}.")

    @property
    def words(self) -> str:
        """What was said last; "" when there is nothing to take back."""
        return self._done[-1].words if self._done else ""

    def undo(self) -> str | None:
        """Take the newest step back; None when there is none, or something was painted after it.

        Returns:
            What was taken back; "" when that was refused, which was told.
        """
        if not self._done or self._painted_since(self._done[-1]):
            return None
        return self._move(self._done, self._undone, lambda step: step.back)

    def redo(self) -> str | None:
        """Do the step again that was taken back last, if no painting was taken back after it; says as `undo` does."""
        if not self._undone or self._unpainted_since(self._undone[-1]):
            return None
        return self._move(self._undone, self._done, lambda step: step.again)

    def take_back(self) -> None:
        """Take the newest step back whatever was painted since: asked for where images are listed."""
        if not self._done:
            self._messages.news.emit("Nothing to take back in the list of images.")
            return
        said = self._move(self._done, self._undone, lambda step: step.back)
        if said:
            self._messages.news.emit(f"Taken back: {said}.")

    def _move(self, source: list[Said], target: list[Said], deed: Callable[[Said], Callable[[], object]]) -> str:
        """What was done; "" when it was refused: the step stays, unless what came since bars it for good."""
        step = source[-1]
        try:
            if deed(step)() is False:
                return ""
        except WorkbenchError as error:
            self._messages.show_error(error)
            if not isinstance(error, StorageError):
                source.pop()
            return ""
        source.pop()
        self._mark(step)
        target.append(step)
        self._bring(step)
        return step.words

    def _restore(self, wanted: dict[int, Facts], known: dict[int, Facts]) -> None:
        assert self._session.project is not None
        facts.put_back(self._session.project, wanted, known)
        for number in wanted:
            self._session.image_changed.emit(number)
        self._session.images_changed.emit()

    def _bring(self, step: Said) -> None:
        """The one image that a step is about comes on the canvas."""
        session = self._session
        if session.project is None or len(step.images) != 1:
            return
        (image,) = session.project.records(step.images)
        if not image.removed and (session.document is None or session.document.image_id != image.id):
            session.show_image(image.id)

    def _add(self, step: Said) -> None:
        self._mark(step)
        self._done.append(step)
        del self._done[:-KEPT]
        self._undone.clear()

    def _mark(self, step: Said) -> None:
        document = self._session.document
        step.stood = {} if document is None else {document.image_id: document.history.index()}

    def _painted_since(self, step: Said) -> bool:
        document = self._session.document
        return document is not None and document.history.index() > step.stood.get(document.image_id, 0)

    def _unpainted_since(self, step: Said) -> bool:
        document = self._session.document
        return document is not None and document.history.index() < step.stood.get(document.image_id, 0)

    def _on_document(self) -> None:
        document = self._session.document
        if document is None:
            return
        for step in (*self._done, *self._undone):
            step.stood.setdefault(document.image_id, document.history.index())
        document.areas_changed.connect(self._on_step)

    def _on_step(self) -> None:
        """Painting went back before a step: what is painted from there on is newer. New painting ends doing again."""
        document = self._session.document
        if document is None:
            return
        image, here = document.image_id, document.history.index()
        for step in self._done:
            step.stood[image] = min(here, step.stood.get(image, here))
        if not document.history.canRedo() and any(here > step.stood.get(image, here) for step in self._undone):
            self._undone.clear()

    def _on_classes(self, before: ClassSet, after: ClassSet) -> None:
        self._add(Said("the change of classes", lambda: self._class(before, after), lambda: self._class(after, before)))

    def _class(self, wanted: ClassSet, known: ClassSet) -> None:
        assert self._session.project is not None
        facts.put_classes_back(self._session.project, wanted, known)
        self._session.choice.refresh()

    def _forget(self) -> None:
        self._done.clear()
        self._undone.clear()
