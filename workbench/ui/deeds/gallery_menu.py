"""The menu of the images that are chosen in the gallery."""

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from workbench.core.records import Split, Status
from workbench.ui.deeds.curating import Curating
from workbench.ui.deeds.dividing import Dividing
from workbench.ui.deeds.many_images import ManyImages
from workbench.ui.panels.gallery.panel import GalleryPanel
from workbench.ui.session import Session

_STATUSES = {
    Status.TODO: "To do",
    Status.STARTED: "Started",
    Status.DONE: "Done",
    Status.SKIPPED: "Skipped",
}

LOOKED_AT = 500
"""Of how many chosen images the menu tells which tags they have."""


class GalleryMenu(QObject):
    """Opens where the gallery asks for it."""

    def __init__(
        self, gallery: GalleryPanel, session: Session, curating: Curating, dividing: Dividing, many: ManyImages
    ) -> None:
        super().__init__(gallery)
        self._gallery, self._session, self._curating, self._dividing = gallery, session, curating, dividing
        self._many = many
        gallery.menu_wanted.connect(self._show)
        gallery.view.taken_back.connect(curating.back.take_back)
        gallery.view.removal.connect(self._remove)

    def _remove(self) -> None:
        """Delete was pressed."""
        chosen = self._gallery.view.chosen()
        if chosen and not self._gallery.model.wanted.query.removed:
            self._curating.remove(chosen)

    def _show(self, place: QPoint) -> None:
        menu = self.build(self._gallery.view.chosen())
        menu.exec(place)
        menu.deleteLater()

    def build(self, chosen: list[int]) -> QMenu:
        """The menu for these images."""
        wish, project = self._curating, self._session.project
        assert project is not None
        menu = QMenu(self._gallery)
        if wish.parts.busy:
            menu.addAction("Stop changing images", wish.parts.stop)
            return menu
        these = "this image" if len(chosen) == 1 else f"{len(chosen):,} images"
        looked_at = project.records(chosen[:LOOKED_AT])
        if looked_at and looked_at[0].removed:
            menu.addAction("Put back into the project", partial(wish.put_back, chosen))
            self._offer_taking_back(menu)
            return menu
        menu.addAction("Open", partial(self._gallery.open, chosen[0]))
        menu.addSeparator()
        statuses = menu.addMenu("Status")
        for status, words in _STATUSES.items():
            action = statuses.addAction(words, partial(wish.set_status, chosen, status))
            action.setCheckable(True)
            action.setChecked(all(image.status == status for image in looked_at))
        splits = menu.addMenu("Split")
        for split in (Split.TRAIN, Split.VAL, Split.TEST):
            action = splits.addAction(f"Use for {split.value}", partial(wish.set_split, chosen, split))
            action.setCheckable(True)
            action.setChecked(all(image.split == split for image in looked_at))
        tags = menu.addMenu("Tags")
        for tag in project.tags():
            has = all(tag in image.tags for image in looked_at)
            change = partial(wish.change_tags, chosen, taken=[tag]) if has else partial(wish.change_tags, chosen, [tag])
            action = tags.addAction(tag.replace("&", "&&"), change)
            action.setCheckable(True)
            action.setChecked(has)
        tags.addSeparator()
        tags.addAction("New tag...", partial(wish.ask_tag, chosen))
        menu.addAction("Sequence...", partial(self._dividing.ask_sequence, chosen))
        menu.addAction("Note...", partial(wish.ask_note, chosen)).setEnabled(len(chosen) == 1)
        menu.addSeparator()
        many = self._many
        menu.addAction(f"Predict {these}", partial(many.predict, chosen)).setEnabled(many.idle)
        accept = menu.addAction(f"Accept the model's word on {these}...", partial(many.ask_accept, chosen))
        accept.setEnabled(many.idle)
        menu.addAction(f"Export {these}...", partial(many.export, chosen)).setEnabled(many.idle)
        menu.addSeparator()
        menu.addAction("Move to the front", partial(wish.move, chosen, True))
        menu.addAction("Move to the end", partial(wish.move, chosen, False))
        menu.addAction("Show in folder", partial(wish.show_folder, chosen))
        menu.addAction("Copy path" if len(chosen) == 1 else "Copy paths", partial(many.copy_paths, chosen))
        menu.addSeparator()
        menu.addAction("Remove from the project...", partial(wish.remove, chosen))
        self._offer_taking_back(menu)
        return menu

    def _offer_taking_back(self, menu: QMenu) -> None:
        """What was done last with images can be undone here."""
        words = self._curating.back.words
        if words:
            menu.addSeparator()
            menu.addAction(f"Take back: {words}".replace("&", "&&"), self._curating.back.take_back)
