"""The form of all knobs: every row of the table, wrong values at their field, files both ways."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from workbench.core.knobs import Knob
from workbench.core.recipe import KNOBS, TrainingRecipe
from workbench.ui.dialogs.recipe.dialog import RecipeDialog
from workbench.ui.dialogs.recipe.groups import GROUPS, REST, grouped

CHANGED = TrainingRecipe(
    backbone="timm:resnet34", weights="/a/b.pth", steps=300, learning_rate=1e-5, flip=False, dice="off", rotation=12.5
)


@pytest.fixture
def dialog(qtbot: QtBot) -> RecipeDialog:
    made = RecipeDialog(CHANGED)
    qtbot.addWidget(made)
    return made


def test_every_knob_has_one_place_in_the_form() -> None:
    shown = [knob.name for _, knobs in grouped(KNOBS) for knob in knobs]
    assert sorted(shown) == sorted(knob.name for knob in KNOBS)
    assert {name for _, names in GROUPS for name in names} <= set(shown), "no heading names a knob that is gone"
    assert grouped(KNOBS[:1]) == [("Network", [KNOBS[0]])]
    assert grouped((Knob("new", 1, "a knob of tomorrow"),))[0][0] == REST


def test_what_goes_in_comes_out(dialog: RecipeDialog) -> None:
    assert dialog.answer == CHANGED
    dialog.show_recipe(TrainingRecipe())
    assert dialog.answer == TrainingRecipe()


def test_changed_knobs_are_marked_and_put_back(dialog: RecipeDialog) -> None:
    marked = {name for name, field in dialog.fields.items() if field.title.font().bold()}
    assert marked == {"backbone", "weights", "steps", "learning_rate", "flip", "dice", "rotation"}
    dialog.fields["steps"].reset_button.click()
    assert dialog.answer.steps == 0
    assert dialog.fields["steps"].text == "auto"
    assert not dialog.fields["steps"].title.font().bold()


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("learning_rate", "fast", "cannot be 'fast'"),
        ("learning_rate", "11", "Choose a value from 1e-08 to 10"),
        ("crop_size", "31", "32 to 4096"),
        ("steps", "1.5", "cannot be '1.5'"),
        ("backbone", "resnet51", "resnet50"),
    ],
)
def test_a_wrong_value_is_told_at_its_field(dialog: RecipeDialog, name: str, typed: str, told: str) -> None:
    field = dialog.fields[name]
    box = field.findChild(QComboBox)
    if box is not None:
        box.setCurrentText(typed)
    else:
        field.findChild(QLineEdit).setText(typed)
    assert told in field.trouble
    assert dialog.words == "1 field is wrong."
    dialog._on_ok()
    assert dialog.result() == 0, "it stays open"
    field.reset_button.click()
    assert field.trouble == ""


def test_two_knobs_that_do_not_fit_together_are_told(dialog: RecipeDialog) -> None:
    dialog.fields["scale_min"].findChild(QLineEdit).setText("2")
    dialog.fields["scale_max"].findChild(QLineEdit).setText("1")
    assert dialog.words == "Recipe: scale_min is above scale_max. Swap them."
    dialog._on_ok()
    assert dialog.result() == 0


def test_a_recipe_is_written_and_read(dialog: RecipeDialog, tmp_path: Path) -> None:
    dialog.save(tmp_path / "mine.json")
    assert json.loads((tmp_path / "mine.json").read_text())["rotation"] == 12.5
    dialog.show_recipe(TrainingRecipe())
    dialog.load(tmp_path / "mine.json")
    assert dialog.answer == CHANGED
    (tmp_path / "other.json").write_text('{"stepps": 3}')
    dialog.load(tmp_path / "other.json")
    assert "no knob 'stepps'" in dialog.words
    assert dialog.answer == CHANGED, "nothing changed"
    dialog.load(tmp_path / "gone.json")
    assert "gone.json cannot be read" in dialog.words


def test_a_word_finds_knobs_and_only_changed_ones_can_be_seen(dialog: RecipeDialog) -> None:
    def seen() -> set[str]:
        return {name for name, field in dialog.fields.items() if not field.isHidden()}

    dialog.wanted.setText("mirror")
    assert seen() == {"flip", "flip_vertical"}
    dialog.only_changed.setChecked(True)
    assert seen() == {"flip"}
    dialog.wanted.clear()
    assert seen() == {"backbone", "weights", "steps", "learning_rate", "flip", "dice", "rotation"}
