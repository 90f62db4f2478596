"""The documents: every link leads somewhere, every page is found from the first, every place in the code is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
OF_TODAY = [page for page in PAGES if page.parent.name != "adr"]
"""A decision tells of the day on which it was made."""
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PLACE = re.compile(r"`((?:workbench|tests|docs|benchmarks|resources)/[\w./-]*\w)`")
"""A folder with a slash at its end may be one that is only made when it is needed."""


def links(page: Path) -> list[Path]:
    """What a page links to in this repository; code that only looks like a link is left out."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    return [(page.parent / link).resolve() for link in LINK.findall(text) if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_picture_of_a_page_is_there(page: Path) -> None:
    assert [str(target) for target in links(page) if not target.exists()] == []


@pytest.mark.parametrize("page", OF_TODAY, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_place_in_the_code_that_a_page_names_is_there(page: Path) -> None:
    named = PLACE.findall(page.read_text(encoding="utf-8"))
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_every_page_is_found_from_the_first() -> None:
    found, new = set(), {DOCS / "index.md"}
    while new:
        found |= new
        new = {target for page in new for target in links(page) if target.suffix == ".md"} - found
    decisions = set((DOCS / "adr").glob("*.md"))  # found through their folder
    assert set(PAGES) - found - decisions - {ROOT / "README.md"} == set()


@pytest.mark.parametrize("folder", [DOCS / "guide" / "pictures", DOCS / "pictures"], ids=["guide", "window"])
def test_every_picture_is_shown_on_a_page(folder: Path) -> None:
    shown = {target for page in PAGES for target in links(page)}
    assert set(folder.glob("*.png")) - shown == set()


def test_the_way_of_a_stroke_and_of_a_training_leads_through_real_rooms() -> None:
    drawn = re.findall(r"```(.*?)```", (DOCS / "house.md").read_text(encoding="utf-8"), re.S)
    rooms = re.findall(r"\b(?:ui|services|store|core|learn|paint)/[\w/]+\.py", "".join(drawn[1:]))
    assert len(rooms) > 12
    assert [room for room in rooms if not (ROOT / "workbench" / room).exists()] == []
