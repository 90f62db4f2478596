"""Training watched and looked back on: cost before, words and pictures meanwhile, two runs compared, one resumed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QMessageBox

from workbench.core.events import Finished, StepDone
from workbench.core.records import Split
from workbench.exchange.writing.choice import ExportChoice
from workbench.ui import recent
from workbench.ui.dialogs.recipe.dialog import RecipeDialog
from workbench.ui.dialogs.runs.dialog import RunsDialog
from workbench.ui.work import activities

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(person, tmp_path, monkeypatch):
    """A person before a project of three pictures, two of them painted a little."""
    monkeypatch.setattr(activities, "SHOWN_AFTER", 0)
    person.begin_painted(tmp_path)
    return person


def train(person, begin) -> Finished:
    """Begin a training and see it end."""
    person.events.clear()
    begin()
    person.wait(lambda: any(isinstance(e, Finished) for e in person.events), "the run to end")
    person.wait_idle()
    return next(e for e in person.events if isinstance(e, Finished))


def test_a_run_is_told_before_meanwhile_and_after(desk, tmp_path):
    person, window, panel = desk, desk.window, desk.window.training
    window.presenter.show_dock("Training")

    # Before: the recipe in words and its cost; every knob in a form.
    person.wait(lambda: "memory" in panel.plan.words, "the cost to be reckoned")
    assert panel.plan.words.startswith("MobileNetV2, from scratch, 8 steps of 2 crops of 96 pixels")
    assert "nothing was trained on this computer yet" in panel.plan.words
    QTest.mouseClick(panel.plan.form.all, LEFT)
    dialog = window.findChild(RecipeDialog)
    dialog.fields["seed"].put(5)
    dialog.accept()
    assert panel.recipe().seed == 5

    # Meanwhile: one place in the status line, nothing moves.
    places = [part.geometry() for part in (panel.buttons, panel.views)]
    width = window.status.activity.width()
    said: list[str] = []
    session = window.session
    session.activities.changed.connect(lambda: said.append(window.status.activity.words))
    finished = train(person, lambda: person.key(Qt.Key.Key_T, CTRL))
    assert any(words.startswith("Training: step ") and " of 8" in words for words in said)
    person.wait(lambda: window.status.activity.words == "", "the line to be empty again")
    assert [part.geometry() for part in (panel.buttons, panel.views)] == places
    assert window.status.activity.width() == width

    # After: pictures of each validation, the log, device and memory, and a cost that is better known.
    assert panel.pictures.steps == [4, 8]
    assert "the best so far" in panel.log.text
    assert "Weights of step" in panel.log.text
    assert panel.log.device.startswith("CPU, 1 thread, ")
    assert panel.words.startswith(f"Run {finished.run} finished.")
    assert len(recent.remembered_speeds()) == 1
    person.wait(lambda: "this network's last run" in panel.plan.words, "the cost to be reckoned anew")

    # What other jobs bring is not written there.
    before = panel.words
    window.commands.export(tmp_path / "out", "voc", ExportChoice())
    person.wait_idle()
    assert (tmp_path / "out").is_dir()
    assert panel.words == before

    # A click on a preview opens its image.
    val = next(image for image in person.project.images() if image.split == Split.VAL)
    panel.pictures.chosen.emit(val.id)
    person.wait(lambda: person.document.image_id == val.id, "the val image")
    assert person.boxes == []


def test_two_runs_are_compared_and_one_is_deleted(desk):
    person, window = desk, desk.window
    first = train(person, lambda: person.key(Qt.Key.Key_T, CTRL))
    window.training.set_recipe(window.training.recipe().changed({"steps": 12, "seed": 3}))
    second = train(person, lambda: person.key(Qt.Key.Key_T, CTRL))

    window.action("runs").trigger()
    dialog = window.findChild(RunsDialog)
    assert [past.run.id for past in dialog.list.chosen] == [second.run], "the newest"
    dialog.list.choose(first.run, second.run)
    assert dialog.curves.drawn == {
        f"run {done.run}": (len(person.project.epochs(done.run)), done.best_miou) for done in (first, second)
    }
    assert "Not yet measured" in dialog.words
    QTest.mouseClick(dialog.measure_button, LEFT)
    person.wait_idle()
    assert dialog.words == "Measured on today's val images: 1 image."
    mean = dialog.classes.rows[-1]
    assert mean[0] == "mean"
    assert float(mean[1]) == pytest.approx(first.best_miou, abs=5e-4)
    assert float(mean[2]) == pytest.approx(second.best_miou, abs=5e-4)
    assert float(mean[3]) == pytest.approx(second.best_miou - first.best_miou, abs=1.1e-3)
    matrix = dialog.confusion.views[1]
    painted = matrix.shares().sum(axis=1)
    assert ((painted == 0) | (abs(painted - 1) < 1e-9)).all(), "each row is a whole"
    assert "pixels of background" in matrix.words_at(0, 0)
    shown = dialog.recipes.table
    knobs = [shown.topLevelItem(row).text(0) for row in range(shown.topLevelItemCount())]
    assert knobs == ["steps", "seed"]

    # The worst image by a click, with the errors of that run.
    dialog.worst.itemClicked.emit(dialog.worst.topLevelItem(0), 0)
    person.wait_idle()
    assert person.document.image_id == dialog.worst.images[0]
    assert window.action("errors").isChecked()
    assert person.project.prediction(dialog.worst.images[0]).run == second.run

    # A name; a model that predicts; weights that go.
    dialog.list.choose(first.run)
    QTest.mouseClick(dialog.rename_button, LEFT)
    asked = dialog.findChild(QInputDialog)
    asked.setTextValue("short")
    asked.accept()
    assert dialog.list.chosen[0].name == f"run {first.run}, short"
    QTest.mouseClick(dialog.use_button, LEFT)
    person.wait_idle()
    assert {person.project.prediction(image.id).run for image in person.project.images()} == {first.run}
    QTest.mouseClick(dialog.delete_button, LEFT)
    box = next(box for box in dialog.findChildren(QMessageBox) if box.isVisible())
    assert "gone for good" in box.informativeText()
    next(button for button in box.buttons() if button.text() == "Delete").click()
    person.wait(lambda: not dialog.list.chosen[0].kept, "the weights to be gone")
    assert not dialog.use_button.isEnabled()
    dialog.close()
    assert person.boxes == []


def test_a_run_that_was_stopped_is_resumed_from_the_panel(desk):
    person, panel = desk, desk.window.training
    assert not panel.buttons._resume.isEnabled()
    panel.set_recipe(panel.recipe().changed({"steps": 100_000, "validate_every": 100_000}))
    person.key(Qt.Key.Key_T, CTRL)
    person.wait(lambda: any(isinstance(e, StepDone) for e in person.events), "a step")
    panel.buttons.stop.emit()
    person.wait(lambda: any(isinstance(e, Finished) for e in person.events), "the run to stop")
    person.wait_idle()
    reached = max(e.step for e in person.events if isinstance(e, StepDone))
    assert panel.buttons._resume.isEnabled()

    person.events.clear()
    QTest.mouseClick(panel.buttons._resume, LEFT)
    person.wait(lambda: any(isinstance(e, StepDone) for e in person.events), "a step of the resumed run")
    assert next(e.step for e in person.events if isinstance(e, StepDone)) == reached + 1
    panel.buttons.cancel.emit()
    person.wait_idle()
    assert len(person.project.runs()) == 1, "it was the same run that went on"
