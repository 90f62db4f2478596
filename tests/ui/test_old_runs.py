"""Projects with runs of another version of the program."""

from pathlib import Path

from small_window import comes, window_with_pictures

from workbench.core.recipe import TrainingRecipe


def test_a_run_with_a_knob_that_is_not_known_any_more_keeps_nobody_from_the_project(
    qtbot: object, tmp_path: Path
) -> None:
    with window_with_pictures(tmp_path, "road") as window:
        window.session.project.add_run(TrainingRecipe(steps=77).to_json() | {"mood": "merry"})
        window.commands.close()
        window.commands.open(tmp_path / "project")
        assert comes(lambda: window.session.document is not None)
        assert window.training.recipe().steps == 77
        assert "project" in window.windowTitle()
