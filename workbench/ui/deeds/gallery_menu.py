"""The menu of the images that are chosen in the gallery."""

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from workbench.core.records import Split, Status
from workbench.ui.deeds.curating import Curating
from workbench.ui.deeds.dividing import Dividing
from workbench.ui.panels.gallery import GalleryPanel
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

    def __init__(self, gallery: GalleryPanel, session: Session, curating: Curating, dividing: Dividing) -> None:
        super().__init__(gallery)
        self._gallery, self._session, self._curating, self._dividing = gallery, session, curating, dividing
        gallery.menu_wanted.connect(self._show)

    def _show(self, place: QPoint) -> None:
        menu = self.build(self._gallery.view.chosen())
        menu.exec(place)
        menu.deleteLater()

    def build(self, chosen: list[int]) -> QMenu:
        """The menu for these images."""
        wish, project = self._curating, self._session.project
        assert project is not None
        menu = QMenu(self._gallery)
        looked_at = project.records(chosen[:LOOKED_AT])
        if looked_at and looked_at[0].removed:
            menu.addAction("Put back into the project", partial(wish.put_back, chosen))
            return menu
        menu.addAction("Open", partial(self._session.show_image, chosen[0]))
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
        menu.addAction("Move to the front", partial(wish.move, chosen, True))
        menu.addAction("Move to the end", partial(wish.move, chosen, False))
        menu.addAction("Show in folder", partial(wish.show_folder, chosen))
        menu.addSeparator()
        menu.addAction("Remove from the project...", partial(wish.remove, chosen))
        return menu
