"""What a person touches, and whom it asks: panels and actions are tied to the session, the commands, the canvas."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QMenu

from workbench.core.mask import UNLABELLED
from workbench.core.offer import Offer
from workbench.core.records import Status
from workbench.paint.ink import InkRule
from workbench.ui import recent
from workbench.ui.actions import TOOL_NAMES
from workbench.ui.deeds.bringing_in import BringingIn
from workbench.ui.deeds.check_walk import CheckWalk
from workbench.ui.deeds.choosing_next import ChoosingNext
from workbench.ui.deeds.class_merging import ClassMerging
from workbench.ui.deeds.class_naming import ClassNaming
from workbench.ui.deeds.class_return import ClassReturn
from workbench.ui.deeds.cleaning import Cleaning
from workbench.ui.deeds.commands import Commands
from workbench.ui.deeds.comparing_views import ComparingViews
from workbench.ui.deeds.copying import Copying
from workbench.ui.deeds.curating import Curating
from workbench.ui.deeds.dividing import Dividing
from workbench.ui.deeds.gallery_menu import GalleryMenu
from workbench.ui.deeds.gap_walk import GapWalk
from workbench.ui.deeds.keeping_desk import KeepingDesk
from workbench.ui.deeds.live_training import LiveTraining
from workbench.ui.deeds.looking import Looking
from workbench.ui.deeds.point_walk import PointWalk
from workbench.ui.deeds.recent_menu import RecentMenu
from workbench.ui.deeds.restoring import Restoring
from workbench.ui.deeds.showing_progress import ShowingProgress
from workbench.ui.deeds.toning import Toning
from workbench.ui.keyboard import typing
from workbench.ui.presenter import Presenter, Rooms

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


REMEMBERED = ("pen_pressure",)
"""Switches that belong to the desk rather than to the work: they stay as they were left."""


def connect_panels(rooms: Rooms, commands: Commands) -> None:
    """Tie the panels to what they show and change."""
    session, canvas, review, training = rooms.session, rooms.canvas, rooms.review, rooms.training
    for switch, name, layer in (
        (review.mask_switch, "show_mask", "mask"),
        (review.prediction_switch, "show_prediction", "prediction"),
        (review.doubt_switch, "show_doubt", "doubt"),
    ):
        action = rooms.actions_by_name[name]
        switch.toggled.connect(action.setChecked)
        action.toggled.connect(switch.setChecked)
        switch.toggled.connect(lambda on, which=layer: canvas.change_look(**{which: on}))
    review.opacity_changed.connect(lambda opacity: canvas.change_look(opacity=opacity))
    review.offer_changed.connect(canvas.set_offer)
    review.accept.connect(lambda: commands.accept(review.offer))
    review.accept_and_next.connect(rooms.actions_by_name["accept_and_next"].trigger)
    session.choice.changed.connect(lambda: review.classes.show_classes(session.choice.classes))
    session.choice.chosen.connect(review.classes.show_current)
    canvas.change_look(opacity=review.opacity)
    rooms.classes.unseen_changed.connect(lambda unseen: canvas.change_look(hidden=unseen))
    canvas.class_picked.connect(lambda index: session.choice.choose(index) if index != UNLABELLED else None)
    rooms.options.take_actions(rooms.actions_by_name)
    rooms.options.resized.connect(canvas.set_brush)
    rooms.options.tolerance_changed.connect(canvas.set_tolerance)
    rooms.options.holes_changed.connect(canvas.set_holes)
    rooms.options.set_tolerance(canvas.ink_palette.tolerance)
    rooms.options.show_options(canvas.options)
    session.choice.changed.connect(lambda: rooms.options.show_classes(session.choice.classes))
    rooms.gallery.filters.left.connect(canvas.setFocus)
    training.train.connect(commands.train)
    training.stop.connect(session.jobs.stop)
    training.cancel.connect(session.jobs.cancel)
    rooms.start_page.new.connect(commands.new)
    rooms.start_page.open.connect(commands.ask_open)
    rooms.start_page.chosen.connect(commands.open)


def connect_actions(window: QMainWindow, rooms: Rooms, commands: Commands, presenter: Presenter) -> None:
    """Tie every action to its deed."""
    points = PointWalk(rooms.canvas, rooms.session, rooms.messages, rooms.actions_by_name["points"], window)
    rooms.classes.named.connect(points.answer_class)
    for name, deed in (
        _deeds_of_window(window, rooms, commands, presenter)
        | _deeds_of_view(rooms)
        | _deeds_of_images(window, rooms, commands)
        | _deeds_of_masks(window, rooms, presenter, points)
    ).items():
        rooms.actions_by_name[name].triggered.connect(lambda _checked=False, d=deed: d())
    opener = rooms.actions_by_name["open"]
    RecentMenu(opener, commands, next(menu for menu in opener.associatedObjects() if isinstance(menu, QMenu)))
    KeepingDesk(rooms.session, rooms.canvas, window)
    ComparingViews(rooms.canvas, rooms.session, rooms.messages, rooms.actions_by_name, window)
    ChoosingNext(rooms.session, rooms.review.queue, rooms.messages, window)
    LiveTraining(rooms.session, rooms.training, rooms.messages, rooms.actions_by_name["live"], window)
    Looking(rooms.canvas, rooms.session, rooms.messages, rooms.actions_by_name, window)
    Toning(rooms.canvas, rooms.session, rooms.status, rooms.actions_by_name["tone"], window)
    ClassReturn(rooms.session, rooms.messages, window)
    naming = ClassNaming(rooms.session, window)
    rooms.classes.add.connect(naming.ask_new)
    rooms.classes.rename.connect(naming.ask_name)
    rooms.classes.merge.connect(ClassMerging(rooms.session, rooms.messages, window).ask)
    _connect_tools(rooms, presenter)
    _connect_rules(rooms)
    _connect_digits(window, rooms, points)


Deeds = dict[str, Callable[[], object]]
"""By the name of the action."""


def _deeds_of_window(window: QMainWindow, rooms: Rooms, commands: Commands, presenter: Presenter) -> Deeds:
    """Projects, models, help."""
    session = rooms.session
    return {
        "new": commands.new,
        "open": commands.ask_open,
        "import": BringingIn(session, rooms.messages, window, commands.bring_in).ask,
        "export": commands.ask_export,
        "relink": commands.ask_relink,
        "restore": Restoring(session, rooms.messages, window, commands.may_leave).ask,
        "close": commands.close,
        "quit": window.close,
        "history": lambda: presenter.show_dock("History"),
        "train": rooms.training.start,
        "stop": session.jobs.stop,
        "predict": commands.predict,
        "progress": ShowingProgress(session, rooms.messages, window).ask,
        "guide": commands.show_guide,
        "keys": commands.show_keys,
        "about": commands.show_about,
    }


def _deeds_of_view(rooms: Rooms) -> Deeds:
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


def _deeds_of_images(window: QMainWindow, rooms: Rooms, commands: Commands) -> Deeds:
    """From image to image, and what is said of them."""
    session = rooms.session
    curating = Curating(session, rooms.messages, window)
    dividing = Dividing(session, rooms.training, rooms.messages, window)
    GalleryMenu(rooms.gallery, session, curating, dividing)
    return {
        "project_settings": dividing.ask_settings,
        "previous": lambda: session.step(-1),
        "next": lambda: session.step(1),
        "done_and_next": commands.done_and_next,
        "skip": lambda: commands.set_status(Status.SKIPPED),
        "reopen": lambda: commands.set_status(Status.STARTED),
        "sequence": lambda: curating.of_open(dividing.ask_sequence),
        "tags": lambda: curating.of_open(curating.ask_tags),
        "note": lambda: curating.of_open(curating.ask_note),
        "remove": lambda: curating.of_open(curating.remove),
        # Enter in a field of text ends the typing, and must not change the mask.
        "accept": lambda: None if typing() else commands.accept(rooms.review.offer),
        "accept_and_next": lambda: commands.accept_and_next(_seen_offer(rooms)),
        "accept_class": lambda: rooms.review.classes.switch_only(session.choice.current),
    }


def _seen_offer(rooms: Rooms) -> Offer | None:
    """What of the prediction the person sees; None while it is hidden."""
    return rooms.review.offer if rooms.review.prediction_switch.isChecked() else None


def _deeds_of_masks(window: QMainWindow, rooms: Rooms, presenter: Presenter, points: PointWalk) -> Deeds:
    """Steps back and forth, and changes of the whole mask."""
    session, canvas = rooms.session, rooms.canvas
    gaps = GapWalk(canvas, session, rooms.messages, window)
    dock = next(dock for dock in rooms.docks if dock.objectName() == "Check")
    checks = CheckWalk(rooms.checks, dock, canvas, session, rooms.messages)
    cleaning = Cleaning(canvas, session, window)
    cleaning.dialog.changed.connect(presenter.show_tool)

    def undo() -> None:
        """The last point of a gesture under way, else the last answer about a point, else the last step."""
        if canvas.step_back() or points.step_back():
            return
        earlier = "" if session.document is None else session.document.earlier_step
        session.undo()
        if earlier:  # after Ctrl+Enter another image is open than the one that a person has in mind
            words = f"Taken back: {earlier.replace('_', ' ')}, from before this image was opened."
            rooms.messages.news.emit(f"{words} Ctrl+Shift+Z does it again.")

    return {
        "undo": undo,
        "redo": session.redo,
        "copy_previous": Copying(session, rooms.changes, rooms.messages, window).copy_previous,
        "next_check": checks.go_on,
        "keep_check": checks.keep,
        "take_check": checks.take,
        "clean_up": cleaning.open,
        "next_gap": gaps.next_gap,
        "mend_gap": gaps.mend_gap,
    }


def _connect_tools(rooms: Rooms, presenter: Presenter) -> None:
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
        actions[name].setChecked(recent.remembered_switch(name))
        actions[name].toggled.connect(lambda on, switch=name: recent.remember_switch(switch, on))


def _connect_rules(rooms: Rooms) -> None:
    """What no tool may paint over."""
    canvas, actions = rooms.canvas, rooms.actions_by_name

    def rule() -> None:
        only_unlabelled, protect_hand = (actions[name].isChecked() for name in ("only_unlabelled", "protect_hand"))
        canvas.set_rule(InkRule(only_unlabelled, protect_hand, rooms.options.protected))

    actions["only_unlabelled"].toggled.connect(rule)
    actions["protect_hand"].toggled.connect(rule)
    rooms.options.protected_changed.connect(rule)


def _connect_digits(window: QMainWindow, rooms: Rooms, points: PointWalk) -> None:
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
