"""Previous and next (A, D) through the real window: the gallery's order, its filter, and what cannot be opened."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from workbench.core.classes import ClassSet
from workbench.core.records import Status
from workbench.ui.dialogs.new_project import NewProject

NAMES = ("c.png", "a.png", "e.png", "b.png", "d.png")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def five(person, tmp_path: Path):
    """Five images, in the project's order c a e b d; c is open."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for place, name in enumerate(NAMES):
        Image.new("RGB", (60, 40), (40 * place, 90, 120)).save(folder / name)
    person.window.commands.make(NewProject(tmp_path / "project", folder, ClassSet.from_names(["a", "b"]), False))
    person.wait_idle()
    numbers = {image.name: image.id for image in person.project.images()}
    for name in reversed(NAMES):
        person.project.move_images([numbers[name]], True)
    person.window.session.images_changed.emit()
    person.window.session.show_image(numbers["c.png"])
    return person


def name_of(person) -> str:
    return person.project.image(person.document.image_id).name


def walked(person, key: Qt.Key, steps: int) -> list[str]:
    """The names of the open image after each press of a key."""
    names = []
    for _ in range(steps):
        person.key(key)
        names.append(name_of(person))
    return names


def framed(person) -> str:
    """The name of the image that the gallery marks as the open one."""
    cells = person.window.gallery.view.itemDelegate()
    return person.project.image(cells.open_image).name


def test_a_and_d_follow_the_order_and_the_filter_of_the_gallery(five) -> None:
    filters = five.window.gallery.filters
    assert walked(five, Qt.Key.Key_D, 5) == ["a.png", "e.png", "b.png", "d.png", "d.png"]
    filters.orders.setCurrentText("Name")
    assert walked(five, Qt.Key.Key_A, 4) == ["c.png", "b.png", "a.png", "a.png"]
    images = {image.name: image.id for image in five.project.images()}
    five.project.set_status([images["b.png"], images["d.png"]], Status.DONE)
    filters.states.setCurrentText("Done")
    assert walked(five, Qt.Key.Key_D, 3) == ["b.png", "d.png", "d.png"], "a is not in the list: from its beginning"


def test_an_image_that_leaves_the_list_is_followed_by_what_came_after_it(five) -> None:
    five.window.gallery.filters.states.setCurrentText("Not done")
    walked(five, Qt.Key.Key_D, 2)
    five.window.action("skip").trigger()
    five.wait(lambda: five.window.gallery.model.rowCount() == 4, "the skipped image to leave the list")
    assert name_of(five) == "e.png"
    assert walked(five, Qt.Key.Key_D, 1) == ["b.png"]
    five.window.action("skip").trigger()
    five.wait(lambda: five.window.gallery.model.rowCount() == 3, "the skipped image to leave the list")
    assert walked(five, Qt.Key.Key_A, 1) == ["a.png"]


def test_what_cannot_be_opened_is_passed_over_and_told(five) -> None:
    paths = {image.name: image.path for image in five.project.images()}
    paths["a.png"].unlink()
    five.window.session.show_image(next(image.id for image in five.project.images() if image.name == "e.png"))
    five.stroke((20, 20), (20, 30))
    five.window.session.show_image(next(image.id for image in five.project.images() if image.name == "c.png"))
    Image.new("RGB", (61, 40)).save(paths["e.png"])
    told = []
    five.window.messages.news.connect(told.append)
    assert walked(five, Qt.Key.Key_D, 2) == ["b.png", "d.png"]
    assert not five.boxes
    assert len(told) == 1
    assert "a.png, e.png" in told[0]
    assert walked(five, Qt.Key.Key_A, 2) == ["b.png", "c.png"]
    five.window.gallery.filters.text.setText("e.png")
    assert walked(five, Qt.Key.Key_D, 1) == ["c.png"]
    assert "e.png is 61 x 40 pixels now" in five.boxes[-1], "alone in the list: then one is told why"


def test_the_frame_is_on_the_open_image_also_when_another_did_not_open(five) -> None:
    broken = next(image for image in five.project.images() if image.name == "e.png")
    broken.path.unlink()
    gallery = five.window.gallery
    place = gallery.view.visualRect(gallery.model.index_of(broken.id)).center()
    QTest.mouseClick(gallery.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "e.png is not there" in five.boxes[-1]
    assert name_of(five) == framed(five) == "c.png"
    assert gallery.view.chosen() == [five.document.image_id]
    assert "c.png" in five.window.windowTitle()
    assert five.window.status.image_words == "c.png"


def test_after_an_image_is_done_the_open_image_alone_is_chosen(five) -> None:
    gallery = five.window.gallery
    following = gallery.model.ids[1]
    for row in (2, 1):  # the last one that is chosen is the one that opens next
        place = gallery.view.visualRect(gallery.model.index(row, 0)).center()
        QTest.mouseClick(gallery.view.viewport(), Qt.MouseButton.LeftButton, CTRL, place)
    assert len(gallery.view.chosen()) == 3
    five.window.canvas.setFocus()
    five.key(Qt.Key.Key_Return, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert five.document.image_id == following
    assert gallery.view.chosen() == [following]
