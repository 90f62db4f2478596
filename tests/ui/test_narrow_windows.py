"""The window fits small screens, also with large text: nothing in it claims more room than they have."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from small_window import comes, window_with_pictures

from workbench.ui import style
from workbench.ui.main_window import MainWindow
from workbench.ui.start.first_steps import FirstSteps
from workbench.ui.style import Looks


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    with window_with_pictures(tmp_path, "road", "car") as window:
        window.resize(1280, 688)
        window.show()
        yield window
        style.wear(QApplication.instance(), Looks())


@pytest.mark.parametrize(("text", "screen"), [(100, 960), (200, 1280)])
def test_the_window_fits_a_narrow_screen(window: MainWindow, text: int, screen: int) -> None:
    style.wear(QApplication.instance(), Looks(text=text))
    (steps,) = window.findChildren(FirstSteps)
    assert steps.isVisible()
    assert comes(lambda: window.minimumSizeHint().width() <= screen)
    window.resize(screen, 688)
    assert window.width() == screen
    first = steps.buttons["images"]
    assert first.text().endswith("…") or first.text() == "Bring in images"
    assert all(button.isVisible() and button.accessibleName() for button in steps.buttons.values())
