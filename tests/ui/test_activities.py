"""What goes on: one place, the most important first, an end for each, nothing stale."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.core.control import Control
from workbench.core.events import EpochDone, Event, Progress, StepDone
from workbench.ui.messages import Messages
from workbench.ui.panels.activity.line import ActivityLine
from workbench.ui.work import activities as room
from workbench.ui.work.activities import Activities
from workbench.ui.work.job_activity import JobActivity
from workbench.ui.work.jobs import Jobs


@pytest.fixture
def activities(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Activities:
    monkeypatch.setattr(room, "SHOWN_AFTER", 0)
    return Activities()


@pytest.fixture
def line(qtbot: QtBot, activities: Activities) -> ActivityLine:
    made = ActivityLine()
    qtbot.addWidget(made)
    made.show_activities(activities)
    made.show()
    return made


def test_the_line_says_the_most_important_and_how_many_more(line: ActivityLine, activities: Activities) -> None:
    assert line.words == ""
    width = line.width()
    thumbnails = activities.begin("Thumbnails", minor=True)
    thumbnails.tell("12 small pictures to be made")
    training = activities.begin("Training")
    training.tell("step 3 of 40", 3, 40, 75.0)
    QTest.qWait(20)
    assert line.words == "Training: step 3 of 40, 75 s left (+1 more)"
    training.end()
    assert line.words == "Thumbnails: 12 small pictures to be made"
    thumbnails.end()
    assert line.words == ""
    assert line.width() == width, "it keeps its room"


def test_what_is_over_at_once_never_flickers(line: ActivityLine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SHOWN_AFTER", 10_000)
    activities = Activities()
    line.show_activities(activities)
    quick = activities.begin("Export")
    quick.tell("image: 1 of 2", 1, 2)
    QTest.qWait(20)
    assert line.words == ""
    quick.end()


def test_the_list_shows_all_with_bar_and_end(line: ActivityLine, activities: Activities) -> None:
    asked: list[str] = []
    one = activities.begin("Training", stop=lambda: asked.append("stop"), cancel=lambda: asked.append("cancel"))
    two = activities.begin("Export", cancel=lambda: asked.append("cancel export"))
    one.tell("step 3 of 40", 3, 40, 200.0)
    two.tell("exporting: 1 of 4", 1, 4)
    QTest.qWait(20)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    rows = line.popup.rows
    assert line.popup.isVisible()
    assert [row.activity.title for row in rows] == ["Training", "Export"]
    assert [sorted(row.buttons) for row in rows] == [["Cancel", "Stop"], ["Cancel"]]
    QTest.mouseClick(rows[0].buttons["Stop"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(rows[1].buttons["Cancel"], Qt.MouseButton.LeftButton)
    assert asked == ["stop", "cancel export"]
    height = rows[1].height()
    two.tell("a much longer text than there is room for in a row of this list, which is cut and not wrapped", 2, 4, 9.0)
    assert rows[1].height() == height
    assert rows[1].words.startswith("a much longer")
    one.end()
    assert [row.activity.title for row in line.popup.rows] == ["Export"]
    two.end()
    assert not line.popup.isVisible(), "nothing goes on any more"


def test_a_job_is_on_the_list_while_it_runs(line: ActivityLine, activities: Activities, qtbot: QtBot) -> None:
    jobs = Jobs(Messages(line))
    JobActivity(jobs, activities, line)
    control, seen = Control(), []
    activities.changed.connect(lambda: seen.append(line.words))

    def flow():
        yield Progress("reading images", 1, 2)
        yield EpochDone(1, 8, 40, 0.5, 0.612, 0.7, {}, True, 1.0)
        yield StepDone(9, 40, 0.4, 0.1, 3.0, 20.0)
        while not control.ends:
            control.wait(0.05)

    with qtbot.waitSignal(jobs.ended):
        jobs.start("training", flow(), control)
        qtbot.waitUntil(lambda: line.words == "Training: step 9 of 40, mIoU 0.61, 20 s left")
        activities.shown[0].stop()
    assert any("reading images: 1 of 2" in words for words in seen)
    assert line.words == "", "nothing stale stays"


def test_a_new_job_knows_nothing_of_the_score_before(line: ActivityLine, activities: Activities, qtbot: QtBot) -> None:
    jobs = Jobs(Messages(line))
    JobActivity(jobs, activities, line)

    def run(*events: Event) -> None:
        with qtbot.waitSignal(jobs.ended):
            jobs.start("training", iter(events), Control())

    said: list[str] = []
    activities.changed.connect(lambda: said.extend(one.words for one in activities.shown))
    run(EpochDone(1, 8, 40, 0.5, 0.9, 0.7, {}, True, 1.0))
    run(StepDone(1, 5, 0.4, 0.1, 3.0, 20.0))
    assert not any("mIoU" in words for words in said)
