"""What the status line says in passing, word by word."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from small_window import comes, window_with_pictures

from workbench.core.control import Control
from workbench.core.counting import counted
from workbench.core.edit import edit_from_pixels
from workbench.core.events import EpochDone, Finished, Imported, Notice, Refused, Relinked, StepDone, TrainingStarted
from workbench.core.mask import Origin
from workbench.services import merging
from workbench.ui.deeds.curating import Curating
from workbench.ui.main_window import MainWindow
from workbench.ui.panels.elided_label import ElidedLabel


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with a project of two pictures."""
    with window_with_pictures(tmp_path) as window:
        yield window


def test_numbers_and_their_things() -> None:
    assert [counted(n, "image") for n in (0, 1, 2000)] == ["0 images", "1 image", "2,000 images"]
    assert [counted(n, "class", "classes") for n in (1, 2)] == ["1 class", "2 classes"]


def test_a_refusal_parts_what_is_wrong_from_the_cure() -> None:
    assert Refused("a.png", "is 4 x 3 pixels now", "Open it.").line == "a.png: is 4 x 3 pixels now. Open it."
    assert Refused("a.png", "is 4 x 3 pixels now.", "Open it.").line == "a.png: is 4 x 3 pixels now. Open it."
    assert Refused("a.png", "is torn").line == "a.png: is torn."


def test_news_of_jobs_count_as_people_do(window: MainWindow) -> None:
    told: list[str] = []
    window.messages.news.connect(told.append)
    window.session.jobs.happened.emit(Imported("images", "pictures", 1, 0, 0))
    window.session.jobs.happened.emit(Relinked(1, 1))
    assert told == ["1 image and 0 masks came in.", "1 image found again; 1 still missing."]


def test_what_a_training_tells_reaches_the_messages_and_the_panel(window: MainWindow) -> None:
    told: list[str] = []
    window.messages.news.connect(told.append)
    scratch, left_out = "random weights, from scratch", "2 images were left out."
    events = [
        Notice(left_out),
        TrainingStarted("CPU", scratch, 2, 3, 1, 9, 9),
        StepDone(1, 2, 0.5, 0.1, 1.0, 1.0),
    ]
    words: list[str] = []
    window.session.jobs.happened.connect(lambda _event: words.append(window.training.words))
    window.session.start_job("training", iter(events), Control())
    assert comes(lambda: len(words) == 3 and not window.session.jobs.busy)
    assert told[0] == left_out
    assert scratch in words[-1], "while it learns, too"


def test_the_panel_says_why_nothing_was_measured_and_which_model_stayed(window: MainWindow) -> None:
    panel, older = window.training, "Run 1 is still better: its predictions stay."
    panel.begin(clear=True)
    panel.show_event(TrainingStarted("CPU", "random weights", 2, 3, 0, 9, 9))
    panel.show_event(EpochDone(1, 2, 2, 0.5, None, None, {}, True, 1.0))
    assert panel.curves.miou_title == "No val images: nothing to measure on"
    notice = panel.findChild(ElidedLabel)
    assert notice.toolTip() == notice.whole == "Step 2: loss 0.500, no val images."
    panel.show_event(Finished(2, "finished", None))
    panel.show_event(Notice(older))
    panel.end("training")
    assert panel.words == f"Run 2 finished. {older}"


def test_a_gap_of_one_pixel(window: MainWindow) -> None:
    told: list[str] = []
    window.messages.news.connect(told.append)
    document = window.session.document
    where = np.ones(document.mask.classes.shape, dtype=bool)
    where[20, 30] = False
    road = np.zeros(where.shape, np.uint8)
    document.push(edit_from_pixels(document.mask, where, road, Origin.HAND, "brush"))
    window.action("next_gap").trigger()
    assert told[-1].startswith("A gap of 1 pixel.")


@pytest.mark.parametrize(("numbers", "last"), [([2], "painted on it is kept."), ([1, 2], "painted on them is kept.")])
def test_removing_tells_of_one_image_or_of_several(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, numbers: list[int], last: str
) -> None:
    told: list[str] = []
    window.messages.news.connect(told.append)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    Curating(window.session, window.recall, window.messages, window).remove(numbers)
    assert told[-1].endswith(last)


def test_the_zoom_is_told_only_while_an_image_is_open(window: MainWindow) -> None:
    window.show()
    before = window.status.zoom_words
    assert before.endswith(" %")
    folder = window.session.project.folder
    window.action("close").trigger()
    assert window.status.zoom_words == ""
    window.session.open(folder)
    assert window.status.zoom_words == f"{100 * window.canvas.view.scale:.0f} %"


def test_a_merged_class_is_listed_again_when_the_merge_is_undone(window: MainWindow) -> None:
    told: list[str] = []
    document, project = window.session.document, window.session.project
    where = np.ones(document.mask.classes.shape, dtype=bool)
    document.push(edit_from_pixels(document.mask, where, np.ones(where.shape, np.uint8), Origin.HAND, "brush"))
    window.session.start_job("merge", merging.run(project, 1, 0), Control())
    for _ in range(500):
        QTest.qWait(10)
        if not window.session.jobs.busy:
            break
    assert [c.name for c in window.session.choice.classes.shown] == ["road"]
    window.messages.news.connect(told.append)
    window.session.undo()
    assert [c.name for c in window.session.choice.classes.shown] == ["road", "car"]
    assert [c.name for c in project.classes.shown] == ["road", "car"]
    assert told == ["car is in the list again: this image has pixels of it once more."]
    window.session.undo()
    assert len(told) == 1
