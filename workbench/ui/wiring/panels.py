"""Panels are tied to what they show and change."""

from workbench.core.mask import UNLABELLED
from workbench.ui.deeds.accepted_words import EMPTY
from workbench.ui.deeds.commands import Commands
from workbench.ui.deeds.telling_surest import TellingSurest
from workbench.ui.rooms import Rooms
from workbench.ui.work.warming import warm


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
    canvas.set_offer(review.offer)
    canvas.may_accept = commands.reserved.allows
    review.accept.connect(lambda: commands.accept(review.offer))
    review.accept_and_next.connect(rooms.actions_by_name["accept_and_next"].trigger)
    commands.nothing_there.connect(lambda: rooms.messages.news.emit(rooms.keymap.filled(EMPTY)))
    session.choice.changed.connect(lambda: review.classes.show_classes(session.choice.classes))
    session.choice.chosen.connect(review.classes.show_current)
    canvas.change_look(opacity=review.opacity)
    TellingSurest(session, review)
    rooms.classes.left.connect(canvas.setFocus)
    rooms.classes.unseen_changed.connect(lambda unseen: canvas.change_look(hidden=unseen))
    canvas.class_picked.connect(lambda index: session.choice.choose(index) if index != UNLABELLED else None)
    rooms.options.take_actions(rooms.actions_by_name)
    rooms.options.resized.connect(canvas.set_brush)
    rooms.options.tolerance_changed.connect(canvas.set_tolerance)
    rooms.options.holes_changed.connect(canvas.set_holes)
    rooms.options.set_tolerance(canvas.ink_palette.tolerance)
    rooms.options.show_options(canvas.options)
    session.choice.changed.connect(lambda: rooms.options.show_classes(session.choice.classes))
    rooms.gallery.filters.take_actions(*(rooms.actions_by_name[name] for name in ("gallery_masks", "grid")))
    rooms.actions_by_name["gallery_masks"].toggled.connect(rooms.gallery.show_masks)
    session.project_changed.connect(warm)
    training.train.connect(commands.train)
    training.buttons.stop.connect(session.jobs.stop)
    training.buttons.cancel.connect(session.jobs.cancel)
    training.buttons.resume.connect(commands.resume)
    training.pictures.chosen.connect(session.show_image)
    session.choice.changed.connect(lambda: training.pictures.show_classes(session.choice.classes))
