"""Deeds on the mask of the open image."""

from PySide6.QtWidgets import QMainWindow

from workbench.ui.deeds.check_walk import CheckWalk
from workbench.ui.deeds.cleaning import Cleaning
from workbench.ui.deeds.copying import Copying
from workbench.ui.deeds.copying_pictures import CopyingPictures
from workbench.ui.deeds.gap_walk import GapWalk
from workbench.ui.deeds.point_walk import PointWalk
from workbench.ui.presenter import Presenter
from workbench.ui.rooms import Rooms
from workbench.ui.wiring.deeds import Deeds


def deeds_of_masks(window: QMainWindow, rooms: Rooms, presenter: Presenter, points: PointWalk) -> Deeds:
    """Steps back and forth, and changes of the whole mask."""
    session, canvas = rooms.session, rooms.canvas
    gaps = GapWalk(canvas, session, rooms.messages, rooms.keymap, window)
    dock = next(dock for dock in rooms.docks if dock.objectName() == "Check")
    checks = CheckWalk(rooms.checks, dock, canvas, session, rooms.changes, rooms.messages, rooms.keymap)
    pictures = CopyingPictures(canvas, rooms.messages, window)
    cleaning = Cleaning(canvas, session, window)
    cleaning.dialog.changed.connect(presenter.show_tool)

    def undo() -> None:
        """The last part of a gesture, else the last answer about a point, what was said last, or the last step."""
        if canvas.step_back() or points.step_back():
            return
        said = rooms.recall.undo()
        if said is not None:
            if said:
                rooms.messages.news.emit(rooms.keymap.filled(f"Taken back: {said}. {{redo}} does it again."))
            return
        earlier = "" if session.document is None else session.document.earlier_step
        session.undo()
        if earlier:  # after Ctrl+Enter another image is open than the one that a person has in mind
            words = f"Taken back: {earlier.replace('_', ' ')}, from before this image was opened."
            rooms.messages.news.emit(rooms.keymap.filled(f"{words} {{redo}} does it again."))

    def redo() -> None:
        """What was said of images or classes, or else the step that was undone last."""
        said = rooms.recall.redo()
        if said is None:
            session.redo()
        elif said:
            rooms.messages.news.emit(f"Done again: {said}.")

    return {
        "undo": undo,
        "redo": redo,
        "copy_previous": Copying(session, rooms.changes, rooms.messages, window).copy_previous,
        "next_check": checks.go_on,
        "keep_check": checks.keep,
        "take_check": checks.take,
        "copy_view": pictures.copy_view,
        "copy_image": pictures.copy_image,
        "clean_up": cleaning.open,
        "next_gap": gaps.next_gap,
        "mend_gap": gaps.mend_gap,
    }
