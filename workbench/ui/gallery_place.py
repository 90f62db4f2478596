"""Where the images stand: in their dock as a strip, or in the place of the canvas as a grid."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from workbench.ui.rooms import Rooms


class GalleryPlace(QObject):
    """Moves the one gallery to and fro, so that its filters, its order and what is chosen stay.

    Args:
        rooms: of the window.
        grid: the switch: on for the grid.
        window: the owner.
    """

    def __init__(self, rooms: Rooms, grid: QAction, window: QWidget) -> None:
        super().__init__(window)
        self._rooms, self._grid = rooms, grid
        self._dock = next(dock for dock in rooms.docks if dock.widget() is rooms.gallery)
        grid.toggled.connect(self._move)
        rooms.gallery.opened.connect(self._back)
        rooms.gallery.view.left.connect(self._back)
        rooms.gallery.filters.left.connect(self._leave_field)
        rooms.session.about_to_close.connect(self._back)

    def find(self) -> None:
        """Give the keyboard to the words to find, wherever the gallery stands."""
        if not self._grid.isChecked():
            self._rooms.panels.show(True)
            self._dock.show()
            self._dock.raise_()
        field = self._rooms.gallery.filters.text
        field.setFocus()
        field.selectAll()

    def _back(self) -> None:
        self._grid.setChecked(False)

    def _move(self, grid: bool) -> None:
        rooms, gallery = self._rooms, self._rooms.gallery
        if grid:
            rooms.panels.lend(self._dock)
            rooms.middle.addWidget(gallery)
            rooms.middle.setCurrentWidget(gallery)
        else:
            rooms.middle.setCurrentWidget(rooms.canvas)
            self._dock.setWidget(gallery)
            rooms.panels.take_back(self._dock)
        gallery.show()
        gallery.show_as_grid(grid)
        self._leave_field()

    def _leave_field(self) -> None:
        """The keyboard belongs to the images in the grid, and to the canvas otherwise."""
        rooms = self._rooms
        (rooms.gallery.view if self._grid.isChecked() else rooms.canvas).setFocus()
