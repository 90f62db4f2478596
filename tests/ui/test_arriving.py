"""A newer run's prediction comes while a person works: no flicker, no lost stroke, no frozen window."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import predicted_project
import pytest
from canvas_hand import Hand
from predicted_project import CAR, HEIGHT, ROAD, SKY, WIDTH, said
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from small_window import comes

from workbench.core.control import Control
from workbench.core.events import Event, Notice
from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.prediction import Prediction
from workbench.core.records import RunStatus, TrainingRun
from workbench.services import contents, prediction
from workbench.services.contents import Contents
from workbench.services.engine import Engine
from workbench.store.project import Project
from workbench.ui.main_window import MainWindow
from workbench.ui.work import arriving, fetching


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    predicted_project.make(tmp_path)
    window = MainWindow()
    window.resize(1100, 760)
    window.show()
    window.commands.open(tmp_path / "project")
    window.session.show_image(1)
    assert comes(lambda: window.session.document is not None and window.session.document.rgb is not None)
    yield window
    window.close()


def all_sky(run: int) -> Prediction:
    plane = np.full((HEIGHT, WIDTH), SKY, np.uint8)
    return Prediction(plane, np.full_like(plane, 255), plane, run)


def arrive(window: MainWindow, newer: Prediction) -> None:
    predicted_project.predict(window.session.project, newer, 1)
    window.session.on_prediction(1)


def test_the_newer_one_takes_the_place_of_the_older_at_once(window: MainWindow) -> None:
    document, seen = window.session.document, []
    hand = Hand(window.canvas, document)
    before = hand.picture()
    document.prediction_changed.connect(lambda: seen.append(None if document.prediction is None else hand.picture()))
    arrive(window, all_sky(2))
    assert len(seen) == 1, "never without one in between"
    x, y = (int(place) for place in window.canvas.view.to_device(Point(115.5, 5.5)))
    row = np.s_[y - 6 : y + 6, x - 6 : x + 6]
    assert not np.array_equal(seen[0][row], before[row]), "road before, sky now"
    assert np.array_equal(seen[0], hand.picture()), "one frame shows it all"


@pytest.mark.parametrize("tool", ["brush", "lasso", "adopt"])
def test_a_stroke_in_mid_air_is_whole_in_the_end(window: MainWindow, tool: str) -> None:
    document, canvas = window.session.document, window.canvas
    hand, before = Hand(canvas, document), document.mask.copy()
    canvas.set_tool(tool)
    canvas.set_class(CAR)
    canvas.set_brush(13)
    hand.press(20.0, 20.0)
    hand.move((20.0, 60.0), (45.0, 60.0))
    arrive(window, all_sky(2))
    hand.move((45.0, 20.0))
    hand.release(30.0, 15.0)
    changed = document.mask.origin != before.origin
    assert document.history.count() == 2
    if tool == "lasso":
        assert changed.sum() > 800
        assert (document.mask.classes[changed] == CAR).all()
    else:
        assert np.array_equal(changed, hand.covered(13))
        word = said().classes if tool == "adopt" else np.full_like(said().classes, CAR)
        assert np.array_equal(document.mask.classes[changed], word[changed]), "with what it was begun with"
    document.undo()
    assert np.array_equal(document.mask.classes, before.classes)
    assert document.prediction.run == 2


def test_a_large_one_is_read_while_the_window_goes_on(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, load = threading.Event(), prediction.load
    monkeypatch.setattr(arriving, "AT_ONCE", 0)
    monkeypatch.setattr(prediction, "load", lambda *a: load(*a) if gate.wait(20) else None)
    document = window.session.document
    hand = Hand(window.canvas, document)
    arrive(window, all_sky(2))
    assert document.prediction.run == 1, "what is there stays"
    window.canvas.set_class(CAR)
    hand.stroke((10.0, 10.0), (10.0, 60.0))
    assert document.mask.origin[10, 40] == Origin.HAND
    gate.set()
    assert comes(lambda: document.prediction.run == 2)
    window.commands.accept(window.review.offer)
    assert (document.mask.classes == UNLABELLED).sum() == 0
    assert document.mask.classes[10, 40] == CAR


def test_one_that_comes_after_the_image_was_left_disturbs_nobody(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, load = threading.Event(), prediction.load
    monkeypatch.setattr(arriving, "AT_ONCE", 0)
    monkeypatch.setattr(prediction, "load", lambda *a: load(*a) if gate.wait(20) else None)
    arrive(window, all_sky(2))
    gate.set()
    window.session.show_image(2)
    QTest.qWait(100)
    assert window.session.document.image_id == 2
    assert window.session.document.prediction.run == 1
    window.session.show_image(1)
    assert window.session.document.prediction.run == 2


def test_a_damaged_one_is_told_and_the_older_stays(window: MainWindow) -> None:
    shown = []
    window.messages.shown.connect(shown.append)
    predicted_project.predict(window.session.project, all_sky(2), 1)
    path = window.session.project.prediction(1).path
    path.write_bytes(path.read_bytes()[:50])
    window.session.on_prediction(1)
    assert len(shown) == 1
    assert "1.npz is damaged" in shown[0]
    assert window.session.document.prediction.run == 1
    assert window.session.document.prediction.classes[110, 5] == ROAD


def test_a_job_knows_which_image_is_open(window: MainWindow) -> None:
    control, gate = Control(), threading.Event()

    def flow() -> Iterator[Event]:
        gate.wait(20)
        yield Notice("done")

    window.session.start_job("prediction", flow(), control)
    assert control.looked_at == 1
    window.session.show_image(2)
    assert control.looked_at == 2
    gate.set()
    assert comes(lambda: not window.session.jobs.busy)


def test_one_that_comes_while_its_image_is_being_opened_is_shown(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, read = threading.Event(), contents.read

    def slow(*given: Any) -> Contents:
        found = read(*given)
        assert gate.wait(20)
        return found

    monkeypatch.setattr(fetching, "AT_ONCE", 0)
    monkeypatch.setattr(contents, "read", slow)
    window.session.show_image(2)
    predicted_project.predict(window.session.project, all_sky(2), 2)
    window.session.on_prediction(2)
    gate.set()
    assert comes(lambda: window.session.document.image_id == 2)
    assert comes(lambda: window.session.document.prediction.run == 2)


def test_predicting_takes_the_best_model_and_not_the_newest(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, taken = window.session.project, []
    assert project is not None
    for run, miou in ((1, 0.9), (2, 0.4)):
        predicted_project.predict(project, all_sky(run), 1)
        project.end_run(run, RunStatus.FINISHED, miou, 1.0)
        project.run_folder(run).mkdir(parents=True)
        (project.run_folder(run) / "best.json").write_text('{"classes": [{"index": 2, "name": "sky"}]}')

    def predict(
        _project: Project, _engine: Engine, model: TrainingRun, *_more: object, **_named: object
    ) -> list[Event]:
        taken.append(model.id)
        return []

    monkeypatch.setattr(prediction, "run", predict)
    window.commands.predict()
    assert comes(lambda: bool(taken) and not window.session.jobs.busy)
    assert taken == [1]
