"""Every action of the window is tied to its deed."""

from PySide6.QtWidgets import QMainWindow, QMenu

from workbench.ui.deeds.booking_time import BookingTime
from workbench.ui.deeds.choosing_next import ChoosingNext
from workbench.ui.deeds.choosing_recipe import ChoosingRecipe
from workbench.ui.deeds.class_merging import ClassMerging
from workbench.ui.deeds.class_naming import ClassNaming
from workbench.ui.deeds.class_return import ClassReturn
from workbench.ui.deeds.class_scores import ClassScores
from workbench.ui.deeds.commands import Commands
from workbench.ui.deeds.comparing_views import ComparingViews
from workbench.ui.deeds.estimating import Estimating
from workbench.ui.deeds.keeping_desk import KeepingDesk
from workbench.ui.deeds.live_training import LiveTraining
from workbench.ui.deeds.looking import Looking
from workbench.ui.deeds.point_walk import PointWalk
from workbench.ui.deeds.recent_menu import RecentMenu
from workbench.ui.deeds.side_work import SideWork
from workbench.ui.deeds.toning import Toning
from workbench.ui.presenter import Presenter
from workbench.ui.rooms import Rooms
from workbench.ui.wiring.focus import connect_focus
from workbench.ui.wiring.images import deeds_of_images
from workbench.ui.wiring.keys import connect_keys
from workbench.ui.wiring.masks import deeds_of_masks
from workbench.ui.wiring.start import connect_start
from workbench.ui.wiring.tools import connect_digits, connect_rules, connect_tools
from workbench.ui.wiring.trouble import deeds_of_trouble
from workbench.ui.wiring.view import deeds_of_view
from workbench.ui.wiring.window import deeds_of_window


def connect_actions(window: QMainWindow, rooms: Rooms, commands: Commands, presenter: Presenter) -> None:
    """Tie every action to its deed."""
    points = PointWalk(
        rooms.canvas, rooms.session, rooms.messages, rooms.keymap, rooms.actions_by_name["points"], window
    )
    rooms.classes.named.connect(points.answer_class)
    for name, deed in (
        deeds_of_window(window, rooms, commands, presenter)
        | deeds_of_trouble(window, rooms, commands)
        | deeds_of_view(rooms)
        | deeds_of_images(window, rooms, commands)
        | deeds_of_masks(window, rooms, presenter, points)
    ).items():
        rooms.actions_by_name[name].triggered.connect(lambda _checked=False, d=deed: d())
    opener = rooms.actions_by_name["open"]
    RecentMenu(opener, commands, next(menu for menu in opener.associatedObjects() if isinstance(menu, QMenu)))
    KeepingDesk(rooms.session, rooms.canvas, window)
    ComparingViews(rooms.canvas, rooms.session, rooms.messages, rooms.actions_by_name, window)
    BookingTime(rooms.session, window)
    ChoosingNext(rooms.session, rooms.review.queue, rooms.messages, window)
    ChoosingRecipe(rooms.training, window)
    Estimating(rooms.session, rooms.training, rooms.messages, window)
    LiveTraining(rooms.session, rooms.training, rooms.messages, rooms.actions_by_name["live"], window)
    Looking(rooms.canvas, rooms.session, rooms.messages, rooms.actions_by_name, window)
    SideWork(rooms.session, rooms.gallery.thumbnails, window)
    Toning(rooms.canvas, rooms.session, rooms.status, rooms.actions_by_name["tone"], window)
    ClassReturn(rooms.session, rooms.messages, window)
    naming = ClassNaming(rooms.session, window)
    rooms.classes.add.connect(naming.ask_new)
    merging = ClassMerging(rooms.session, rooms.messages, window)
    rooms.classes.merge.connect(merging.ask)
    rooms.classes.delete.connect(merging.ask_delete)
    ClassScores(rooms.session, rooms.classes, window)
    connect_start(window, rooms, commands)
    connect_tools(rooms, presenter)
    connect_rules(rooms)
    connect_digits(window, rooms, points)
    connect_keys(window, rooms)
    connect_focus(rooms)
