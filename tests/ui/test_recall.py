"""Ctrl+Z takes back what was said of images and classes, in its order among the strokes; Ctrl+Shift+Z says it again."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QMessageBox
from small_window import comes, window_with_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.geometry import Rect
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.records import Split, Status
from workbench.services import facts
from workbench.services.facts import Facts
from workbench.services.library import create_project
from workbench.ui.deeds import curating
from workbench.ui.deeds.curating import Curating
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    with window_with_pictures(tmp_path, "road", "car", "tree") as window:
        window.show()
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        assert comes(lambda: window.session.document is not None and window.session.document.rgb is not None)
        yield window


def said(window: MainWindow, number: int = 1) -> Facts:
    return facts.read(window.session.project, [number])[number]


def paint(window: MainWindow, row: int) -> None:
    """One row of road as a step of the open image."""
    mask = window.session.document.mask
    where = np.zeros(mask.classes.shape, bool)
    where[Rect(row, 0, row + 1, 10).slices] = True
    edit = edit_from_pixels(mask, where, np.zeros(mask.classes.shape, np.uint8), Origin.HAND, "brush")
    window.session.document.push(edit)


def painted(window: MainWindow) -> set[int]:
    """Rows with paint in the open image."""
    return set(np.nonzero((window.session.document.mask.classes != UNLABELLED).any(axis=1))[0].tolist())


def answered(monkeypatch: pytest.MonkeyPatch, name: str, words: str) -> None:
    monkeypatch.setattr(QInputDialog, name, lambda *_args, **_kw: (words, True))


def tag(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, "getText", "rain, night")
    window.action("tags").trigger()


def note(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, "getMultiLineText", "look again")
    window.action("note").trigger()


def remove(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: QMessageBox.StandardButton.Yes)
    window.action("remove").trigger()


def trigger(name: str) -> Callable[[MainWindow, pytest.MonkeyPatch], None]:
    return lambda window, _patch: window.action(name).trigger()


@pytest.mark.parametrize(
    "deed",
    [trigger("skip"), trigger("done_and_next"), trigger("use_test"), tag, note, remove],
    ids=["status", "done", "split", "tags", "note", "removal"],
)
def test_what_was_said_of_an_image_is_taken_back_and_said_again(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, deed: Callable[..., None]
) -> None:
    before = said(window)
    deed(window, monkeypatch)
    after = said(window)
    assert after != before
    window.action("undo").trigger()
    assert said(window) == before
    assert comes(lambda: window.session.document is not None and window.session.document.image_id == 1)
    window.action("redo").trigger()
    assert said(window) == after


def test_steps_are_taken_back_in_the_order_in_which_they_were_made(window: MainWindow) -> None:
    paint(window, 1)
    window.action("skip").trigger()
    paint(window, 2)
    window.action("use_test").trigger()
    heard: list[str] = []
    window.messages.news.connect(heard.append)
    seen = []
    for _ in range(4):
        window.action("undo").trigger()
        seen.append((said(window).status == Status.SKIPPED, said(window).split == Split.TEST, painted(window)))
    assert seen == [
        (True, False, {1, 2}),
        (True, False, {1}),
        (False, False, {1}),
        (False, False, set()),
    ]
    assert heard == [
        "Taken back: 1 image is used for test now. Ctrl+Shift+Z does it again.",
        "Taken back: the status. Ctrl+Shift+Z does it again.",
    ]
    for state in (seen[2], seen[1], seen[0], (True, True, {1, 2})):
        window.action("redo").trigger()
        assert (said(window).status == Status.SKIPPED, said(window).split == Split.TEST, painted(window)) == state


def test_a_stroke_in_the_next_image_is_newer_than_what_was_said_of_the_last(window: MainWindow) -> None:
    window.action("done_and_next").trigger()
    assert comes(lambda: window.session.document.image_id == 2)
    paint(window, 3)
    window.action("undo").trigger()
    assert (said(window).status, painted(window)) == (Status.DONE, set())
    window.action("undo").trigger()
    assert said(window).status != Status.DONE
    assert comes(lambda: window.session.document.image_id == 1)


def test_painting_after_an_undo_ends_doing_again(window: MainWindow) -> None:
    window.action("skip").trigger()
    window.action("undo").trigger()
    paint(window, 1)
    window.action("redo").trigger()
    assert said(window).status != Status.SKIPPED


def rename(window: MainWindow) -> None:
    known = window.session.choice.classes.classes[0]
    window.session.choice.change(replace(known, name="street", color=(1, 2, 3)))


@pytest.mark.parametrize(
    "change",
    [
        rename,
        lambda window: window.session.choice.move(2, 0),
        lambda window: window.session.choice.hide(1),
    ],
    ids=["name and colour", "order", "hiding"],
)
def test_changes_of_classes_are_taken_back_and_made_again(
    window: MainWindow, change: Callable[[MainWindow], None]
) -> None:
    before = window.session.project.classes
    change(window)
    after = window.session.project.classes
    window.action("undo").trigger()
    assert window.session.project.classes == before == window.session.choice.classes
    window.action("redo").trigger()
    assert window.session.project.classes == after


def test_an_added_class_is_hidden_and_listed_again(window: MainWindow) -> None:
    window.session.choice.add("sky")
    window.action("undo").trigger()
    assert [c.name for c in window.session.choice.classes.shown] == ["road", "car", "tree"]
    window.action("redo").trigger()
    assert [c.name for c in window.session.choice.classes.shown] == ["road", "car", "tree", "sky"]


def test_a_class_that_came_another_way_stays_when_an_older_change_is_taken_back(window: MainWindow) -> None:
    rename(window)
    window.session.project.change_classes(lambda present: present.with_added("imported"))
    window.action("undo").trigger()
    assert [c.name for c in window.session.choice.classes.shown] == ["road", "car", "tree", "imported"]


def test_another_project_knows_nothing_of_it(window: MainWindow, tmp_path: Path) -> None:
    window.action("skip").trigger()
    create_project(tmp_path / "other", ClassSet.from_names(["leaf"])).close()
    window.commands.open(tmp_path / "other")
    window.action("undo").trigger()
    window.commands.open(tmp_path / "project")
    assert said(window).status == Status.SKIPPED


def test_only_what_the_step_changed_is_taken_back(window: MainWindow) -> None:
    window.action("skip").trigger()
    window.session.project.set_split([1], Split.VAL)  # as a training does with images that have none yet
    window.session.project.change_tags([1], added=["rain"])
    window.action("undo").trigger()
    assert (said(window).status, said(window).split, said(window).tags) == (Status.TODO, Split.VAL, ("rain",))


def test_a_class_that_was_merged_since_stays_merged_when_a_rename_is_taken_back(window: MainWindow) -> None:
    rename(window)
    window.session.project.change_classes(lambda present: present.with_merged(2, 1))
    window.session.choice.refresh()
    window.action("undo").trigger()
    merged = window.session.choice.classes.get(2)
    assert [known.name for known in window.session.choice.classes.shown] == ["road", "car"]
    assert (merged.hidden, merged.merged_into) == (True, 1)


def many_at_a_time(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Changes of images go on, on their own thread, until the event is set."""
    monkeypatch.setattr(curating, "AT_ONCE", 1)
    go_on, whole = threading.Event(), window.session.project.set_status

    def slow(numbers: Sequence[int], status: Status) -> None:
        assert go_on.wait(10)
        whole(numbers, status)

    monkeypatch.setattr(window.session.project, "set_status", slow)
    return go_on


def test_a_change_that_is_still_made_cannot_be_lost_by_taking_back(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [said(window, number).status for number in (1, 2)]
    go_on = many_at_a_time(window, monkeypatch)
    go_on.set()
    deed = next(child for child in window.children() if isinstance(child, Curating))
    deed.set_status([1, 2], Status.SKIPPED)
    assert comes(lambda: not deed.parts.busy)
    go_on.clear()
    deed.set_status([1, 2], Status.DONE)
    assert deed.parts.busy
    window.recall.take_back()  # refused: another change is being made
    window.action("undo").trigger()
    go_on.set()
    assert comes(lambda: not deed.parts.busy)
    assert [said(window, number).status for number in (1, 2)] == [Status.DONE] * 2
    for expected in ([Status.SKIPPED] * 2, before):
        window.recall.take_back()
        assert comes(lambda: not deed.parts.busy)
        assert [said(window, number).status for number in (1, 2)] == expected


def test_a_change_that_closing_ends_is_no_step_of_the_next_project(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go_on = many_at_a_time(window, monkeypatch)
    deed = next(child for child in window.children() if isinstance(child, Curating))
    deed.set_status([1, 2], Status.SKIPPED)
    assert deed.parts.busy
    window.session.leaving.connect(lambda: go_on.set())
    window.session.create(tmp_path / "next", ClassSet.from_names(["sky"]))
    assert window.recall.words == ""


def test_very_many_images_are_removed_and_brought_back_off_the_window_s_thread(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curating, "AT_ONCE", 1)
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: QMessageBox.StandardButton.Yes)
    threads, whole = [], window.session.project.set_removed

    def noted(numbers: Sequence[int], removed: bool) -> None:
        threads.append(threading.current_thread() is threading.main_thread())
        whole(numbers, removed)

    monkeypatch.setattr(window.session.project, "set_removed", noted)
    deed = next(child for child in window.children() if isinstance(child, Curating))
    deed.remove([1, 2])
    assert comes(lambda: window.session.document is None)
    assert [said(window, number).removed for number in (1, 2)] == [True, True]
    window.recall.take_back()
    assert comes(lambda: window.session.document is not None)
    assert [said(window, number).removed for number in (1, 2)] == [False, False]
    assert threads == [False, False]
