"""What a person says of chosen images: status, split, tags, note, place; and taking them out of the project."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from workbench.core.errors import WorkbenchError
from workbench.core.records import Split, Status
from workbench.store.project import Project
from workbench.ui.deeds import list_changes
from workbench.ui.deeds.in_parts import AT_ONCE, InParts
from workbench.ui.deeds.recall import Recall
from workbench.ui.deeds.showing_folders import show_folder
from workbench.ui.messages import Messages
from workbench.ui.session import Session

TOLD_ONE_BY_ONE = 50
"""When more images than these change together, lists are asked anew instead."""


STATUS_WORDS = {
    Status.TODO: "to do again",
    Status.STARTED: "not done",
    Status.DONE: "done",
    Status.SKIPPED: "skipped",
}


class Curating(QObject):
    """Each method is one wish about images, given by their numbers."""

    def __init__(self, session: Session, recall: Recall, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window
        self.parts = InParts(session, messages, self)
        self.back = recall

    def set_status(self, image_ids: list[int], status: Status) -> None:
        """Say how far they are."""
        project, before = self._project, dict[int, Status]()

        def find() -> list[int]:
            before.update(list_changes.statuses(project, image_ids))
            return list(before)

        self._make(
            find,
            lambda some: project.set_status(some, status),
            lambda some: list_changes.restore_statuses(project, some, before),
            lambda count: f"{_images(count)} {STATUS_WORDS[status]}",
            len(image_ids) > AT_ONCE,
        )

    def set_split(self, image_ids: list[int], split: Split) -> None:
        """Say what they are used for, by hand, and with them all that belong to the same sequences."""
        project, before = self._project, dict[int, Split]()

        def find() -> list[int]:
            before.update(list_changes.splits_of(project, project.divisions.kin(image_ids)))
            return list(before)

        def words(count: int) -> str:
            told = f"{_images(count)} used for {split.value} now"
            return f"{told}: sequences are not divided" if count > len(image_ids) else told

        self._make(
            find,
            lambda some: project.set_split(some, split),
            lambda some: list_changes.restore_splits(project, some, before),
            words,
            project.newest_image() > AT_ONCE,  # to follow the sequences takes a second in a large project
        )

    def change_tags(self, image_ids: list[int], added: Iterable[str] = (), taken: Iterable[str] = ()) -> None:
        """Give them some tags and take others from them."""
        project, before = self._project, dict[str, frozenset[int]]()
        given, gone = list(added), list(taken)

        def find() -> list[int]:
            before.update(list_changes.tagged(project, image_ids, [*given, *gone]))
            return image_ids

        told = [f"tagged {', '.join(given)}"] * bool(given) + [f"no longer tagged {', '.join(gone)}"] * bool(gone)
        self._make(
            find,
            lambda some: project.change_tags(some, given, gone),
            lambda some: list_changes.restore_tags(project, some, before),
            lambda count: f"{_images(count)} {' and '.join(told)}",
            len(image_ids) > AT_ONCE,
        )

    def ask_tag(self, image_ids: list[int]) -> None:
        """Ask for a new tag and give it to them."""
        words, agreed = QInputDialog.getText(self._window, "New tag", "A word or two:")
        if agreed and words.strip():
            self.change_tags(image_ids, added=[" ".join(words.split())])

    def ask_tags(self, image_ids: list[int]) -> None:
        """Ask for all tags of the first of them."""
        image = self._project.image(image_ids[0])
        question = f"Tags of {image.name}, with commas between them:"
        words, agreed = QInputDialog.getText(self._window, "Tags", question, text=", ".join(image.tags))
        wanted = {" ".join(tag.split()) for tag in words.split(",")} - {""}
        if agreed and wanted != set(image.tags):
            self.change_tags([image.id], sorted(wanted.difference(image.tags)), set(image.tags) - wanted)

    def ask_note(self, image_ids: list[int]) -> None:
        """Ask for the note of the first of them."""
        image = self._project.image(image_ids[0])
        words, agreed = QInputDialog.getMultiLineText(self._window, "Note", f"Note on {image.name}:", image.note)
        if agreed and words.strip() != image.note:
            with self.back.images("the note", [image.id]):
                self._project.set_note(image.id, words.strip())
            self._tell([image.id])

    def move(self, image_ids: list[int], to_front: bool) -> None:
        """Put them at the front or at the end of the project's order."""
        self._project.move_images(image_ids, to_front)
        self._session.images_changed.emit()

    def show_folder(self, image_ids: list[int]) -> None:
        """Open the folder of the first of them in the system's file manager."""
        cure = "Choose Image, Locate missing images, and name the folder where the pictures lie now."
        show_folder(self._project.image(image_ids[0]).path.parent, self._messages, cure)

    def remove(self, image_ids: list[int]) -> None:
        """Ask, then take them out of the project; the open one is left first."""
        what = "this image" if len(image_ids) == 1 else f"these {len(image_ids):,} images"
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        question = (
            f"Remove {what} from the project?\n\nNothing is lost: masks, steps, tags and notes stay in the project's "
            "file, and the pictures stay where they are. They are no longer trained on, predicted or exported.\n\n"
            'To bring them back, list "Removed from the project" under the images, and choose "Put back".'
        )
        if QMessageBox.question(self._window, "Workbench", question, yes | no, no) != yes:
            return
        try:
            self._session.settle()
        except WorkbenchError as error:
            self._messages.show_error(error)
            return
        self._set_removed(image_ids, True, self._keep_removal)

    def _keep_removal(self, removed: Sequence[int]) -> None:
        what, them = ("this image", "it") if len(removed) == 1 else (f"these {len(removed):,} images", "them")
        self.back.keep(
            f"Removed {what}; everything painted on {them} is kept",
            lambda: self._set_removed(removed, False),
            lambda: self._set_removed(removed, True),
            removed,
        )

    def put_back(self, image_ids: list[int]) -> None:
        """Bring removed images back, with all that they held."""

        def keep(returned: Sequence[int]) -> None:
            words = f"{_images(len(returned))} in the project again"
            self.back.keep(words, lambda: self._set_removed(returned, True), lambda: self._set_removed(returned, False))

        self._set_removed(image_ids, False, keep)

    def _set_removed(
        self, image_ids: Sequence[int], removed: bool, then: Callable[[Sequence[int]], None] = lambda _changed: None
    ) -> bool:
        """Take them out or bring them back, in parts where they are many; `then` is told of which that was done."""
        project, session = self._project, self._session

        def show(changed: Sequence[int]) -> None:
            if removed and session.document is not None and session.document.image_id in changed:
                session.leave_image()
            session.refresh_images()
            then(changed)

        change = partial(project.set_removed, removed=removed)
        return self.parts.make(lambda: image_ids, change, show, len(image_ids) > AT_ONCE)

    def _make(
        self,
        find: Callable[[], Sequence[int]],
        change: Callable[[Sequence[int]], None],
        undo: Callable[[Sequence[int]], None],
        words: Callable[[int], str],
        many: bool,
    ) -> None:
        """Change some images, in parts where they are many; tell it in words, and how it is taken back."""

        def then(changed: Sequence[int]) -> None:
            self._tell(changed)
            back, again = (
                partial(self.parts.make, lambda: changed, deed, self._tell, len(changed) > AT_ONCE)
                for deed in (undo, change)
            )
            self.back.keep(words(len(changed)), back, again, changed)

        self.parts.make(find, change, then, many)

    @property
    def _project(self) -> Project:
        assert self._session.project is not None
        return self._session.project

    def of_open(self, wish: Callable[[list[int]], None]) -> None:
        """Let one of these wishes be about the open image."""
        if self._session.document is not None:
            wish([self._session.document.image_id])

    def _tell(self, image_ids: Sequence[int]) -> None:
        if len(image_ids) > TOLD_ONE_BY_ONE:
            self._session.images_changed.emit()
            return
        for image_id in image_ids:
            self._session.image_changed.emit(image_id)


def _images(count: int) -> str:
    return "1 image is" if count == 1 else f"{count:,} images are"
