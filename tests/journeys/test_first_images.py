"""A new project of many images: the first one can be painted while the others still come in."""

import threading
from pathlib import Path

import pytest
from tiny_scenes import write_masks, write_pictures

from workbench.core.classes import ClassSet
from workbench.services import importing
from workbench.services.found_files import read_ahead
from workbench.ui.dialogs.new_project import NewProject

CLASSES = ClassSet.from_names(["ground", "box"])


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """From the second image on, the disk waits until the event is set."""
    goes_on = threading.Event()

    def slowly(dataset):
        for number, found in enumerate(read_ahead(dataset)):
            if number:
                assert goes_on.wait(60)
            yield found

    monkeypatch.setattr(importing, "read_ahead", slowly)
    return goes_on


def test_the_first_image_is_open_and_painted_while_others_come_in(person, slow_disk, tmp_path: Path) -> None:
    write_pictures(tmp_path / "pictures", 6)
    window = person.window
    window.commands.make(NewProject(tmp_path / "project", tmp_path / "pictures", CLASSES, False))
    person.wait(lambda: window.session.document is not None and window.session.document.rgb is not None, "the first")
    assert window.session.jobs.name == "import"
    assert window.canvas.isEnabled()
    assert window.gallery.model.rowCount() == 1
    person.stroke((10, 10), (10, 40))
    assert person.document.areas.get(0, 0) > 0
    open_one = person.document
    slow_disk.set()
    person.wait_idle()
    assert window.session.document is open_one, "what is painted stays on the screen"
    assert window.gallery.model.rowCount() == 6
    assert [image.labelled > 0 for image in person.project.images()] == [True] + 5 * [False]


@pytest.mark.parametrize("second", [False, True])
def test_nothing_is_painted_while_masks_come_in_or_known_images_may_change(
    person, slow_disk, tmp_path: Path, second: bool
) -> None:
    window, folder = person.window, write_masks(tmp_path / "in", count=3)
    if second:
        slow_disk.set()
        window.commands.make(NewProject(tmp_path / "project", folder / "images", CLASSES, False))
        person.wait_idle()
        slow_disk.clear()
        window.commands.bring_in(folder / "images")
    else:
        window.commands.make(NewProject(tmp_path / "project", folder, CLASSES, False))
    person.wait(lambda: "1 of 3" in window.status.activity.words, "the first image to come in")
    assert not window.canvas.isEnabled()
    slow_disk.set()
    person.wait_idle()
    assert window.canvas.isEnabled()
