"""Painting while it learns: overlays follow, no stroke is lost, other jobs go before, and closing ends it."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from workbench.core.events import LiveLearnt, LiveTold, PredictionReady
from workbench.core.records import RunStatus
from workbench.services import live_rounds
from workbench.services.library import open_project
from workbench.ui import recent

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(person, tmp_path, monkeypatch):
    """A person before a project of three pictures, two of them painted a little; rounds of two steps."""
    for name in ("FIRST_STEPS", "FEWEST_STEPS", "MOST_STEPS"):
        monkeypatch.setattr(live_rounds, name, 2)
    person.begin_painted(tmp_path)
    return person


def words(person) -> list[str]:
    return [e.text for e in person.events if isinstance(e, LiveTold)]


def shown(person) -> int:
    return sum(isinstance(e, PredictionReady) and e.image == person.document.image_id for e in person.events)


def test_a_person_paints_while_it_learns(desk, tmp_path):
    person, window = desk, desk.window
    person.key(Qt.Key.Key_L, CTRL)
    assert window.training.live.switch.isChecked()
    person.wait(lambda: shown(person) > 0 and person.document.prediction is not None, "the open image's overlay")
    assert window.action("train").isEnabled()

    # It has words and a line of its own, beside those of ordinary runs.
    live = window.training.live
    person.wait(lambda: len(live.curve.points) > 0, "the first round in the line")
    rounds = [e for e in person.events if isinstance(e, LiveLearnt)]
    assert [place for place, _ in live.curve.points] == [e.round for e in rounds]
    assert live.facts.startswith(f"Round {rounds[-1].round}, {2 * rounds[-1].round} steps, loss ")

    # Strokes beside it stay, are learnt from, and renew the overlay.
    before, first = shown(person), person.document.prediction
    for row in (20, 30, 40):
        person.stroke((row, 20), (row, 60))
    by_hand = person.document.mask.classes.copy()
    person.wait(lambda: any("3 new strokes" in text for text in words(person)), "the strokes to be learnt from")
    person.wait(lambda: shown(person) > before and person.document.prediction is not first, "a newer overlay")
    image = person.document.image_id
    person.wait(lambda: words(person)[-1].startswith("Resting"), "a plateau")
    assert window.training.live.words == "Resting: nothing new to learn."
    assert window.status.activity.words == "Learning while you paint: resting: nothing new to learn"

    # What is opened at rest gets its overlay too.
    person.key(Qt.Key.Key_A)
    assert person.document.image_id != image
    person.wait(lambda: shown(person) > 0 and person.document.prediction is not None, "the overlay of another image")

    # Another job goes first; the switch stays on, and it goes on by itself.
    person.events.clear()
    person.key(Qt.Key.Key_P, CTRL)
    assert window.session.jobs.name == "prediction"
    person.wait_idle()
    person.wait(lambda: bool(words(person)), "live training to go on")

    # Closing asks nothing and ends it; every stroke and the run are there.
    person.key(Qt.Key.Key_W, CTRL)
    assert window.session.project is None
    with open_project(tmp_path / "p") as again:
        assert np.array_equal(again.mask(image).classes, by_hand)
        kept = again.runs()[0]
        assert kept.status == RunStatus.STOPPED
        assert (again.run_folder(kept.id) / "best.safetensors").is_file()
    assert person.boxes == []


def test_what_breaks_it_is_told_once_and_switches_it_off(desk):
    person, live = desk, desk.window.training.live
    desk.window.training.set_recipe(desk.window.training.recipe().changed({"weights": "nowhere.pth"}))
    person.key(Qt.Key.Key_L, CTRL)
    person.wait(lambda: bool(person.boxes), "a message", 15)
    person.wait(lambda: not live.switch.isChecked(), "the switch to go off")
    assert len(person.boxes) == 1
    assert "nowhere.pth" in person.boxes[0]
    assert not desk.window.action("live").isChecked()
    person.answer_boxes()


def test_switched_off_it_ends_and_other_numbers_are_kept(desk):
    person, live = desk, desk.window.training.live
    desk.window.action("live").trigger()
    person.wait(lambda: bool(words(person)), "the first words")
    titles = [label.text() for label in live.findChildren(QLabel) if label.buddy() and label.isVisible()]
    assert titles == ["CPU cores", "Memory", "Pause to train"]
    live.cores.setValue(1)
    live.minutes.setValue(7)
    live.changed.emit()
    person.wait(lambda: len([t for t in words(person) if t == "Learning from what is painted."]) > 1, "a new beginning")
    desk.window.action("live").trigger()
    person.wait(lambda: desk.window.session.jobs._task is None, "the end")
    assert (live.words, live.facts, live.curve.points) == ("", "", [])
    assert not live.curve.isVisible()
    assert not live.switch.isChecked()
    desk.window.close()
    assert recent.remembered_live() == live_rounds.LiveChoice(1, 0, 7.0)
