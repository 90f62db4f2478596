"""A project: a folder with a database in it, and the only door to both."""

import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from workbench.core.classes import ClassSet
from workbench.core.edit import Edit
from workbench.core.errors import BadInputError, StorageError
from workbench.core.mask import LabelMask
from workbench.core.records import (
    EpochRecord,
    ImageRecord,
    PredictionRecord,
    RunStatus,
    Split,
    SplitChooser,
    Status,
    TrainingRun,
)
from workbench.store import catalogue, copied_revisions, divisions, edits, ledger, listing, masks, queues, runs
from workbench.store.backups import Backups
from workbench.store.census import Census
from workbench.store.checks import Checks
from workbench.store.database import Database, make_file
from workbench.store.divisions import Divisions
from workbench.store.entry import check_folders
from workbench.store.folder_lock import folder_lock
from workbench.store.journal import Journal
from workbench.store.ledger import Ledger
from workbench.store.mending import Mending
from workbench.store.past import Past
from workbench.store.paths import follow
from workbench.store.project_classes import ProjectClasses
from workbench.store.project_images import ProjectImages
from workbench.store.queues import Queues
from workbench.store.settings import Settings
from workbench.store.way_back import no_file, not_empty

FILE_NAME = "project.sqlite3"


def folder_of(path: Path) -> Path:
    """The folder of the project that a path means, absolute: of the folder itself, or of the file in it."""
    found = path.expanduser().resolve()
    return found.parent if found.name == FILE_NAME else found


class Project(ProjectImages, ProjectClasses):
    """Everything a person made, safe to use from several threads; each method is one transaction.

    Attributes:
        folder: absolute; holds the database, `masks/`, `runs/` and `predictions/`.
        census: what is painted where, counted.
        divisions: which images belong together.
        queues: which image next, by strategy.
        settings: what a person chose for this project.
        checks: regions that a person has kept although a model says otherwise.
        backups: the copies of the database.
        journal: the room that all steps take.
        past: masks as they were a moment ago.
        ledger: what a person did, by image and round.
        mending: finds and mends damaged masks.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        super().__init__(folder, database)
        self.census = Census(database)
        self.divisions = Divisions(database, folder)
        self.queues = Queues(database, folder)
        self.settings = Settings(database)
        self.checks = Checks(database)
        self.backups = Backups(folder, database)
        self.journal = Journal(database)
        self.past = Past(folder, database)
        self.ledger = Ledger(database)
        self.mending = Mending(database, folder)

    @classmethod
    def create(cls, folder: Path, classes: ClassSet) -> "Project":
        """Make a project in a new or empty folder."""
        folder = folder.expanduser().resolve()
        if (folder / FILE_NAME).exists():
            raise BadInputError(f"There is a project in {folder} already.", "Open it, or choose another folder.")
        if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
            raise not_empty(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"The folder {folder} cannot be made: {error.strerror}.", "Choose a folder that you may write to."
            ) from error
        make_file(folder / FILE_NAME)
        project = cls(folder, Database(folder / FILE_NAME))
        try:
            project.set_classes(classes)
            project._follow()
        except BaseException:
            project.close()
            raise
        return project

    @classmethod
    def open(cls, folder: Path) -> "Project":
        """Open the project in a folder; this process holds it until `close`."""
        folder = folder_of(folder)
        if not folder.is_dir():
            raise no_file(folder)
        with folder_lock(folder, alone=False):
            return cls.open_alone(folder)

    @classmethod
    def open_alone(cls, folder: Path) -> "Project":
        """As `open`, for whoever is alone with the folder (`folder_lock`), which is absolute."""
        if not (folder / FILE_NAME).is_file():
            raise no_file(folder)
        check_folders(folder)
        project = cls(folder, Database(folder / FILE_NAME))
        try:
            project._follow()
        except BaseException:
            project.close()
            raise
        return project

    def _follow(self) -> None:
        with self._db.transaction() as connection:
            follow(connection, self.folder)

    def close(self) -> None:
        """Let the project go."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    # Masks

    def mask(self, image_id: int) -> LabelMask:
        """The image's mask: a fresh copy in memory."""
        with self._db.transaction() as connection:
            image = listing.read_record(connection, self.folder, image_id)
            return masks.read_mask(connection, image_id, image.height, image.width)

    def mask_revision(self, image_id: int) -> int:
        """A number that grows with every edit, undo and redo of the image, and when a backup is restored."""
        with self._db.transaction() as connection:
            return copied_revisions.revision(connection, image_id)

    def mask_revisions(self) -> dict[int, int]:
        """The same of every image that was ever painted, by number."""
        with self._db.transaction() as connection:
            return {image: revision for image, revision, _ in copied_revisions.revisions(connection)}

    def areas(self, image_id: int | None = None) -> dict[int, int]:
        """Pixels of each class by its number, of one image or of all."""
        with self._db.transaction() as connection:
            return masks.read_areas(connection, image_id)

    def commit(self, image_id: int, edit: Edit, choose_split: SplitChooser) -> None:
        """Keep an edit: its pixels, its place in the journal, and what follows from the image's first label."""
        with self._db.transaction() as connection:
            image = listing.read_record(connection, self.folder, image_id)
            masks.check_inside(edit, image)
            edits.append(connection, image_id, edit)
            masks.write_edit(connection, image_id, image.height, image.width, edit)
            catalogue.add_work(connection, image_id, edit.seconds)
            ledger.add_edit(connection, image_id, edit)
            if image.status == Status.TODO:
                catalogue.set_status(connection, [image_id], Status.STARTED)
            if image.split == Split.NONE:
                divisions.decide(connection, image, choose_split)

    def undo(self, image_id: int) -> Edit | None:
        """Undo the newest edit that stands and return what was applied; None when there is none."""
        return self._step(image_id, edits.step_back)

    def redo(self, image_id: int) -> Edit | None:
        """Do the oldest undone edit again and return it; None when there is none."""
        return self._step(image_id, edits.step_forward)

    def _step(self, image_id: int, step: Callable[[Connection, ImageRecord], Edit | None]) -> Edit | None:
        with self._db.transaction() as connection:
            image = listing.read_record(connection, self.folder, image_id)
            edit = step(connection, image)
            if edit is not None:
                masks.write_edit(connection, image_id, image.height, image.width, edit)
                catalogue.add_work(connection, image_id, 0.0)
            return edit

    def history(self, image_id: int, max_bytes: int) -> list[tuple[Edit, bool]]:
        """The image's newest edits, oldest first, each with whether it is undone; at most `max_bytes` of memory."""
        with self._db.transaction() as connection:
            image = listing.read_record(connection, self.folder, image_id)
            return edits.history(connection, image, max_bytes)

    # Runs and predictions

    def add_run(self, recipe: dict[str, object]) -> int:
        """Begin a training run and return its number."""
        with self._db.transaction() as connection:
            return runs.add_run(connection, recipe, time.time())

    def run_folder(self, run_id: int) -> Path:
        """Where a run keeps its weights and logs."""
        return self.folder / "runs" / f"{run_id:04d}"

    def describe_run(self, run_id: int, *, started_from: str, device: str, note: str = "") -> None:
        """Keep what a run started from and what it runs on; `note` is what is to be known of it meanwhile."""
        with self._db.transaction() as connection:
            runs.change_run(connection, run_id, {"started_from": started_from, "device": device, "note": note})

    def add_epoch(self, run_id: int, epoch: EpochRecord) -> None:
        """Keep a validation of a run."""
        with self._db.transaction() as connection:
            runs.add_epoch(connection, run_id, epoch)

    def end_run(self, run_id: int, status: RunStatus, best_miou: float | None, seconds: float, note: str = "") -> None:
        """Keep how a run ended."""
        values: dict[str, object] = {"status": status.value, "best_miou": best_miou, "seconds": seconds, "note": note}
        with self._db.transaction() as connection:
            runs.change_run(connection, run_id, values)

    def runs(self) -> list[TrainingRun]:
        """All runs, oldest first."""
        with self._db.transaction() as connection:
            return runs.read_runs(connection)

    def run(self, run_id: int) -> TrainingRun:
        """The run of that number."""
        with self._db.transaction() as connection:
            return runs.read_run(connection, run_id)

    def epochs(self, run_id: int) -> list[EpochRecord]:
        """The validations of a run, oldest first."""
        with self._db.transaction() as connection:
            return runs.read_epochs(connection, run_id)

    def prediction_folder(self, run_id: int) -> Path:
        """Where the predictions of a run lie; may be deleted at any time."""
        return self.folder / "predictions" / f"{run_id:04d}"

    def put_prediction(self, prediction: PredictionRecord, look: bytes = b"") -> None:
        """Keep the newest prediction of an image, with a packed `core.look`; its file must lie inside the project."""
        stored = prediction.path.relative_to(self.folder).as_posix()
        with self._db.transaction() as connection:
            runs.put_prediction(connection, prediction, stored)
            queues.put_look(connection, prediction.image, prediction.run, look)

    def predicted_by(self, run_id: int) -> dict[int, Path]:
        """Where the prediction lies of every image whose newest one is of that run, by image number."""
        with self._db.transaction() as connection:
            return runs.predicted_by(connection, self.folder, run_id)

    def prediction(self, image_id: int) -> PredictionRecord | None:
        """The newest prediction of an image, or None."""
        with self._db.transaction() as connection:
            return runs.read_prediction(connection, self.folder, image_id)

    # Health

    def integrity_problems(self) -> list[str]:
        """What the database's own checks say; empty when all is well."""
        return self._db.integrity_problems()
