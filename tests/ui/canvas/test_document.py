import numpy as np
import pytest

from workbench.core.edit import Edit, EditRecorder, edit_from_pixels
from workbench.core.errors import BadInputError
from workbench.core.geometry import Point, Rect
from workbench.core.mask import LabelMask, Origin
from workbench.core.planes import Planes
from workbench.core.prediction import Prediction
from workbench.paint.brush import stamp
from workbench.paint.ink import SolidInk
from workbench.ui.document import Document


class Diary:
    """A keeper that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def committed(self, image_id: int, edit: Edit, _base: int) -> None:
        self.told.append(f"{image_id} committed {edit.tool}")

    def undone(self, image_id: int, _base: int) -> None:
        self.told.append(f"{image_id} undone")

    def redone(self, image_id: int, _base: int) -> None:
        self.told.append(f"{image_id} redone")


def painted(mask: LabelMask, row: float, value: int, tool: str = "brush") -> Edit:
    """An edit that a stroke has painted into the mask."""
    recorder = EditRecorder(mask)
    stamp(recorder, Point(row, 8.5), 3.0, SolidInk(value))
    edit = recorder.finish(tool)
    assert edit is not None
    return edit


def open_document(**options: object) -> Document:
    return Document(7, np.zeros((40, 30, 3), np.uint8), LabelMask.blank(40, 30), **options)  # type: ignore[arg-type]


def test_undo_all_and_redo_all_walk_through_every_state(qapp: object) -> None:
    diary = Diary()
    document = open_document(keeper=diary)
    states = [document.mask.classes.copy()]
    for number in range(6):
        assert document.push(painted(document.mask, 5.5 + 4 * number, number), already_painted=True)
        states.append(document.mask.classes.copy())
    for state in reversed(states[:-1]):
        document.undo()
        assert np.array_equal(document.mask.classes, state)
    document.undo()  # nothing left: nothing happens
    assert not document.mask.origin.any()
    for state in states[1:]:
        document.redo()
        assert np.array_equal(document.mask.classes, state)
    assert diary.told == ["7 committed brush"] * 6 + ["7 undone"] * 6 + ["7 redone"] * 6


def test_an_edit_that_is_not_painted_yet_is_written_once_and_shown_once(qapp: object) -> None:
    document = open_document()
    elsewhere = document.mask.copy()
    edit = painted(elsewhere, 12.5, 4, "accept")
    shown: list[object] = []
    document.changed.connect(shown.append)
    assert document.push(edit)
    assert np.array_equal(document.mask.classes, elsewhere.classes)
    assert shown == [edit.rect]


def test_a_line_across_a_large_image_is_shown_in_pieces_and_a_box_at_once(qapp: object) -> None:
    document = Document(7, None, LabelMask.blank(2100, 2100))
    line = np.abs(np.subtract.outer(np.arange(2100), np.arange(2100))) < 4
    box = np.zeros_like(line)
    box[5:2000, 5:2000] = True
    shown: list[Rect] = []
    document.changed.connect(shown.append)
    for where, pieces in ((line, 9), (box, 1)):
        edit = edit_from_pixels(document.mask, where, np.full(where.shape, pieces, np.uint8), Origin.HAND, "brush")
        assert edit is not None
        for deed in (lambda edit=edit: document.push(edit), document.undo, document.redo):
            shown.clear()
            before = document.mask.classes.copy()
            deed()
            changed = before != document.mask.classes
            assert len(shown) >= pieces
            assert sum(rect.area for rect in shown) < (0.2 if pieces > 1 else 1.0) * changed.size
            for rect in shown:
                changed[rect.slices] = False
            assert not changed.any()


def test_a_history_from_the_journal_moves_no_pixel_and_tells_nobody(qapp: object) -> None:
    diary = Diary()
    document = open_document(keeper=diary)
    edits = [painted(document.mask, 5.5 + 5 * n, n) for n in range(5)]
    for edit in edits[:2:-1]:
        for patch in edit.patches:
            document.mask.classes[patch.rect.slices] = patch.before.classes
            document.mask.origin[patch.rect.slices] = patch.before.origin
    now = document.mask.copy()
    document.load_history([(edit, n >= 3) for n, edit in enumerate(edits)])
    assert np.array_equal(document.mask.classes, now.classes)
    assert diary.told == []
    document.redo()
    document.redo()
    assert document.mask.classes[25, 8] == 4
    for _ in range(5):
        document.undo()
    assert np.array_equal(document.mask.classes, LabelMask.blank(40, 30).classes)
    assert diary.told == ["7 redone"] * 2 + ["7 undone"] * 5


def test_the_oldest_steps_are_forgotten_when_the_bytes_run_out(qapp: object) -> None:
    document = open_document(undo_bytes=4000)
    for number in range(40):
        document.push(painted(document.mask, 5.5 + number % 20, number), already_painted=True)
        assert 0 < document.history.held_bytes <= 4000
    steps = document.history.count()
    assert 2 <= steps < 10
    last = document.mask.copy()
    while document.history.canUndo():
        document.undo()
    assert document.mask.classes.max() == 255
    assert (document.mask.classes == 40 - steps - 1).any(), "the newest forgotten stroke must stay painted"
    assert not (document.mask.classes == 40 - steps).any()
    while document.history.canRedo():
        document.redo()
    assert np.array_equal(document.mask.classes, last.classes)


def test_one_step_larger_than_the_budget_can_still_be_undone(qapp: object) -> None:
    document = open_document(undo_bytes=10)
    document.push(painted(document.mask, 9.5, 1), already_painted=True)
    document.push(painted(document.mask, 9.5, 2), already_painted=True)
    document.undo()
    assert document.mask.classes[9, 8] == 1
    assert not document.history.canUndo()


def test_the_number_of_steps_is_bounded_too(qapp: object) -> None:
    document = open_document(undo_steps=8)
    for number in range(30):
        document.push(painted(document.mask, 9.5, number), already_painted=True)
        assert document.history.count() <= 8


def test_bytes_of_undone_steps_are_given_back_by_a_new_edit(qapp: object) -> None:
    document = open_document()
    first = painted(document.mask, 5.5, 1)
    document.push(first, already_painted=True)
    document.push(painted(document.mask, 15.5, 2), already_painted=True)
    document.undo()
    last = painted(document.mask, 25.5, 3)
    document.push(last, already_painted=True)
    assert document.history.held_bytes == first.bytes + last.bytes


def test_nothing_else_changes_the_mask_while_a_gesture_paints(qapp: object) -> None:
    document = open_document()
    document.push(painted(document.mask, 5.5, 1), already_painted=True)
    other = painted(document.mask.copy(), 20.5, 2)
    document.set_painting(True)
    before = document.mask.classes.copy()
    document.undo()
    document.redo()
    assert document.push(other) is False
    assert np.array_equal(document.mask.classes, before)
    document.set_painting(False)
    document.undo()
    assert (document.mask.classes == 255).all()


def test_pixels_of_another_size_are_refused(qapp: object) -> None:
    with pytest.raises(BadInputError, match="20 x 10"):
        Document(1, np.zeros((10, 20, 3), np.uint8), LabelMask.blank(20, 10))
    plane = np.zeros((3, 3), np.uint8)
    with pytest.raises(BadInputError, match="Predict this image again"):
        open_document().set_prediction(Prediction(plane, plane, plane))


def test_a_jump_through_the_history_is_shown_once_and_told_step_by_step(qapp: object) -> None:
    diary = Diary()
    document = open_document(keeper=diary)
    states = [document.mask.copy()]
    for number in range(5):
        document.push(painted(document.mask, 4.5 + 6 * number, number % 2), already_painted=True)
        states.append(document.mask.copy())
    diary.told.clear()
    shown: list[Rect] = []
    counted: list[dict[int, int]] = []
    document.changed.connect(shown.append)
    document.areas_changed.connect(lambda: counted.append(document.areas))
    for target in (1, 4, 0, 5):
        before = document.mask.copy()
        document.go_to(target)
        assert np.array_equal(document.mask.classes, states[target].classes)
        assert len(shown) == len(counted) == 1
        differ = (before.classes != document.mask.classes) | (before.origin != document.mask.origin)
        differ[shown.pop().slices] = False
        assert not differ.any(), "all that has changed is shown"
        assert counted.pop() == document.mask.areas()
    assert diary.told == ["7 undone"] * 4 + ["7 redone"] * 3 + ["7 undone"] * 4 + ["7 redone"] * 5


def test_undo_and_redo_count_no_pixel_anew(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    document = open_document()
    document.push(painted(document.mask, 8.5, 1), already_painted=True)
    after = document.areas

    def refuse(planes: Planes) -> dict[int, int]:
        raise AssertionError("counted again")

    monkeypatch.setattr(Planes, "areas", refuse)
    document.undo()
    assert document.areas == {}
    document.redo()
    assert document.areas == after
