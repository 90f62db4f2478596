"""A lost or ruined project file: what is in backups and masks/ comes back, and nothing that exists is overwritten."""

from pathlib import Path

import numpy as np
import pytest
from tiny_scenes import paint, scene

from workbench.core.errors import MissingError, ProjectBusyError
from workbench.core.events import Notice, Refused
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.records import Split, Status
from workbench.pixels.mask_file import read_indexed, write_indexed
from workbench.services import backups, plain_copies, recovery
from workbench.services.library import open_project
from workbench.store.project import FILE_NAME, Project


def refresh(project: Project) -> None:
    for _ in plain_copies.refresh(project):
        pass


def ruin(folder: Path, how: str) -> bytes | None:
    """Take the project file away, or write over its middle; returns what is left of it."""
    file = folder / FILE_NAME
    if how == "lost":
        file.unlink()
        return None
    data = file.read_bytes()
    file.write_bytes(data[:8192] + b"\x77" * (len(data) - 8192))
    return file.read_bytes()


def recover(folder: Path) -> tuple[str, list[str]]:
    """What a person is told, and which files were refused."""
    events = list(recovery.run(folder))
    told = "\n".join(e.text for e in events if isinstance(e, Notice))
    return told, [e.item for e in events if isinstance(e, Refused)]


def masks(project: Project) -> dict[int, np.ndarray]:
    return {image.id: project.mask(image.id).classes for image in project.images()}


def same(one: dict[int, np.ndarray], other: dict[int, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[n], other[n]) for n in one)


@pytest.mark.parametrize("how", ["lost", "ruined"])
def test_without_a_backup_every_painted_image_comes_back(project: Project, how: str) -> None:
    for image_id in (2, 4):
        paint(project, image_id, image_id)
    project.set_classes(project.classes.with_added("sky", (1, 2, 3)))
    project.set_split([4], Split.TEST)
    project.set_status([4], Status.DONE)
    refresh(project)
    held, classes, images = masks(project), project.classes, {i.id: i for i in project.images()}
    project.close()
    left = ruin(project.folder, how)
    told, refused = recover(project.folder)
    assert "no sound backup" in told
    assert "2 masks were taken" in told
    assert refused == []
    with open_project(project.folder) as found:
        assert found.classes == classes
        assert same(masks(found), {n: held[n] for n in (2, 4)})
        for image in found.images():
            old = images[image.id]
            assert (image.path, image.sha256, image.split, image.status, image.labelled) == (
                old.path,
                old.sha256,
                old.split,
                old.status,
                old.labelled,
            )
            assert set(np.unique(found.mask(image.id).origin)) == {Origin.NONE, Origin.HAND}
        assert found.integrity_problems() == []
        assert found.backups.listed() == []
    aside = [p for p in project.folder.iterdir() if "damaged" in p.name]
    assert [p.read_bytes() for p in aside] == ([] if left is None else [left])
    assert not [p for p in project.folder.iterdir() if "prepared" in p.name]


def test_what_a_backup_has_comes_from_it_and_what_is_newer_from_the_copies(project: Project) -> None:
    paint(project, 1, 1)
    backup = project.backups.make()
    paint(project, 2, 2)
    paint(project, 1, 9)
    refresh(project)
    held = masks(project)
    paint(project, 3, 3)  # painted after the copies were written: nothing on disk but the lost file knows of it
    project.close()
    ruin(project.folder, "ruined")
    told, refused = recover(project.folder)
    assert backup.path.name in told
    assert "2 masks were taken" in told
    assert refused == []
    with open_project(project.folder) as found:
        assert same(masks(found), held)
        assert len(found.history(1, 2**40)) == 2  # the stroke in the backup, and what was taken from the copy
        assert found.undo(1) is not None
        truth = scene(1)[1]
        assert np.array_equal(found.mask(1).classes[1:-1, 1:-1], truth[1:-1, 1:-1])


def test_an_older_copy_does_not_undo_what_the_backup_has(project: Project) -> None:
    paint(project, 1, 1)
    refresh(project)
    paint(project, 1, 5)
    held = masks(project)
    project.backups.make()
    project.close()
    ruin(project.folder, "lost")
    told, _ = recover(project.folder)
    assert "0 masks were taken" in told
    with open_project(project.folder) as found:
        assert same(masks(found), held)


@pytest.mark.parametrize("lost", [False, True])
def test_copies_of_what_a_person_went_back_from_do_not_win(project: Project, lost: bool) -> None:
    paint(project, 1, 1)
    chosen, held = project.backups.make("chosen"), masks(project)
    for image_id in (1, 3):
        paint(project, image_id, 8)
    project.backups.make("later")
    refresh(project)
    project.close()
    backups.restore(project.folder, chosen)
    if lost:
        ruin(project.folder, "lost")
    _, refused = recover(project.folder)
    assert refused == []
    with open_project(project.folder) as found:
        assert same(masks(found), held)
        refresh(found)
        for number, mask in held.items():
            if found.plain_copy(number).is_file():
                assert np.array_equal(read_indexed(found.plain_copy(number)), mask)
        paint(found, 1, 5)
        refresh(found)
        newest = masks(found)
    ruin(project.folder, "lost")
    recover(project.folder)
    with open_project(project.folder) as found:
        assert same(masks(found), newest)


def test_a_copy_of_another_picture_is_left_out(project: Project) -> None:
    project.backups.make()
    paint(project, 1, 1)
    refresh(project)
    held = masks(project)
    project.close()
    project.plain_copy(1).rename(project.plain_copy(2))
    ruin(project.folder, "lost")
    _, refused = recover(project.folder)
    assert refused == ["2.png"]
    with open_project(project.folder) as found:
        assert not same(masks(found), held)
        assert all((mask == UNLABELLED).all() for mask in masks(found).values())


def test_a_damaged_backup_is_passed_over(project: Project) -> None:
    paint(project, 1, 1)
    good = project.backups.make()
    bad = project.backups.make()
    held = masks(project)
    project.close()
    bad.path.write_bytes(bad.path.read_bytes()[:9000])
    ruin(project.folder, "lost")
    told, refused = recover(project.folder)
    assert refused == [bad.path.name]
    assert good.path.name in told
    with open_project(project.folder) as found:
        assert same(masks(found), held)


def test_a_sound_project_gets_back_lost_copies_and_nothing_else(project: Project) -> None:
    paint(project, 1, 1)
    paint(project, 2, 2)
    refresh(project)
    project.plain_copy(2).unlink()
    held = masks(project)
    project.close()
    before = (project.folder / FILE_NAME).read_bytes()
    told, _ = recover(project.folder)
    assert "sound" in told
    assert "1 plain copies" in told
    assert np.array_equal(read_indexed(project.plain_copy(2)), held[2])
    assert len((project.folder / FILE_NAME).read_bytes()) == len(before)


def test_files_that_are_no_copies_of_ours_are_named_and_left(project: Project) -> None:
    paint(project, 1, 1)
    refresh(project)
    project.close()
    folder = project.folder / "masks"
    write_indexed(folder / "8.png", np.zeros((48, 64), np.uint8))
    write_indexed(folder / "9.png", np.zeros((48, 64), np.uint8), note='{"name": []}')
    (folder / "10.png").write_bytes(b"no picture")
    (folder / "12.png").write_bytes((folder / "1.png").read_bytes())
    (folder / "classes.json").write_text("[" * 100_000)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    ruin(project.folder, "lost")
    told, refused = recover(project.folder)
    assert refused == ["classes.json", "8.png", "9.png", "10.png", "12.png"]
    assert "called class 0 now" in told
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    with open_project(project.folder) as found:
        assert [image.id for image in found.images()] == [1]
        assert [c.name for c in found.classes] == ["class 0", "class 1"]


def test_nothing_to_recover_from(tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    with pytest.raises(MissingError, match="nothing in"):
        recover(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["masks"]


def test_an_open_project_is_left_alone(project: Project) -> None:
    with pytest.raises(ProjectBusyError):
        recover(project.folder)


def test_a_backup_is_found_by_how_its_name_begins(project: Project) -> None:
    first, _second = project.backups.make("before a"), project.backups.make("before b")
    assert backups.find(project.folder, first.path.name) == first
    with pytest.raises(MissingError, match="2 backups"):
        backups.find(project.folder, first.path.name[:4])
    with pytest.raises(MissingError, match="No backup"):
        backups.find(project.folder, "1999")


def test_a_newer_mask_of_a_removed_image_is_not_overwritten_by_its_older_copy(project: Project) -> None:
    paint(project, 1, 1)
    refresh(project)
    paint(project, 1, 5)
    held = project.mask(1).classes
    project.set_removed([1], True)
    project.backups.make()
    project.close()
    ruin(project.folder, "lost")
    told, _ = recover(project.folder)
    assert "0 masks were taken" in told
    with open_project(project.folder) as found:
        assert np.array_equal(found.mask(1).classes, held)


def test_copies_of_before_one_recovery_do_not_win_in_the_next(project: Project) -> None:
    for seed in range(1, 6):
        paint(project, 1, seed)
    refresh(project)
    project.close()
    ruin(project.folder, "lost")
    recover(project.folder)
    with open_project(project.folder) as found:
        paint(found, 1, 8)
        held = masks(found)
        found.backups.make()
    ruin(project.folder, "lost")
    recover(project.folder)
    with open_project(project.folder) as found:
        assert same(masks(found), held)


@pytest.mark.parametrize("other", ["recover", "restore", "open"])
@pytest.mark.parametrize("how", ["lost", "ruined"])
def test_nobody_comes_between_the_events_of_a_recovery(project: Project, how: str, other: str) -> None:
    for image_id in (1, 2, 3):
        paint(project, image_id, image_id)
    backup = project.backups.make()
    refresh(project)
    held = masks(project)
    project.close()
    ruin(project.folder, how)
    flow = recovery.run(project.folder)
    deeds = {
        "recover": lambda: recover(project.folder),
        "restore": lambda: backups.restore(project.folder, backup),
        "open": lambda: open_project(project.folder),
    }
    for _ in flow:
        with pytest.raises(ProjectBusyError if (how, other) != ("lost", "open") else (ProjectBusyError, MissingError)):
            deeds[other]()
    with open_project(project.folder) as found:
        assert same(masks(found), held)


def test_a_flow_that_is_broken_off_leaves_nothing_and_lets_go(project: Project) -> None:
    paint(project, 1, 1)
    refresh(project)
    project.close()
    ruin(project.folder, "lost")
    before = sorted(project.folder.iterdir())
    flow = recovery.run(project.folder)
    for _ in range(4):
        next(flow)
    flow.close()  # type: ignore[attr-defined]
    assert sorted(project.folder.iterdir()) == before
    assert "1 masks were taken" in recover(project.folder)[0]
