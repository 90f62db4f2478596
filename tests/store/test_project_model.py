"""Random painting, undoing, redoing and reopening, against a plain account in memory."""

from pathlib import Path

import numpy as np
import pytest
from store_strokes import commit, picture, same

from workbench.core.classes import ClassSet
from workbench.core.edit import apply
from workbench.core.mask import LabelMask
from workbench.store.project import Project

SIZES = [(1, 1), (255, 40), (256, 256), (257, 513), (300, 520)]
"""Below, on and above the border of the stored tiles of 256 pixels."""


class Account:
    """What the project must say: whole copies of the mask, one before each stroke."""

    def __init__(self, height: int, width: int) -> None:
        self.mask = LabelMask.blank(height, width)
        self.done: list[LabelMask] = []
        self.undone: list[LabelMask] = []

    def stroke(self) -> None:
        """A stroke is about to be made."""
        self.done.append(self.mask.copy())
        self.undone.clear()

    def undo(self) -> bool:
        return self._step(self.done, self.undone)

    def redo(self) -> bool:
        return self._step(self.undone, self.done)

    def _step(self, source: list[LabelMask], target: list[LabelMask]) -> bool:
        if not source:
            return False
        target.append(self.mask)
        self.mask = source.pop()
        return True


def check(project: Project, image_id: int, account: Account) -> None:
    """The project's mask, its counts and its journal are those of the account."""
    mask = project.mask(image_id)
    assert same(mask, account.mask)
    values, counts = np.unique(mask.classes, return_counts=True)
    recount = {int(v): int(c) for v, c in zip(values, counts, strict=True) if v != 255}
    assert project.areas(image_id) == project.areas() == recount
    assert project.image(image_id).labelled == sum(recount.values())
    flags = [undone for _, undone in project.history(image_id, 2**40)]
    assert flags == [False] * len(account.done) + [True] * len(account.undone)


@pytest.mark.parametrize(("seed", "size"), list(enumerate(SIZES)))
def test_any_order_of_things_a_person_does(tmp_path: Path, seed: int, size: tuple[int, int]) -> None:
    draw = np.random.default_rng(seed)
    account = Account(*size)
    project = Project.create(tmp_path / "p", ClassSet.from_names(["a", "b", "c"]))
    image_id = project.add_image(picture(height=size[0], width=size[1]))
    strokes = 0
    try:
        for deed in draw.choice(["stroke", "undo", "redo", "reopen"], 45, p=[0.5, 0.25, 0.17, 0.08]):
            if deed == "stroke":
                account.stroke()
                commit(project, image_id, account.mask, strokes)
                strokes += 1
            elif deed == "undo":
                before = account.mask.copy()
                edit = project.undo(image_id)
                assert (edit is not None) == account.undo()
                if edit is not None:  # what was applied is told
                    apply(before, edit)
                    assert same(before, account.mask)
            elif deed == "redo":
                before = account.mask.copy()
                edit = project.redo(image_id)
                assert (edit is not None) == account.redo()
                if edit is not None:
                    apply(before, edit)
                    assert same(before, account.mask)
            else:
                project.close()
                project = Project.open(tmp_path / "p")
            check(project, image_id, account)
        assert project.integrity_problems() == []
        assert project.image(image_id).seconds == pytest.approx(0.5 * strokes)
    finally:
        project.close()


def test_a_new_stroke_ends_what_could_be_redone(project: Project) -> None:
    image_id = project.add_image(picture())
    mask = LabelMask.blank(300, 520)
    for number in range(3):
        commit(project, image_id, mask, number)
    project.undo(image_id)
    project.undo(image_id)
    commit(project, image_id, project.mask(image_id), 9)
    assert [edit.tool for edit, _ in project.history(image_id, 2**40)] == ["stroke 0", "stroke 9"]
    assert project.redo(image_id) is None


def test_images_have_histories_of_their_own(project: Project) -> None:
    first, second = (project.add_image(picture(f"/pictures/{n}.jpg")) for n in "ab")
    for number in range(4):
        commit(project, (first, second)[number % 2], project.mask((first, second)[number % 2]), number)
    assert project.undo(first).tool == "stroke 2"
    assert [edit.tool for edit, undone in project.history(second, 2**40) if not undone] == ["stroke 1", "stroke 3"]


def test_history_gives_the_newest_that_fit(project: Project) -> None:
    image_id = project.add_image(picture())
    for number in range(6):
        commit(project, image_id, project.mask(image_id), number)
    whole = [edit for edit, _ in project.history(image_id, 2**40)]
    limit = sum(edit.bytes for edit in whole[-3:])
    assert [edit for edit, _ in project.history(image_id, limit)] == whole[-3:]
    assert [edit for edit, _ in project.history(image_id, limit - 1)] == whole[-2:]
    assert project.history(image_id, 0) == []
