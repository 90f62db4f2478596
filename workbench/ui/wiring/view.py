"""Deeds of classes, zoom, the size of the brush."""

from workbench.ui.rooms import Rooms
from workbench.ui.wiring.deeds import Deeds


def deeds_of_view(rooms: Rooms) -> Deeds:
    """Classes, zoom, the size of the brush."""
    session, canvas = rooms.session, rooms.canvas
    return {
        "next_class": lambda: session.choice.step(1),
        "previous_class": lambda: session.choice.step(-1),
        "swap_classes": session.choice.swap,
        "class_up": lambda: session.choice.move_by(-1),
        "class_down": lambda: session.choice.move_by(1),
        "zoom_in": lambda: canvas.zoom_by(1),
        "zoom_out": lambda: canvas.zoom_by(-1),
        "fit": canvas.fit,
        "actual": lambda: canvas.zoom_to(1.0),
        "smaller": lambda: canvas.grow_brush(-1),
        "larger": lambda: canvas.grow_brush(1),
    }
