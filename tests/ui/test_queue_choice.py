"""The choice of what comes next, in the real window."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.look import MEASURES, SIDE, Look
from workbench.core.records import PredictionRecord
from workbench.core.strategies import STRATEGIES
from workbench.services import importing, queueing, ranking
from workbench.services.library import create_project
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with three predicted images: 1 has the most doubt, 3 the closest calls."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    write_pictures(tmp_path / "pictures", 3)
    with create_project(tmp_path / "project", ClassSet.from_names(["ground", "box"])) as project:
        list(importing.run(project, tmp_path / "pictures"))
        run = project.add_run({})
        for number in (1, 2, 3):
            regions = np.zeros((len(MEASURES), SIDE, SIDE), dtype=np.uint8)
            regions[MEASURES.index("doubt")] = 200 - 50 * number
            regions[MEASURES.index("margin")] = 60 * number
            kept = PredictionRecord(
                number, run, project.prediction_folder(run) / f"{number}.npz", 0.5 - number / 10, "Unsure."
            )
            project.put_prediction(kept, Look(regions).pack())
        queueing.rank(project)
    window = MainWindow()
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.session.open(tmp_path / "project")
    yield window
    window.close()


def choose(window: MainWindow, name: str) -> None:
    """As a person does in the open list; returns once the queue is made."""
    box = window.review.queue.strategies
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())
    project = window.session.project
    for _ in range(500):
        if project.queues.places(name):
            return
        QTest.qWait(10)
    pytest.fail("the queue was not made")


def test_another_strategy_brings_another_image(window: MainWindow) -> None:
    project, choice = window.session.project, window.review.queue
    assert (choice.strategies.currentText(), choice.strategies.count()) == ("Doubtful and unlike", len(STRATEGIES))
    assert "differ from each other" in choice.why.text()
    assert ranking.next_image(project, None).id == 1
    choose(window, "margin")
    assert "two classes" in choice.why.text()
    assert ranking.next_image(project, None).id == 3
    assert queueing.chosen(project) == "margin"
    QTest.qWait(50)
    assert "Two classes lie 76% apart" in window.review._reason.text(), "of the open image, which stays"
    window.session.show_image(3)
    assert "Two classes lie 29% apart" in window.review._reason.text()


def test_the_choice_belongs_to_the_project(window: MainWindow, tmp_path: Path) -> None:
    choose(window, "random")
    with create_project(tmp_path / "other", ClassSet.from_names(["a"])):
        pass
    window.session.open(tmp_path / "other")
    assert window.review.queue.strategies.currentText() == "Doubtful and unlike"
    window.session.open(tmp_path / "project")
    assert window.review.queue.strategies.currentText() == "Random"
    window.session.close_project()
    assert not window.review.queue.isEnabled()
