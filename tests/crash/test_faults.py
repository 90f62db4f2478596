"""Whatever call the disk refuses, what was there is still there, it is told in words, and the next attempt works."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from faults import every_fault
from PIL import Image
from tiny_scenes import CLASSES, HEIGHT, WIDTH, paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.prediction import Prediction
from workbench.services import exporting, importing, plain_copies
from workbench.services.library import create_project, open_project
from workbench.store.project import FILE_NAME, Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two painted pictures."""
    write_pictures(tmp_path / "pictures", 2)
    with create_project(tmp_path / "project", ClassSet.from_names(CLASSES)) as made:
        list(importing.run(made, tmp_path / "pictures"))
        for image_id in (1, 2):
            paint(made, image_id, image_id)
        yield made


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_export_is_whole_or_leaves_nothing(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    list(exporting.run(project, out / "voc"))
    expected = files(out)
    shutil.rmtree(out)

    def after(done: bool) -> None:
        if done:
            assert files(out) == expected
            shutil.rmtree(out)
        assert not out.exists()

    assert every_fault(lambda: list(exporting.run(project, out / "voc")), after) > 40


def test_copies_of_masks_stay_whole(project: Project) -> None:
    list(plain_copies.refresh(project))
    old = {number: project.mask(number).classes for number in (1, 2)}
    for number in (1, 2):
        paint(project, number, number + 5)
    new = {number: project.mask(number).classes for number in (1, 2)}
    folder = project.plain_copy(1).parent

    def after(done: bool) -> None:
        assert {path.name for path in folder.iterdir()} == {"1.png", "2.png", "classes.json"}
        for number in (1, 2):
            found = np.array(Image.open(project.plain_copy(number)))
            assert np.array_equal(found, new[number]) or (np.array_equal(found, old[number]) and not done)
        list(plain_copies.refresh(project))
        for number in (1, 2):
            assert np.array_equal(np.array(Image.open(project.plain_copy(number))), new[number])
            project.mark_copy(number, 0)  # stale again

    assert every_fault(lambda: list(plain_copies.refresh(project)), after) > 12


def test_an_older_prediction_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    old, new = (Prediction(*(draw.integers(0, 2, (HEIGHT, WIDTH), dtype=np.uint8) for _ in range(3))) for _ in range(2))
    path = tmp_path / "predictions" / "1.npz"
    old.write(path)

    def after(done: bool) -> None:
        assert [p.name for p in path.parent.iterdir()] == ["1.npz"]
        found = Prediction.read(path, HEIGHT, WIDTH)
        assert any(
            np.array_equal(found.classes, whole.classes) and np.array_equal(found.confidence, whole.confidence)
            for whole in ((new,) if done else (old, new))
        )
        old.write(path)

    assert every_fault(partial(new.write, path), after) > 6


def test_a_project_that_cannot_say_who_holds_it_is_let_go(project: Project) -> None:
    project.close()

    def after(_done: bool) -> None:
        with Project.open(project.folder) as opened:
            assert len(opened.images()) == 2
        assert not (project.folder / f"{FILE_NAME}.holder").exists()

    assert every_fault(lambda: open_project(project.folder).close(), after) > 3


def test_pictures_that_cannot_be_copied_join_later(tmp_path: Path) -> None:
    write_pictures(tmp_path / "pictures", 2)
    folder, pictures = tmp_path / "project", set(files(tmp_path / "pictures").values())

    def bring_in() -> None:
        with create_project(folder, ClassSet.from_names(CLASSES)) as made:
            list(importing.run(made, tmp_path / "pictures", wishes=importing.Wishes(copy=True)))

    def after(_done: bool) -> None:
        if (folder / FILE_NAME).is_file():
            with open_project(folder) as made:
                assert {image.path.read_bytes() for image in made.images()} <= pictures
                list(importing.run(made, tmp_path / "pictures", wishes=importing.Wishes(copy=True)))
                assert len(made.images()) == 2
                assert {image.path.read_bytes() for image in made.images()} == pictures
                assert made.integrity_problems() == []
        shutil.rmtree(folder, ignore_errors=True)

    assert every_fault(bring_in, after) > 8
