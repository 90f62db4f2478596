"""Lists that ask the pictures' files, and lists that were given a name."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.listing import ImageQuery, Order
from workbench.core.records import Status
from workbench.services import importing, saved_filters
from workbench.services.image_list import Wanted
from workbench.store.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Six images a.png to f.png, whose files are from 1970, each ten seconds later than the one before."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for place, name in enumerate("abcdef"):
        Image.new("RGB", (8, 6), (place, 0, 0)).save(folder / f"{name}.png")
    with Project.create(tmp_path / "project", ClassSet.from_names(["road"])) as made:
        list(importing.run(made, folder))
        for place, name in enumerate("abcdef"):
            os.utime(folder / f"{name}.png", (10 * place, 10 * place))
        yield made


def names(project: Project, wanted: Wanted) -> str:
    """The first letters of the images that are listed."""
    return "".join(image.name[0] for image in project.records(wanted.read(project)))


def test_missing_pictures_are_found_among_those_that_pass(project: Project) -> None:
    by_name = {image.name[0]: image for image in project.images()}
    for name in "bde":
        by_name[name].path.unlink()
    assert names(project, Wanted(missing=True)) == "bde"
    project.set_status([by_name["d"].id, by_name["a"].id], Status.DONE)
    done = ImageQuery(statuses=frozenset({Status.DONE}))
    assert names(project, Wanted(done, missing=True)) == "d"
    assert names(project, Wanted(ImageQuery(order=Order.ADDED), missing=True)) == "edb"


def test_the_newest_file_comes_first_and_what_is_missing_last(project: Project) -> None:
    assert names(project, Wanted(newest_file=True)) == "fedcba"
    by_name = {image.name[0]: image for image in project.images()}
    os.utime(by_name["c"].path, (1000, 1000))
    for name in "ef":
        by_name[name].path.unlink()
    assert names(project, Wanted(newest_file=True)) == "cdbaef"


def test_a_list_is_kept_under_its_name_until_it_is_forgotten(project: Project) -> None:
    doubtful = Wanted(ImageQuery(text="ä", least_doubt=0.2, order=Order.DOUBT))
    gone = Wanted(ImageQuery(statuses=frozenset({Status.TODO, Status.DONE})), missing=True, newest_file=True)
    assert saved_filters.save(project, "  to   check ", doubtful) == "to check"
    saved_filters.save(project, "gone", gone)
    assert saved_filters.read(project) == {"gone": gone, "to check": doubtful}
    saved_filters.save(project, "gone", doubtful)
    assert saved_filters.read(project)["gone"] == doubtful
    saved_filters.forget(project, "to check")
    assert list(saved_filters.read(project)) == ["gone"]
    with pytest.raises(BadInputError):
        saved_filters.save(project, "  ", gone)


def test_what_something_else_has_damaged_is_left_out(project: Project) -> None:
    saved_filters.save(project, "good", Wanted())
    kept = project.settings.get("image_lists")
    assert isinstance(kept, dict)
    odd = {"a": 7, "b": {"query": {"order": "by luck"}, "missing": False, "newest_file": False}, "c": {}}
    project.settings.put("image_lists", kept | odd | {"d": {"query": {"new": 1}, "missing": 0, "newest_file": 0}})
    assert saved_filters.read(project) == {"good": Wanted()}
    project.settings.put("image_lists", "nonsense")
    assert saved_filters.read(project) == {}
