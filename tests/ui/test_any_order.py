"""Whatever a person does and in whatever order, screen and file are those of a plain account in memory."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from PySide6.QtWidgets import QWidget
from tiny_scenes import HEIGHT, WIDTH, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import HISTORY_BYTES, edit_from_pixels
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.offer import Offer
from workbench.core.prediction import Prediction
from workbench.services import importing, merging
from workbench.services.library import create_project
from workbench.ui.kept_news import KeptNews
from workbench.ui.messages import Messages
from workbench.ui.session import Session

IMAGES = (1, 2, 3)
CLASSES = ("ground", "box", "sky", "tree")
EXAMPLES, STEPS = 15, 30

BOXES = st.tuples(st.integers(0, HEIGHT - 8), st.integers(0, WIDTH - 8), st.integers(1, 30), st.integers(1, 40))
PLANES = tuple[np.ndarray, np.ndarray]


class Account:
    """One image: its planes of classes and of origins, and whole copies of both for each step back and forth."""

    def __init__(self) -> None:
        self.classes = np.full((HEIGHT, WIDTH), UNLABELLED, np.uint8)
        self.origin = np.zeros((HEIGHT, WIDTH), np.uint8)
        self.done: list[PLANES] = []
        self.undone: list[PLANES] = []

    def set(self, where: np.ndarray, classes: np.ndarray | int, origin: Origin | None) -> None:
        """A step, if it changes anything; without an origin, who set a pixel stays."""
        after = np.where(where, classes, self.classes).astype(np.uint8)
        origins = self.origin if origin is None else np.where(where, origin, self.origin).astype(np.uint8)
        if (after != self.classes).any() or (origins != self.origin).any():
            self.done.append((self.classes, self.origin))
            self.undone.clear()
            self.classes, self.origin = after, origins

    def step(self, source: list[PLANES], target: list[PLANES]) -> None:
        if source:
            target.append((self.classes, self.origin))
            self.classes, self.origin = source.pop()


class Desk(RuleBasedStateMachine):
    """A session with three pictures, and the account of each."""

    template: Path
    made: Callable[[], Session]
    looks = 0  # into the file, over all runs

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.template, self.folder, dirs_exist_ok=True)
        self.session = Desk.made()
        self.session.open(self.folder / "project")
        self.accounts = {number: Account() for number in IMAGES}
        self.shown = set(range(len(CLASSES)))

    @property
    def account(self) -> Account:
        return self.accounts[self.session.document.image_id]

    @rule(box=BOXES, number=st.integers(0, 9))
    def paint(self, box: tuple[int, int, int, int], number: int) -> None:
        """A box of one class, or of none: that erases."""
        choices = [*sorted(self.shown), UNLABELLED]
        value = choices[number % len(choices)]
        where = np.zeros((HEIGHT, WIDTH), bool)
        where[box[0] : box[0] + box[2], box[1] : box[1] + box[3]] = True
        origin = Origin.NONE if value == UNLABELLED else Origin.HAND
        document = self.session.document
        edit = edit_from_pixels(document.mask, where, np.full((HEIGHT, WIDTH), value, np.uint8), origin, "brush")
        self.account.set(where, value, origin)
        if edit is not None:
            assert document.push(edit)

    @rule()
    def undo(self) -> None:
        self.session.undo()
        self.account.step(self.account.done, self.account.undone)

    @rule()
    def redo(self) -> None:
        self.session.redo()
        self.account.step(self.account.undone, self.account.done)

    @rule(seed=st.integers(0, 99), threshold=st.sampled_from([0.0, 0.5, 0.9]))
    def accept(self, seed: int, threshold: float) -> None:
        """Take what a model says of the pixels that nobody has labelled."""
        draw = np.random.default_rng(seed)
        classes = draw.choice(sorted(self.shown), (HEIGHT, WIDTH)).astype(np.uint8)
        confidence = draw.integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)
        document = self.session.document
        document.set_prediction(Prediction(classes, confidence, classes))
        edit = document.prediction.to_edit(document.mask, offer=Offer(threshold))
        free = self.account.classes == UNLABELLED
        self.account.set(free & (confidence >= round(255 * threshold)), classes, Origin.ACCEPTED)
        if edit is not None:
            assert document.push(edit)

    @precondition(lambda self: len(self.shown) > 2)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        """One class takes over the pixels of another, in every image."""
        source, target = data.draw(st.permutations(sorted(self.shown)))[:2]
        self.session.settle()
        list(merging.run(self.session.project, source, target))
        self.session.refresh_images()
        self.shown.remove(source)
        for account in self.accounts.values():
            account.set(account.classes == source, target, None)

    @rule(number=st.sampled_from(IMAGES))
    def switch(self, number: int) -> None:
        self.session.show_image(number)
        assert self.session.document.image_id == number

    @rule()
    def reopen(self) -> None:
        """Close the project, look into its file, and open it."""
        self.session.settle()
        self.session.close_project()
        self.session.open(self.folder / "project")
        self.look_into_the_file()

    @invariant()
    def the_screen_is_right(self) -> None:
        document, account = self.session.document, self.account
        assert np.array_equal(document.mask.classes, account.classes)
        assert np.array_equal(document.mask.origin, account.origin)
        assert document.history.index() == len(account.done)
        assert document.history.count() == len(account.done) + len(account.undone)

    def look_into_the_file(self) -> None:
        """Masks, journals and counts of all images."""
        Desk.looks += 1
        project = self.session.project
        for number, account in self.accounts.items():
            mask = project.mask(number)
            assert np.array_equal(mask.classes, account.classes)
            assert np.array_equal(mask.origin, account.origin)
            flags = [undone for _, undone in project.history(number, HISTORY_BYTES)]
            assert flags == [False] * len(account.done) + [True] * len(account.undone)
            values, counts = np.unique(account.classes[account.classes != UNLABELLED], return_counts=True)
            assert project.areas(number) == dict(zip(values.tolist(), counts.tolist(), strict=True))
            assert project.image(number).labelled == counts.sum()
        assert {c.index for c in project.classes.shown} == self.shown
        assert project.integrity_problems() == []

    def teardown(self) -> None:
        try:
            self.session.settle()
            self.look_into_the_file()
        finally:
            self.session.close()
            shutil.rmtree(self.folder)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A project of three pictures, closed."""
    write_pictures(tmp_path / "template" / "pictures", len(IMAGES))
    with create_project(tmp_path / "template" / "project", ClassSet.from_names(CLASSES)) as project:
        list(importing.run(project, tmp_path / "template" / "pictures"))
    return tmp_path / "template"


@pytest.fixture
def window(qtbot: object) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    return window


def test_screen_and_file_are_those_of_a_plain_account(
    template: Path, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made() -> Session:
        session = Session(Messages(window))
        KeptNews(session, window)
        return session

    monkeypatch.setattr(Desk, "template", template, raising=False)
    monkeypatch.setattr(Desk, "made", staticmethod(made), raising=False)
    monkeypatch.setattr(Desk, "looks", 0)
    run_state_machine_as_test(
        Desk,
        settings=settings(
            derandomize=True,
            deadline=None,
            database=None,
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Desk.looks > EXAMPLES, "the file is compared at the end of every run, and where a run opens it again"
