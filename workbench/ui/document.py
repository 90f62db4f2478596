"""One open image: its pixels, its mask, what the model says of it, and its history."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from workbench.core.arrays import U8, U16
from workbench.core.edit import HISTORY_BYTES, Edit, apply
from workbench.core.errors import BadInputError
from workbench.core.geometry import Rect, box_round
from workbench.core.mask import LabelMask
from workbench.core.offer import FIRST_MARK
from workbench.core.prediction import Prediction
from workbench.core.work import WorkClock
from workbench.ui.undo import UNDO_STEPS, UndoStack

SPARSE = 4
"""An edit is shown patch by patch when the box round it has more than so many times the pixels of its patches."""


class Keeper(Protocol):
    """Keeps what is done to masks, in order, on its own time: none of these calls waits, none gives anything back."""

    def committed(self, image_id: int, edit: Edit, base: int) -> None:
        """A new edit was made on the mask of that revision; what was undone before it is forgotten."""

    def undone(self, image_id: int, base: int) -> None:
        """The newest edit that was not undone has been undone, in the mask of that revision."""

    def redone(self, image_id: int, base: int) -> None:
        """The oldest edit that was undone has been done again, in the mask of that revision."""

    def worked(self, image_id: int, seconds: float, clicks: int, during: int | None = None) -> None:
        """So long the person has worked on the image without an edit, and so often pressed, in a round or now."""


class Document(QObject):
    """One open image. Its mask changes through `push`, `undo` and `redo`, and through a stroke that is being painted.

    Args:
        image_id: the image's number in the project.
        rgb: uint8 (H, W, 3), or None while the picture is still being read (see `show_pixels`).
        mask: of the same size; written in place.
        keeper: told of every change.
        undo_bytes: memory for the history.
        undo_steps: most steps in the history.
        parent: the owner.
        areas: pixels of each class in the mask, where they are known: counting 100 megapixels takes 140 ms.
        revision: of the mask in the project's file (see `Project.mask_revision`).
        work: the person's time on this image; each new edit takes what has passed since the last.

    Signals:
        changed: the Rect in which the mask has changed.
        areas_changed: a step was made, undone or done again, so that classes cover more or less than before.
        prediction_changed: there is another prediction, or none any more.
        pixels_changed: more of the picture is there than before, or it is known that it will not come.
        painting_changed: whether a gesture is painting into the mask.
    """

    changed = Signal(object)
    areas_changed = Signal()
    prediction_changed = Signal()
    pixels_changed = Signal()
    painting_changed = Signal(bool)

    def __init__(
        self,
        image_id: int,
        rgb: U8 | None,
        mask: LabelMask,
        keeper: Keeper | None = None,
        undo_bytes: int = HISTORY_BYTES,
        undo_steps: int = UNDO_STEPS,
        parent: QObject | None = None,
        areas: Mapping[int, int] | None = None,
        work: WorkClock | None = None,
        revision: int = 0,
    ) -> None:
        super().__init__(parent)
        self.image_id = image_id
        self.mask = mask
        self._rgb: U8 | None = None
        self._deep: U16 | None = None
        self._reduced: U8 | None = None
        self._trouble = ""
        if rgb is not None:
            self.show_pixels(rgb)
        self._prediction: Prediction | None = None
        self._keeper = keeper
        self.work = work or WorkClock()
        self._revision = revision
        self._painting = False
        self._passed: list[Rect] | None = None  # boxes of the steps of a jump through the history
        self._give_way: Callable[[], None] | None = None
        self._areas = Counter(mask.areas() if areas is None else areas)
        self._refused = bool(mask.origin.max(initial=0) >= FIRST_MARK)
        self.history = UndoStack(undo_bytes, undo_steps, self)
        self.history.acted.connect(self._replay)
        self._opened_at = 0  # so many of its steps are from before

    @property
    def revision(self) -> int:
        """The revision that the file's mask has once all that was done here is kept, if nobody else changes it."""
        return self._revision

    @property
    def areas(self) -> dict[int, int]:
        """Pixels of each class that occurs, by class index: kept with each edit, not counted anew."""
        return {index: pixels for index, pixels in self._areas.items() if pixels}

    @property
    def refused(self) -> bool:
        """Whether anything that a model said of it may have been refused."""
        return self._refused

    @property
    def rgb(self) -> U8 | None:
        """The picture: uint8 (H, W, 3), as the model sees it; None while it is still being read."""
        return self._rgb

    @property
    def deep(self) -> U16 | None:
        """The grey values of a picture of more than 8 bits: uint16 (H, W); only the view looks at them."""
        return self._deep

    @property
    def reduced(self) -> U8 | None:
        """The picture in small, shown while the whole one is still being read: uint8 (h, w, 3)."""
        return self._reduced

    @property
    def trouble(self) -> str:
        """Why the picture is not there and will not come, in words for the canvas; "" while all is well."""
        return self._trouble

    def show_trouble(self, words: str) -> None:
        """Say that the picture cannot be read; the mask can still be painted."""
        self._trouble, self._reduced = words, None
        self.pixels_changed.emit()

    def show_reduced(self, reduced: U8) -> None:
        """Take the picture in small: uint8 (h, w, 3), of the mask's proportions."""
        if self._rgb is None:
            self._reduced = reduced
            self.pixels_changed.emit()

    def show_pixels(self, rgb: U8, deep: U16 | None = None) -> None:
        """Take the whole picture: uint8 (H, W, 3), and uint16 (H, W) where it has more than 8 bits."""
        if rgb.shape != (self.mask.height, self.mask.width, 3):
            raise BadInputError(
                f"The image is {rgb.shape[1]} x {rgb.shape[0]} pixels and its mask "
                f"{self.mask.width} x {self.mask.height}. The mask is kept.",
                "Put back the picture that was painted on, or remove it from the project.",
            )
        self._rgb, self._deep, self._reduced, self._trouble = rgb, deep, None, ""
        self.pixels_changed.emit()

    @property
    def prediction(self) -> Prediction | None:
        """What the model says of this image."""
        return self._prediction

    def set_prediction(self, prediction: Prediction | None) -> None:
        """Take another prediction, or none. The mask, and a stroke being painted, stay as they are."""
        if prediction is not None and prediction.classes.shape != self.mask.classes.shape:
            raise BadInputError(
                f"The prediction is {prediction.classes.shape} pixels and the mask {self.mask.classes.shape}.",
                "Predict this image again.",
            )
        self._prediction = prediction
        self.prediction_changed.emit()

    @property
    def painting(self) -> bool:
        """Whether a gesture is painting into the mask right now."""
        return self._painting

    def set_painting(self, painting: bool, give_way: Callable[[], None] | None = None) -> None:
        """Said by the canvas when a gesture begins and ends: meanwhile nothing else may change the mask.

        Args:
            painting: whether one paints from now on.
            give_way: called when something else wants to change the mask: takes the gesture back, or does not.
        """
        self._give_way = give_way
        if painting != self._painting:
            self._painting = painting
            self.painting_changed.emit(painting)

    def ready(self) -> bool:
        """Whether the mask may be changed now. What is only tried out gives way; a gesture that paints does not."""
        if self._give_way is not None:
            self._give_way()
        return not self._painting

    def push(self, edit: Edit, already_painted: bool = False) -> bool:
        """Make an edit the newest step of the history.

        Args:
            edit: what changes; its seconds become those of the person's work since the last edit.
            already_painted: its pixels are in the mask (a stroke); else they are written now.

        Returns:
            False, and nothing is done, while a gesture is painting: the edit was made without its pixels.
        """
        if self._painting:
            return False
        if not already_painted:
            apply(self.mask, edit)
        edit = replace(edit, seconds=self.work.take())
        self._opened_at = min(self._opened_at, self.history.index())
        self.history.add(edit)
        self._areas.update(edit.gains())
        self._refused = self._refused or bool(edit.refused())
        if self._keeper is not None:
            self._keeper.committed(self.image_id, edit, self._revision)
        self._revision += 1
        self._show([patch.rect for patch in edit.patches])
        self.areas_changed.emit()
        return True

    def undo(self) -> None:
        """Take the newest step back; ignored while a gesture is painting."""
        if self.ready():
            self.history.undo()

    def redo(self) -> None:
        """Do the last undone step again; ignored while a gesture is painting."""
        if self.ready():
            self.history.redo()

    def go_to(self, steps: int) -> None:
        """Undo, or do again, until so many steps of the history stand; ignored while a gesture is painting."""
        if not self.ready():
            return
        self._passed = []
        try:
            self.history.setIndex(steps)
        finally:
            passed, self._passed = self._passed, None
            if passed:
                self._show(passed)
                self.areas_changed.emit()

    def load_history(self, history: Iterable[tuple[Edit, bool]]) -> None:
        """Fill the history from the journal, oldest first, each edit with whether it is undone; pixels stay."""
        self.history.load(history)
        self._opened_at = self.history.index()

    @property
    def earlier_step(self) -> str:
        """The tool of the step that an undo takes back when it is from before the image was opened; else ""."""
        index = self.history.index()
        return self.history.steps(index - 1, index)[0].edit.tool if 0 < index <= self._opened_at else ""

    def leave(self, during: int | None = None) -> None:
        """The image is left, or the round `during` is over: the person's time since the last edit is kept."""
        rest, clicks = self.work.take(), self.work.take_presses()
        if self._keeper is not None and (rest > 0 or clicks):
            self._keeper.worked(self.image_id, rest, clicks, during)

    def _replay(self, edit: Edit, forward: bool) -> None:
        base, self._revision = self._revision, self._revision + 1
        apply(self.mask, edit if forward else edit.inverse())
        (self._areas.update if forward else self._areas.subtract)(edit.gains())
        self._refused = self._refused or bool(edit.refused())
        boxes = [patch.rect for patch in edit.patches]
        if self._passed is not None:  # all steps of a jump are shown together
            self._passed += boxes
        else:
            self._show(boxes)
            self.areas_changed.emit()
        if self._keeper is not None:
            (self._keeper.redone if forward else self._keeper.undone)(self.image_id, base)

    def _show(self, boxes: Sequence[Rect]) -> None:
        """Tell where the mask has changed: one box, unless it holds much more than what has changed."""
        single = list(dict.fromkeys(boxes))
        whole = box_round(single)
        if whole.area <= SPARSE * sum(box.area for box in single):
            single = [whole]
        for box in single:
            self.changed.emit(box)
