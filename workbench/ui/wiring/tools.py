"""Tools, their switches and rules, and the digits of the keyboard."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow

from workbench.paint.ink import InkRule
from workbench.ui import recent
from workbench.ui.actions import TOOL_NAMES
from workbench.ui.deeds.point_walk import PointWalk
from workbench.ui.presenter import Presenter
from workbench.ui.rooms import Rooms

PAINTLESS = (
    "eraser",
    "adopt",
    "accept_region",
    "accept_lasso",
    "accept_box",
    "smudge",
    "clean_up_brush",
    "picker",
    "pan",
)
"""Tools that paint no class: choosing a class takes the brush instead."""

REMEMBERED = ("pen_pressure", "brush_on_screen", "keep_zoom", "minimap")
"""Switches that belong to the desk rather than to the work: they stay as they were left."""


def connect_tools(rooms: Rooms, presenter: Presenter) -> None:
    """Tools and their switches."""
    canvas, actions = rooms.canvas, rooms.actions_by_name

    def take(tool: str) -> None:
        canvas.set_tool(tool)
        rooms.options.show_options(canvas.options)
        presenter.show_tool()

    for name in TOOL_NAMES:
        actions[name].triggered.connect(lambda _checked=False, tool=name: take(tool))
    actions["panels"].toggled.connect(lambda hidden: presenter.show_panels(not hidden))
    for name, change in (
        ("square_brush", canvas.set_square),
        ("brush_on_screen", canvas.keep_on_screen),
        ("encircle", canvas.set_encircle),
        ("pen_pressure", canvas.set_pressure),
    ):
        actions[name].toggled.connect(change)
    for name in REMEMBERED:
        actions[name].setChecked(recent.remembered_switch(name, actions[name].isChecked()))
        actions[name].toggled.connect(lambda on, switch=name: recent.remember_switch(switch, on))


def connect_rules(rooms: Rooms) -> None:
    """What no tool may paint over."""
    canvas, actions = rooms.canvas, rooms.actions_by_name

    def rule() -> None:
        only_unlabelled, protect_hand = (actions[name].isChecked() for name in ("only_unlabelled", "protect_hand"))
        canvas.set_rule(InkRule(only_unlabelled, protect_hand, rooms.options.protected))

    actions["only_unlabelled"].toggled.connect(rule)
    actions["protect_hand"].toggled.connect(rule)
    rooms.options.protected_changed.connect(rule)
    rooms.options.protected_changed.connect(rooms.classes.show_locked)
    rooms.classes.locked.connect(rooms.options.protect)


def connect_digits(window: QMainWindow, rooms: Rooms, points: PointWalk) -> None:
    """0 to 9 on the keyboard."""
    session, canvas, actions = rooms.session, rooms.canvas, rooms.actions_by_name

    def press(digit: int) -> None:
        """They answer what is asked; else 0 erases, 1 to 9 choose a class, and the brush when the tool paints none."""
        if points.answer_digit(digit):
            return
        if digit == 0:
            actions["eraser"].trigger()
            return
        chosen = next((c for c in session.choice.classes.shown if c.key == str(digit)), None)
        if chosen is not None:
            session.choice.choose(chosen.index)
            if canvas.tool in PAINTLESS:
                actions["brush"].trigger()

    for digit in range(10):
        shortcut = QShortcut(QKeySequence(str(digit)), window)
        shortcut.activated.connect(lambda d=digit: press(d))
