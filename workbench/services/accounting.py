"""Honest accounting: what the work cost, and what it brought, image by image and round by round.

A round lasts from one model to the next; round 0 is before the first. Nothing is estimated: what cannot be told, such
as the share that was kept of a prediction whose file is gone, is None.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np

from workbench.core.errors import BadInputError, MissingError
from workbench.core.events import Event, Progress
from workbench.core.listing import ImageQuery, Order
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.records import EpochRecord, FinishedFirst, ImageRecord, RunStatus, Status, TrainingRun, Work
from workbench.core.whole_file import whole_file
from workbench.services import prediction
from workbench.services.folders import make_folder
from workbench.store.project import Project

LAST = 10
"""Finished images whose mean cost is told."""


@dataclass(frozen=True, slots=True)
class ImageAccount:
    """What one image cost.

    Attributes:
        image: its number.
        name: its file's.
        status: how far it is.
        round: in which it was finished first; of the last work on it while that is not known.
        seconds: of work, pauses left out.
        strokes: edits by hand.
        accepts: edits that accepted what a model offers, all of it or a region.
        clicks: presses of mouse and pen.
        accepted: of its labelled pixels, the share that was accepted from a prediction.
        corrected: of its labelled pixels, the share where hand or import say otherwise than the prediction.
        kept: of its labelled pixels, the share that is as the prediction said.
    """

    image: int
    name: str
    status: str
    round: int
    seconds: float
    strokes: int
    accepts: int
    clicks: int
    accepted: float | None = None
    corrected: float | None = None
    kept: float | None = None


@dataclass(frozen=True, slots=True)
class RoundAccount:
    """A model, what it took to get to it, and the work that followed until the next one.

    Attributes:
        round: the number of the run; 0 for the work before the first.
        minutes: of all work before this model.
        images: images with any work before this model.
        miou: of the model on val; None for round 0, and where nothing could be measured.
        ious: on val by class name, of the best validation.
        finished: images that were finished in this round.
        seconds: of work in this round.
        strokes: edits by hand in this round.
        accepts: edits of this round that accepted what a model offers.
        clicks: presses of mouse and pen in this round.
        accepted: mean over the images finished in this round, as in `ImageAccount`.
        corrected: likewise.
        kept: likewise.
    """

    round: int
    minutes: float
    images: int
    miou: float | None
    ious: dict[str, float | None]
    finished: int
    seconds: float
    strokes: int
    accepts: int
    clicks: int
    accepted: float | None
    corrected: float | None
    kept: float | None


@dataclass(frozen=True, slots=True)
class Account:
    """All images with any work, in the order in which they were finished first, then the others; and all rounds."""

    images: tuple[ImageAccount, ...]
    rounds: tuple[RoundAccount, ...]

    @property
    def last_cost(self) -> float | None:
        """Seconds of work, the mean of the `LAST` images that were finished last; None without any."""
        done = [image.seconds for image in self.images if image.status == Status.DONE][-LAST:]
        return sum(done) / len(done) if done else None

    @property
    def words(self) -> str:
        """In a sentence, what the last images cost, beside the first ones."""
        done = [image.seconds for image in self.images if image.status == Status.DONE]
        if self.last_cost is None:
            return "No image is finished yet."
        told = f"The last {min(LAST, len(done))} finished images took {self.last_cost:.0f} s each"
        if len(done) < 2 * LAST:
            return f"{told}."
        return f"{told}, the first {LAST} {sum(done[:LAST]) / LAST:.0f} s."


def run(project: Project) -> Generator[Event, None, Account]:
    """Add everything up. Masks and predictions of finished images are read, which is told as progress."""
    by_image: dict[int, list[Work]] = defaultdict(list)
    for work in project.ledger.work():
        by_image[work.image].append(work)
    images: list[ImageAccount] = []
    first = project.ledger.finished_first()
    worked = [image for image in project.each(ImageQuery(order=Order.RECENT)) if image.id in by_image][::-1]
    # Those of which it is not known, because an older program marked them done, were finished before all others.
    ordered = sorted(worked, key=lambda image: (image.status != Status.DONE, _moment(first.get(image.id))))
    for done, image in enumerate(ordered):
        yield Progress("adding up", done, len(worked))
        images.append(_image(project, image, by_image[image.id], first.get(image.id)))
    yield Progress("adding up", len(worked), len(worked))
    everything = [work for one in by_image.values() for work in one]
    models = [run for run in project.runs() if run.status in (RunStatus.FINISHED, RunStatus.STOPPED)]
    rounds = [_round(None, [], everything, images)]
    rounds += [_round(model, project.epochs(model.id), everything, images) for model in models]
    return Account(tuple(images), tuple(rounds))


def write_csv(folder: Path, account: Account) -> tuple[Path, Path]:
    """Write rounds.csv and images.csv into a folder, which is made; unknown values stay empty. Returns both paths."""
    make_folder(folder)
    names = sorted({name for one in account.rounds for name in one.ious})
    plain = [field.name for field in fields(RoundAccount) if field.name != "ious"]
    rounds = [[getattr(one, name) for name in plain] + [one.ious.get(name) for name in names] for one in account.rounds]
    paths = folder / "rounds.csv", folder / "images.csv"
    _write(paths[0], [*plain, *(f"iou {name}" for name in names)], rounds)
    _write(paths[1], [field.name for field in fields(ImageAccount)], [astuple(one) for one in account.images])
    return paths


def _moment(first: FinishedFirst | None) -> float:
    return 0.0 if first is None else first.at


def _image(project: Project, image: ImageRecord, work: Sequence[Work], first: FinishedFirst | None) -> ImageAccount:
    counted_in = max(one.round for one in work) if first is None else first.round
    shares = _shares(project, image, work) if image.status == Status.DONE else (None, None, None)
    return ImageAccount(
        image.id,
        image.name,
        image.status.value,
        counted_in,
        sum(one.seconds for one in work),
        sum(one.strokes for one in work),
        sum(one.accepts for one in work),
        sum(one.clicks for one in work),
        *shares,
    )


def _shares(
    project: Project, image: ImageRecord, work: Sequence[Work]
) -> tuple[float | None, float | None, float | None]:
    """Accepted, corrected and kept share of a finished image.

    The last two are only told where the prediction is one that the person had to judge: of a model that had not
    learnt from strokes on this very image, and that was there while the image was worked on.
    """
    try:
        mask = project.mask(image.id)
    except BadInputError:  # damaged, as is told where it is opened: one image's shares, not the whole account
        return None, None, None
    labelled = mask.classes != UNLABELLED
    if not labelled.any():
        return None, None, None
    accepted = float((mask.origin == Origin.ACCEPTED)[labelled].mean())
    record = project.prediction(image.id)
    if record is None or record.run > max(one.round for one in work):
        return accepted, None, None
    if any(one.round < record.run and one.strokes + one.accepts for one in work):
        return accepted, None, None
    try:
        found = prediction.load(project, image)
    except (BadInputError, MissingError):
        return accepted, None, None
    if found is None:
        return accepted, None, None
    same = found.classes == mask.classes
    corrected = labelled & ~same & (mask.origin != Origin.ACCEPTED)
    return accepted, float(corrected[labelled].mean()), float(same[labelled].mean())


def _round(
    model: TrainingRun | None, epochs: Iterable[EpochRecord], work: Sequence[Work], images: Sequence[ImageAccount]
) -> RoundAccount:
    number = 0 if model is None else model.id
    before, here = [one for one in work if one.round < number], [one for one in work if one.round == number]
    finished = [image for image in images if image.round == number and image.status == Status.DONE]
    measured = [epoch for epoch in epochs if epoch.miou is not None]
    best = max(measured, key=lambda epoch: epoch.miou or 0.0, default=None)
    return RoundAccount(
        number,
        sum(one.seconds for one in before) / 60,
        len({one.image for one in before}),
        None if model is None else model.best_miou,
        {} if best is None else dict(best.ious),
        len(finished),
        sum(one.seconds for one in here),
        sum(one.strokes for one in here),
        sum(one.accepts for one in here),
        sum(one.clicks for one in here),
        _mean(image.accepted for image in finished),
        _mean(image.corrected for image in finished),
        _mean(image.kept for image in finished),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(head)
    table.writerows([_told(value) for value in row] for row in rows)
    with whole_file(path, "The table", "Choose a folder that may be written.") as raw:
        raw.write(text.getvalue().encode("utf-8"))


def _told(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    return "" if value is None else value
