"""Text can be read: the contrast of every pair of colours that the program writes with, as WCAG 2.2 measures it."""

import re

import pytest

from workbench.core.places import resources
from workbench.ui.style import DARK, LIGHT, Theme

THEMES = {"dark": DARK, "light": LIGHT}

WRITTEN = [
    *(
        (ink, paper)
        for ink in ("text", "faint", "accent", "good", "warn", "bad")
        for paper in ("window", "panel", "field")
    ),
    ("on_accent", "accent"),
    ("text", "line"),
    ("text", "canvas"),
    ("faint", "canvas"),
]
"""(text, background) of the theme."""

SEEN = [("accent", paper) for paper in ("window", "panel", "field")]
"""What is no text but must be seen: the ring round what has the keyboard."""


def luminance(color: str) -> float:
    """Relative luminance of "#rrggbb", WCAG 2.2."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("ink", "paper"), WRITTEN)
def test_text_can_be_read(name: str, ink: str, paper: str) -> None:
    theme = THEMES[name]
    assert contrast(getattr(theme, ink), getattr(theme, paper)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("mark", "paper"), SEEN)
def test_what_has_the_keyboard_can_be_seen(name: str, mark: str, paper: str) -> None:
    theme = THEMES[name]
    assert contrast(getattr(theme, mark), getattr(theme, paper)) >= 3.0


def test_the_style_sheet_names_only_colours_that_there_are() -> None:
    sheet = (resources() / "style" / "workbench.qss").read_text(encoding="utf-8")
    named = set(re.findall(r"@(\w+)", sheet)) - {"name", "folder", "title"}
    assert named <= set(Theme.__dataclass_fields__)
