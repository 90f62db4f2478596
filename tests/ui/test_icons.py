"""The icons: each that is named can be drawn, in the theme's colours, and none lies there unused."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

import workbench.ui
from workbench.core.places import resources
from workbench.ui.actions import ROWS
from workbench.ui.icons import icon
from workbench.ui.style import theme

NAMED = sorted({row.icon for row in ROWS if row.icon})


def colors(drawn: QIcon, mode: QIcon.Mode, state: QIcon.State) -> set[str]:
    """Colours of the wholly opaque pixels."""
    image = drawn.pixmap(QSize(48, 48), mode, state).toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)
    return {"#" + bytes(pixel[:3]).hex() for pixel in pixels[pixels[:, 3] == 255]}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", NAMED)
def test_an_icon_has_the_colour_of_what_it_means(name: str) -> None:
    drawn, now = icon(name), theme()
    assert colors(drawn, QIcon.Mode.Normal, QIcon.State.Off) == {now.text}
    assert colors(drawn, QIcon.Mode.Normal, QIcon.State.On) == {now.accent}
    assert colors(drawn, QIcon.Mode.Disabled, QIcon.State.Off) == {now.line}
    assert colors(icon(name, "faint"), QIcon.Mode.Normal, QIcon.State.On) == {now.faint}


def test_no_icon_lies_there_unused() -> None:
    code = "".join(path.read_text() for path in Path(workbench.ui.__file__).parent.rglob("*.py"))
    assert [path.stem for path in (resources() / "icons").glob("*.svg") if f'"{path.stem}"' not in code] == []
