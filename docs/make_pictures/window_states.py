"""The states of the window of which there are pictures: a new state is one row of the table at the end."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.events import StepDone
from workbench.demo.scenes import CLASSES
from workbench.services import backups, exporting, ranking
from workbench.ui.dialogs.export import ExportDialog
from workbench.ui.dialogs.import_images import ImportDialog
from workbench.ui.dialogs.new_project import NewProject, NewProjectDialog
from workbench.ui.dialogs.runs.dialog import RunsDialog

Do = Callable[[Desk], None]


@dataclass(frozen=True, slots=True)
class State:
    """One state of the window.

    Attributes:
        name: of its pictures.
        words: what is to be seen.
        do: brings a window, on which the project is open if it needs one, into the state.
        project: whether a project is open.
        every_size: whether there are pictures at every size, or at the smallest alone.
        holds: the action whose dialog holds the program while it is open; `fill` then fills that dialog.
        fill: see there.
        guide: the name of its picture on the guide's page on a first project.
    """

    name: str
    words: str
    do: Do = lambda _desk: None
    project: bool = True
    every_size: bool = False
    holds: str = ""
    fill: Callable[[QWidget], None] = lambda _dialog: None
    guide: str = ""


def _action(name: str) -> Do:
    return lambda desk: desk.do(name)


def _recent(desk: Desk) -> None:
    for name in ("cells", "street", "parts"):
        shutil.copytree(desk.folder / "source", desk.folder / name)
        desk.window.commands.open(desk.folder / name)
        desk.settle(500)
    desk.window.commands.close()


def _fill_new(dialog: QWidget) -> None:
    assert isinstance(dialog, NewProjectDialog)
    dialog.fill("/home/you/photographs", "background\nscrew\nnut\nplug", "/home/you/projects/parts")


def _first_steps(desk: Desk) -> None:
    wanted = NewProject(desk.folder / "parts", desk.folder / "source" / "images", ClassSet.from_names(CLASSES), False)
    desk.window.commands.make(wanted)
    desk.idle()


def _runs(desk: Desk) -> None:
    desk.do("runs")
    desk.settle(800)
    dialog = next(other for other in QApplication.topLevelWidgets() if isinstance(other, RunsDialog))
    dialog.list.choose(1, 2)
    desk.settle(300)
    dialog.measure_button.click()
    desk.settle(500)
    desk.idle()


def _brush(desk: Desk) -> None:
    desk.show_painted()
    desk.key(Qt.Key.Key_2)
    desk.window.canvas.set_brush(30)
    desk.stroke((200, 150), (190, 190), (170, 230), (150, 250))
    desk.stroke((90, 60), (90, 61))


def _polygon(desk: Desk) -> None:
    desk.show_painted(1)
    desk.do("polygon")
    for corner in ((80, 80), (60, 140), (100, 190), (160, 170)):
        desk.stroke(corner)
    desk.hover((170, 110))


def _wand(desk: Desk) -> None:
    desk.show_painted(2)
    desk.do("wand")
    desk.stroke((120, 240), (150, 260), (180, 290), release=False)


def _close_up(desk: Desk) -> None:
    desk.show_painted()
    desk.window.canvas.zoom_to(16.0)


def _review(desk: Desk) -> None:
    assert desk.window.session.project is not None
    desk.window.session.show_image(ranking.queue(desk.window.session.project)[0].id)
    desk.show("Review")


def _check(desk: Desk) -> None:
    desk.show_painted()
    for _ in range(2):  # the first one searches, where it has not been searched yet
        desk.do("next_check")
        desk.settle(600)


def _train(desk: Desk) -> None:
    desk.show("Training")
    told: list[object] = []
    desk.window.session.jobs.happened.connect(told.append)
    desk.do("train")
    desk.wait(lambda: sum(isinstance(event, StepDone) for event in told) >= 12, "some steps")


def _live(desk: Desk) -> None:
    desk.show("Training")
    desk.window.action("live").setChecked(True)
    desk.wait(lambda: desk.window.training.live.words != "", "live training to say something")


def _look(desk: Desk) -> None:
    dataset = desk.folder / "dataset"
    _export_to(desk, dataset)
    desk.do("import")
    dialog = desk.window.findChild(ImportDialog)
    dialog.source.field.setText(str(dataset))
    dialog.look.click()
    desk.idle()


def _export_to(desk: Desk, folder: Path) -> None:
    assert desk.window.session.project is not None
    list(exporting.run(desk.window.session.project, folder, "voc"))


def _proof(desk: Desk) -> None:
    desk.do("export")
    desk.window.findChild(ExportDialog).start.click()
    desk.idle()


def _restore(desk: Desk) -> None:
    assert desk.window.session.project is not None
    backups.before(desk.window.session.project, "the picture")
    desk.do("restore")


def _palette(desk: Desk) -> None:
    desk.do("palette")
    desk.settle(200)
    QTest.keyClicks(QApplication.focusWidget() or desk.window, "export")


def _message(desk: Desk) -> None:
    happened = "photographs/IMG_0412.jpg cannot be read: it ends in the middle."
    desk.window.messages.show_error(BadInputError(happened, "Copy it again, then import it again."))


def _report(desk: Desk) -> None:
    with mock.patch("platform.platform", return_value="Linux-6.8-x86_64-with-glibc2.39"):  # whose machine is no matter
        desk.do("report")
        desk.settle(300)


def _bug(desk: Desk) -> None:
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as error:
        desk.window.messages.show_error(error)


STATES = (
    State("start-empty", "The first start", project=False, every_size=True),
    State("start-recent", "The start page with recent projects", _recent, project=False),
    State(
        "new-project", "The questions of a new project", project=False, holds="new", fill=_fill_new, guide="first-new"
    ),
    State("first-steps", "A new project, and the steps round the first loop", _first_steps, project=False),
    State("brush", "Painting with the brush", _brush, guide="first-paint"),
    State("polygon", "A polygon under way", _polygon),
    State("wand", "The colour wand: drag away to raise the tolerance", _wand),
    State("pixels", "Pixels as pixels, at 1600 %", _close_up),
    State("classes", "The classes", lambda desk: desk.show("Classes")),
    State("training", "A training under way", _train, guide="first-train"),
    State("runs", "Two runs compared", _runs),
    State("live", "Learning while a person paints", _live),
    State("review", "A prediction to be reviewed", _review, every_size=True, guide="first-review"),
    State("doubt", "Where the model is unsure", _action("show_doubt")),
    State("swipe", "Mask and model, parted by a divider", _action("swipe")),
    State("errors", "Errors of the model against the mask", lambda desk: (desk.show_painted(), desk.do("errors"))),
    State("check", "Regions to be checked", _check),
    State("points", "A question about a pixel", _action("points")),
    State("grid", "All images as a grid", _action("grid"), every_size=True),
    State("history", "The steps of an image", lambda desk: (_brush(desk), desk.do("history"))),
    State("import", "What an import would bring", _look),
    State("export", "An export with its proof", _proof, guide="first-export"),
    State("progress", "What the work cost and what it brought", lambda desk: (desk.do("progress"), desk.settle(4000))),
    State("clean-up", "Clean-up of a mask", lambda desk: (desk.show_painted(), desk.do("clean_up"))),
    State("brightness", "Brightness and contrast", _action("tone")),
    State("project-settings", "What holds for a project", _action("project_settings")),
    State("restore", "The backups", _restore),
    State("palette", "Find anything", _palette),
    State("settings", "The settings", _action("settings")),
    State("add-classes", "A list of classes", _action("add_classes")),
    State("messages", "What was said, to be read again", lambda desk: (_message(desk), desk.do("messages"))),
    State("report", "A report without images", _report),
    State("keys", "Every key", _action("keys")),
    State("guide", "The guide", _action("guide")),
    State("message", "An error with its cure", _message),
    State("bug", "A fault of the program itself, to be copied", _bug),
)
