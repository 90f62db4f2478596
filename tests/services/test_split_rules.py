"""The splits of whole projects, labelled in random orders: shares, classes, sequences, and what a hand may change."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_scenes import paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.records import NewImage, Split, Status
from workbench.services import annotation, exporting, importing, project_settings, splits
from workbench.services.library import create_project
from workbench.services.project_settings import ProjectSettings
from workbench.store.project import Project

SIDE = 4


def add(project: Project, name: str, sequence: str = "", sha256: str = "") -> int:
    """An image that exists on no disk."""
    path = project.folder / f"{name}.png"
    return project.add_image(NewImage(path, SIDE, SIDE, sha256 or name, sequence=sequence))


def label(project: Project, image_id: int, *classes: int) -> None:
    """One stroke with a pixel of each class."""
    mask = project.mask(image_id)
    values = np.full((SIDE, SIDE), 255, np.uint8)
    values.flat[: len(classes)] = classes
    edit = edit_from_pixels(mask, values != 255, values, Origin.HAND, "brush", 1.0)
    assert edit is not None
    annotation.commit(project, image_id, edit)


def split_of(project: Project, *image_ids: int) -> list[Split]:
    return [project.image(image_id).split for image_id in image_ids]


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order_sequences_stay_whole_and_shares_hold(empty: Project, seed: int) -> None:
    draw = np.random.default_rng(seed)
    sizes: list[int] = draw.integers(1, 4, 18).tolist()
    groups = {add(empty, f"{g}-{n}", f"seq {g}" * (size > 1)): g for g, size in enumerate(sizes) for n in range(size)}
    classes = {image: {0} | {c for c in (1, 2) if draw.random() < 0.5} for image in groups}
    seen: dict[int, Split] = {}
    for count, image in enumerate(draw.permutation(list(groups)).tolist(), start=1):
        label(empty, image, *sorted(classes[image]))
        seen[image] = empty.image(image).split
        now = dict(zip(seen, split_of(empty, *seen), strict=True))
        assert now == seen, "a split that was fixed has changed"
        val = sum(split == Split.VAL for split in seen.values())
        assert abs(val - 0.2 * count) <= max(sizes) + 1
    for group in range(len(sizes)):
        assert len({seen[image] for image in groups if groups[image] == group}) == 1
    for c in (1, 2):
        with_class = [seen[image] for image in groups if c in classes[image]]
        assert abs(with_class.count(Split.VAL) - 0.2 * len(with_class)) <= max(sizes) + 1
    assert Split.TEST not in seen.values()
    assert empty.divisions.divided() == []


def test_val_and_test_get_the_shares_of_the_settings(empty: Project) -> None:
    project_settings.write(empty, ProjectSettings(val=0.3, test=0.2))
    images = [add(empty, str(n)) for n in range(50)]
    for count, image in enumerate(images, start=1):
        label(empty, image, 0)
        found = Counter(split_of(empty, *images[:count]))
        if count >= 5:
            assert abs(found[Split.VAL] - 0.3 * count) <= 1.5
            assert abs(found[Split.TEST] - 0.2 * count) <= 1.5
    assert split_of(empty, *images[:2]) == [Split.TRAIN, Split.VAL]


def test_without_a_share_nothing_validates(empty: Project) -> None:
    project_settings.write(empty, ProjectSettings(val=0.0))
    images = [add(empty, str(n)) for n in range(6)]
    for image in images:
        label(empty, image, 0)
    assert split_of(empty, *images) == [Split.TRAIN] * 6


def test_the_same_bytes_and_chains_of_kin_are_one_sequence(empty: Project) -> None:
    first = add(empty, "first")
    train = add(empty, "a", "walk", "bytes of a")
    twin = add(empty, "twin of a", "", "bytes of a")
    far = add(empty, "far", "other walk", "bytes of a")
    farther = add(empty, "farther", "other walk")
    label(empty, first, 0)
    label(empty, train, 0)
    assert split_of(empty, train) == [Split.VAL], "the second labelled image"
    for image in (farther, twin, far):
        label(empty, image, 1)
        assert split_of(empty, image) == [Split.VAL]
    assert empty.divisions.kin([farther]) == [train, twin, far, farther]
    assert empty.divisions.kin([first]) == [first]


@settings(derandomize=True, deadline=None, max_examples=40)
@given(drawn=st.lists(st.tuples(st.sampled_from(["", *"abcdef"]), st.integers(0, 9)), min_size=1, max_size=14))
def test_kin_are_what_chains_of_ties_reach(drawn: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder, create_project(Path(folder) / "p", ClassSet.from_names(["a"])) as project:
        ids = [add(project, str(n), sequence, str(bytes_)) for n, (sequence, bytes_) in enumerate(drawn)]
        for start in range(len(ids)):
            reached: set[int] = {start}
            before: set[int] = set()
            while reached != before:
                before = set(reached)
                reached = {n for n in range(len(ids)) if any(tied(drawn[n], drawn[m]) for m in before)}
            assert project.divisions.kin([ids[start]]) == [ids[n] for n in sorted(reached)]


def tied(one: tuple[str, int], other: tuple[str, int]) -> bool:
    """Whether two images are of one sequence, or of the same bytes."""
    return one[0] == other[0] != "" or one[1] == other[1]


def test_a_hand_changes_the_whole_sequence_and_later_labels_follow(empty: Project) -> None:
    walk = [add(empty, f"walk {n}", "walk") for n in range(4)]
    alone = add(empty, "alone")
    label(empty, walk[0], 0)
    assert splits.set_by_hand(empty, [walk[0]], Split.TEST) == walk
    label(empty, walk[3], 0)
    label(empty, alone, 0)
    assert split_of(empty, *walk, alone) == [Split.TEST] * 4 + [Split.TRAIN]
    empty.divisions.set_sequence([walk[1]], "")
    assert splits.set_by_hand(empty, [walk[1]], Split.VAL) == [walk[1]]
    assert split_of(empty, *walk) == [Split.TEST, Split.VAL, Split.TEST, Split.TEST]


def test_a_removed_image_is_not_counted_but_still_ties_its_sequence(empty: Project) -> None:
    walk = [add(empty, f"walk {n}", "walk") for n in range(3)]
    label(empty, add(empty, "first"), 0)
    label(empty, walk[0], 0)
    empty.set_removed([walk[0]], True)
    assert empty.divisions.sequences() == {"walk": 2}
    assert splits.report(empty).words == "1 train, 0 val, 0 test; 1 class missing in val"
    label(empty, walk[1], 0)
    assert split_of(empty, walk[1]) == [Split.VAL], "it may come back, and must not be parted from its sequence"


def test_what_a_hand_put_somewhere_without_labels_does_not_count(empty: Project) -> None:
    images = [add(empty, str(n)) for n in range(40)]
    splits.set_by_hand(empty, images[20:], Split.VAL)
    for image in images[:20]:
        label(empty, image, 0)
    assert Counter(split_of(empty, *images[:20])) == {Split.TRAIN: 16, Split.VAL: 4}


def test_undoing_the_first_stroke_keeps_split_and_status(project: Project) -> None:
    paint(project, 1, 1)
    paint(project, 2, 2)
    project.undo(2)
    undone = project.image(2)
    assert (undone.labelled, undone.split, undone.status) == (0, Split.VAL, Status.STARTED)
    assert splits.report(project).images == {Split.NONE: 0, Split.TRAIN: 1, Split.VAL: 0, Split.TEST: 0}
    paint(project, 3, 3)
    assert project.image(3).split == Split.VAL, "no image of val has a label now"
    project.redo(2)
    assert project.image(2).split == Split.VAL
    project.set_status([2], Status.DONE)
    project.undo(2)
    assert project.image(2).status == Status.DONE, "done and skipped are said by hand"


def test_the_report_counts_labelled_images_and_names_what_val_lacks(empty: Project) -> None:
    empty.set_classes(ClassSet.from_names(["ground", "box", "sky", "never painted"]))
    assert splits.report(empty).words == "0 train, 0 val, 0 test"
    images = [add(empty, str(n), "walk" * (n in (0, 3))) for n in range(5)]
    for image, classes in zip(images, [(0, 1, 2), (0,), (0, 2), (1,)], strict=False):
        label(empty, image, *classes)
    empty.set_split(images[:4], Split.TRAIN)
    empty.set_split([images[1]], Split.VAL)
    found = splits.report(empty)
    assert found.missing == ("box", "sky")
    assert found.words == "3 train, 1 val, 0 test; 2 classes missing in val"
    empty.set_split([images[3]], Split.TEST)
    assert splits.report(empty).divided == ("walk",)
    assert splits.report(empty).words == "2 train, 1 val, 1 test; 2 classes missing in val; 1 sequence divided"


def test_voc_takes_the_splits_out_and_in_again(project: Project, tmp_path: Path) -> None:
    for image_id in (1, 2, 3, 4):
        paint(project, image_id, image_id)
    wanted = {1: Split.VAL, 2: Split.TEST, 3: Split.TRAIN, 4: Split.TEST}
    for image_id, split in wanted.items():
        splits.set_by_hand(project, [image_id], split)
    list(exporting.run(project, tmp_path / "voc"))
    lists = tmp_path / "voc" / "ImageSets" / "Segmentation"
    assert {path.stem: path.read_text().split() for path in lists.iterdir()} == {
        "train": ["scene-3"],
        "val": ["scene-1"],
        "trainval": ["scene-3", "scene-1"],
        "test": ["scene-2", "scene-4"],
    }
    with create_project(tmp_path / "again", ClassSet()) as again:
        list(importing.run(again, tmp_path / "voc"))
        assert {Path(i.name).stem: i.split for i in again.images()} == {f"scene-{n}": s for n, s in wanted.items()}
        write_pictures(tmp_path / "more", 1, first=9)
        list(importing.run(again, tmp_path / "more"))
        paint(again, 5, 9)
        assert again.image(5).split in {Split.TRAIN, Split.VAL}, "what a list names is fixed, the others are chosen"
