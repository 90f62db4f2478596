"""The cards of recent projects when a disk does not answer as it should."""

from pathlib import Path

from small_window import comes

from workbench.core.classes import ClassSet
from workbench.services.library import create_project
from workbench.ui.start.card_grid import CardGrid


def test_a_folder_that_cannot_be_looked_into_hides_no_other_card(qtbot: object, tmp_path: Path) -> None:
    create_project(tmp_path / "mine", ClassSet.from_names(["road"])).close()
    odd = tmp_path / ("x" * 300)  # the disk refuses even the question, as for a folder of somebody else
    grid = CardGrid()
    qtbot.addWidget(grid)  # type: ignore[attr-defined]
    grid.show_projects([odd, tmp_path / "mine"])
    assert comes(lambda: [card.there for card in grid.cards] == [False, True])
