"""A child that paints without a window: the document, the keeper and the project are those of the program."""

import itertools
import time
from pathlib import Path

import deeds
import numpy as np
from ledger import Ledger
from store_strokes import stroke

from workbench.core.edit import HISTORY_BYTES, apply
from workbench.services.annotation import Keeper
from workbench.store.project import Project
from workbench.ui.document import Document

LONGEST_REST = 0.006
"""Seconds between two deeds, at most: sometimes the keeper has time to write, sometimes several changes wait."""


class Desk:
    """An open project with one open image, and what a person can do there."""

    def __init__(self, folder: str, ledger: Ledger, image_id: int) -> None:
        self.folder = Path(folder)
        self.ledger = ledger
        self.open(image_id)

    def open(self, image_id: int) -> None:
        self.project = Project.open(self.folder)
        self.keeper = Keeper(self.project, self.ledger.problem, self.ledger.pending)
        self.show(image_id)

    def show(self, image_id: int) -> None:
        revision = self.project.mask_revision(image_id)
        self.document = Document(image_id, None, self.project.mask(image_id), self.keeper, revision=revision)
        self.document.load_history(self.project.history(image_id, HISTORY_BYTES))

    def do(self, kind: str, number: int, following: int) -> None:
        """One deed; `following` is the image that is open after it."""
        match kind:
            case "stroke":
                edit = stroke(self.document.mask, number)
                apply(self.document.mask, edit)
                self.document.push(edit, already_painted=True)
            case "undo":
                self.document.undo()
            case "redo":
                self.document.redo()
            case "switch":
                self.document.leave()
                assert self.keeper.flush()
                self.show(following)
            case "reopen":
                self.document.leave()
                assert self.keeper.close()
                self.project.close()
                self.open(following)


def paint(folder: str, ledger: str, seed: int, first: int, images: int) -> None:
    """Do deed after deed, from number `first` on, until somebody ends this process."""
    book = Ledger(ledger)
    rests = np.random.default_rng((seed, first, 1))
    desk = Desk(folder, book, deeds.image_at(seed, first, images))
    for number in itertools.count(first):
        book.begin(number)
        desk.do(deeds.kind(seed, number), number, deeds.image_at(seed, number + 1, images))
        time.sleep(float(rests.uniform(0, LONGEST_REST)))
