"""Deeds that lead from image to image, and what is said of images."""

from functools import partial

from PySide6.QtWidgets import QMainWindow

from workbench.core.offer import Offer
from workbench.core.records import Split, Status
from workbench.ui.deeds.commands import Commands
from workbench.ui.deeds.curating import Curating
from workbench.ui.deeds.dividing import Dividing
from workbench.ui.deeds.gallery_menu import GalleryMenu
from workbench.ui.deeds.many_images import ManyImages
from workbench.ui.deeds.saving_filters import SavingFilters
from workbench.ui.gallery_place import GalleryPlace
from workbench.ui.keyboard import typing
from workbench.ui.rooms import Rooms
from workbench.ui.wiring.deeds import Deeds


def deeds_of_images(window: QMainWindow, rooms: Rooms, commands: Commands) -> Deeds:
    """From image to image, and what is said of them."""
    session = rooms.session
    curating = Curating(session, rooms.recall, rooms.messages, window)
    dividing = Dividing(session, rooms.recall, rooms.training, rooms.messages, window)
    many = ManyImages(session, commands, rooms.review, rooms.messages, window)
    GalleryMenu(rooms.gallery, session, curating, dividing, many)
    place = GalleryPlace(rooms, rooms.actions_by_name["grid"], window)
    SavingFilters(session, rooms.gallery.filters, rooms.messages, window)
    return {
        "project_settings": dividing.ask_settings,
        "find": place.find,
        "previous": lambda: session.step(-1),
        "next": lambda: session.step(1),
        "done_and_next": commands.done_and_next,
        "skip": lambda: commands.set_status(Status.SKIPPED),
        "reopen": lambda: commands.set_status(Status.STARTED),
        "use_train": lambda: curating.of_open(partial(curating.set_split, split=Split.TRAIN)),
        "use_val": lambda: curating.of_open(partial(curating.set_split, split=Split.VAL)),
        "use_test": lambda: curating.of_open(partial(curating.set_split, split=Split.TEST)),
        "sequence": lambda: curating.of_open(dividing.ask_sequence),
        "tags": lambda: curating.of_open(curating.ask_tags),
        "note": lambda: curating.of_open(curating.ask_note),
        "show_image": lambda: curating.of_open(curating.show_folder),
        "remove": lambda: curating.of_open(curating.remove),
        # Enter in a field of text ends the typing, and must not change the mask.
        "accept": lambda: None if typing() else commands.accept(rooms.review.offer),
        "accept_and_next": lambda: commands.accept_and_next(_seen_offer(rooms)),
        "accept_class": lambda: rooms.review.classes.switch_only(session.choice.current),
    }


def _seen_offer(rooms: Rooms) -> Offer | None:
    """What of the prediction the person sees; None while it is hidden."""
    return rooms.review.offer if rooms.review.prediction_switch.isChecked() else None
