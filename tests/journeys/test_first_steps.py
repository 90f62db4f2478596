"""The first steps: ticked by what is in the project, each leads to its deed, and they go away by themselves."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tiny_scenes import paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.events import Exported
from workbench.core.records import PredictionRecord, RunStatus, Status
from workbench.ui.dialogs.add_classes import AddClassesDialog
from workbench.ui.dialogs.new_project import NewProject
from workbench.ui.main_window import MainWindow
from workbench.ui.start.first_steps import FirstSteps

LEFT = Qt.MouseButton.LeftButton


def bar_of(window: MainWindow) -> FirstSteps:
    (bar,) = window.findChildren(FirstSteps)
    return bar


@pytest.fixture
def begun(person, tmp_path: Path):
    """The person in a new project of three images without a class."""
    write_pictures(tmp_path / "pictures", 3)
    person.window.commands.make(NewProject(tmp_path / "mine", tmp_path / "pictures", ClassSet(), False))
    person.wait_idle()
    return person


def ticked(person) -> list[bool]:
    return list(bar_of(person.window).told.values())


def test_steps_are_ticked_by_what_is_in_the_project_and_go_away_at_the_end(begun) -> None:
    window, project, bar = begun.window, begun.project, bar_of(begun.window)
    begun.wait(lambda: ticked(begun) == [True] + 5 * [False], "the images to count")
    assert list(bar.told) == [
        "Bring in images",
        "Name the classes",
        "Paint two images (0 of 2)",
        "Train",
        "Review a prediction",
        "Export",
    ]
    QTest.mouseClick(bar.buttons["classes"], LEFT)
    (dialog,) = window.findChildren(AddClassesDialog)
    dialog.field.text.setPlainText("ground\nbox")
    QTest.mouseClick(dialog.add, LEFT)
    begun.wait(lambda: ticked(begun)[1], "the classes to count")
    assert [c.name for c in window.session.choice.classes] == ["ground", "box"]
    paint(project, 2, 2)
    begun.stroke((10, 10), (10, 40))
    begun.wait(lambda: ticked(begun) == [True, True, True, False, False, False], "both painted images to count")
    run = project.add_run({})
    project.end_run(run, RunStatus.FINISHED, 0.5, 1.0)
    project.put_prediction(PredictionRecord(3, run, project.prediction_folder(run) / "3.npz", 0.5, "unsure"))
    project.set_status([3], Status.DONE)
    window.session.image_changed.emit(3)
    QTest.qWait(700)
    assert not ticked(begun)[4], "nothing of it was accepted or painted"
    paint(project, 3, 1)
    window.session.image_changed.emit(3)
    begun.wait(lambda: ticked(begun) == 5 * [True] + [False], "run and review to count")
    assert bar.isVisible()
    window.session.jobs.happened.emit(Exported("/out", 2, 1.0, 2))
    window.session.jobs.ended.emit("export")
    begun.wait(lambda: not bar.isVisible(), "the steps to go")
    assert window.status.news.startswith("You have been once round the loop.")
    folder = project.folder
    window.commands.close()
    window.commands.open(folder)
    QApplication.processEvents()
    assert not bar.isVisible()


def test_who_puts_the_steps_away_does_not_meet_them_again_until_they_are_called(begun) -> None:
    bar = bar_of(begun.window)
    assert bar.isVisible()
    QTest.mouseClick(bar.away, LEFT)
    assert not bar.isVisible()
    folder = begun.project.folder
    begun.window.close()
    again = MainWindow()
    again.show()
    again.session.open(folder)
    QTest.qWait(20)
    assert not bar_of(again).isVisible()
    again.action("first_steps").trigger()
    assert bar_of(again).isVisible()
    again.close()


def test_the_steps_lie_over_nothing_and_there_are_none_without_a_project(begun) -> None:
    bar, canvas = bar_of(begun.window), begun.window.canvas
    shown = bar.rect().translated(bar.mapToGlobal(bar.rect().topLeft()))
    assert not shown.intersects(canvas.rect().translated(canvas.mapToGlobal(canvas.rect().topLeft())))
    begun.window.close()
    again = MainWindow()
    again.show()
    QTest.qWait(20)
    assert not bar_of(again).isVisible()
    again.close()
