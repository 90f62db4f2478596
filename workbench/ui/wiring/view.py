"""Deeds of classes, zoom, the size of the brush."""

from workbench.ui.deeds.parts import Parts
from workbench.ui.rooms import Rooms
from workbench.ui.wiring.deeds import Deeds


def deeds_of_view(rooms: Rooms) -> Deeds:
    """Classes, zoom, the size of the brush."""
    session, canvas = rooms.session, rooms.canvas
    parts = Parts(rooms.middle, rooms.docks, (*rooms.bars, rooms.status))
    return {
        "next_class": lambda: session.choice.step(1),
        "previous_class": lambda: session.choice.step(-1),
        "swap_classes": session.choice.swap,
        "add_class": rooms.classes.add.emit,
        "rename_class": lambda: rooms.classes.rename(session.choice.current),
        "recolour_class": lambda: rooms.classes.ask_colour(session.choice.current),
        "hide_class": lambda: rooms.classes.hide_class(session.choice.current),
        "class_menu": rooms.classes.open_menu,
        "class_up": lambda: session.choice.move_by(-1),
        "class_down": lambda: session.choice.move_by(1),
        "next_part": lambda: parts.go(1),
        "previous_part": lambda: parts.go(-1),
        "zoom_in": lambda: canvas.zoom_by(1),
        "zoom_out": lambda: canvas.zoom_by(-1),
        "fit": canvas.fit,
        "actual": lambda: canvas.zoom_to(1.0),
        "smaller": lambda: canvas.grow_brush(-1),
        "larger": lambda: canvas.grow_brush(1),
    }
