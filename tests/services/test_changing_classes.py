"""Classes that a person changes while a job brings others in: a number never means two classes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_importing import write_voc
from tiny_scenes import paint, scene

from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, Progress
from workbench.services import importing, merging
from workbench.store.project import Project


def after_the_first(flow: Iterator[Event]) -> None:
    """Let a job go on until its first image is done."""
    next(event for event in flow if isinstance(event, Progress))


def names(project: Project) -> dict[int, str]:
    return {c.index: c.name for c in project.classes}


def test_a_class_that_is_added_during_an_import_gets_a_number_of_its_own(empty: Project, tmp_path: Path) -> None:
    flow = importing.run(empty, write_voc(tmp_path / "voc", names=("ground", "lamp")))
    after_the_first(flow)
    empty.change_classes(lambda present: present.with_added("wheel"))
    list(flow)
    assert names(empty) == {0: "ground", 1: "box", 2: "lamp", 3: "wheel"}
    for number, image in enumerate(empty.images(), start=1):
        truth = np.array([0, 2], np.uint8)[scene(number)[1]]
        assert np.array_equal(empty.mask(image.id).classes[3:], truth[3:])


def test_a_class_that_is_renamed_during_an_import_keeps_its_name_and_its_pixels(empty: Project, tmp_path: Path) -> None:
    flow = importing.run(empty, write_voc(tmp_path / "voc", names=("ground", "lamp")))
    after_the_first(flow)
    for number, name in ((0, "soil"), (2, "light")):
        empty.change_classes(lambda now, i=number, n=name: now.with_changed(replace(now.get(i), name=n)))
    list(flow)
    assert names(empty) == {0: "soil", 1: "box", 2: "light"}
    assert set(empty.areas()) == {0, 2}


def test_a_class_that_is_merged_during_an_import_takes_no_more_pixels(empty: Project, tmp_path: Path) -> None:
    flow = importing.run(empty, write_voc(tmp_path / "voc", names=("ground", "lamp")))
    after_the_first(flow)
    list(merging.run(empty, 2, 1))
    list(flow)
    assert set(empty.areas()) == {0, 1}


def test_the_classes_of_an_image_that_was_refused_are_not_taken_for_the_projects(
    empty: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_voc(tmp_path / "voc", names=("ground", "lamp"))
    real, calls = importing.join_mask, []

    def first_refused(*given: object) -> bool:
        calls.append(given)
        if len(calls) == 1:
            raise importing.BadInputError("The mask is bad.")
        return real(*given)

    monkeypatch.setattr(importing, "join_mask", first_refused)
    flow = importing.run(empty, folder)
    after_the_first(flow)
    assert names(empty) == {0: "ground", 1: "box"}
    empty.change_classes(lambda present: present.with_added("wheel"))
    list(flow)
    assert {name: number for number, name in names(empty).items()}.keys() == {"ground", "box", "wheel", "lamp"}
    lamp = next(c.index for c in empty.classes if c.name == "lamp")
    assert set(empty.areas()) == {0, lamp}


def test_a_class_that_is_added_during_a_merge_stays(project: Project) -> None:
    for image in project.images():
        paint(project, image.id, image.id)
    flow = merging.run(project, 1, 0)
    after_the_first(flow)
    project.change_classes(lambda present: present.with_added("wheel"))
    list(flow)
    assert [(c.name, c.hidden) for c in project.classes] == [("ground", False), ("box", True), ("wheel", False)]


@pytest.mark.parametrize("wanted", [("ground",), ("ground", "sky"), ("box", "ground")])
def test_no_list_takes_a_number_away_or_gives_it_to_another_class(empty: Project, wanted: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="box"):
        empty.set_classes(ClassSet.from_names(wanted))
    assert names(empty) == {0: "ground", 1: "box"}


def test_a_change_that_fails_leaves_the_list_as_it_was(empty: Project) -> None:
    with pytest.raises(WorkbenchError, match="already"):
        empty.change_classes(lambda present: present.with_added("wheel").with_added("Wheel"))
    assert names(empty) == {0: "ground", 1: "box"}
