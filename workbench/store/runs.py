"""Training runs, their validations and their predictions."""

from pathlib import Path

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from workbench.core.errors import MissingError
from workbench.core.records import EpochRecord, PredictionRecord, RunStatus, TrainingRun
from workbench.store import refusals
from workbench.store.schema import epochs, predictions, runs


def add_run(connection: Connection, recipe: dict[str, object], started: float) -> int:
    """Begin a run and return its number."""
    result = connection.execute(insert(runs).values(status=RunStatus.RUNNING.value, recipe=recipe, started=started))
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def change_run(connection: Connection, run_id: int, values: dict[str, object]) -> None:
    """Set some columns of a run."""
    connection.execute(update(runs).where(runs.c.id == run_id).values(**values))


def add_epoch(connection: Connection, run_id: int, epoch: EpochRecord) -> None:
    """Keep a validation."""
    connection.execute(
        insert(epochs).values(
            run_id=run_id,
            epoch=epoch.epoch,
            step=epoch.step,
            loss=epoch.loss,
            miou=epoch.miou,
            pixel_accuracy=epoch.pixel_accuracy,
            ious=epoch.ious,
        )
    )


def read_runs(connection: Connection) -> list[TrainingRun]:
    """All runs, oldest first."""
    return [_run(row) for row in connection.execute(select(runs).order_by(runs.c.id))]


def read_run(connection: Connection, run_id: int) -> TrainingRun:
    """The run of that number."""
    row = connection.execute(select(runs).where(runs.c.id == run_id)).one_or_none()
    if row is None:
        raise MissingError(f"The project has no run number {run_id}.", "See the runs with: workbench status PROJECT")
    return _run(row)


def read_epochs(connection: Connection, run_id: int) -> list[EpochRecord]:
    """The validations of a run, oldest first."""
    rows = connection.execute(select(epochs).where(epochs.c.run_id == run_id).order_by(epochs.c.epoch))
    return [EpochRecord(r.epoch, r.step, r.loss, r.miou, r.pixel_accuracy, dict(r.ious)) for r in rows]


def put_prediction(connection: Connection, prediction: PredictionRecord, stored: str) -> None:
    """Keep the newest prediction of an image; `stored` is its path relative to the project.

    What a person has refused of that run's word stays refused, and goes on counting as doubt; what was refused of
    another run's is offered again.
    """
    values = {
        "image_id": prediction.image,
        "run_id": prediction.run,
        "path": stored,
        "doubt": prediction.doubt,
        "said": prediction.doubt,
        "reason": prediction.reason,
    }
    connection.execute(upsert(predictions).values(values).on_conflict_do_update(set_=values))
    refusals.raise_doubt(connection, prediction.image)


def predicted_by(connection: Connection, folder: Path, run_id: int) -> dict[int, Path]:
    """Where the prediction lies of every image whose newest one is of that run."""
    rows = connection.execute(
        select(predictions.c.image_id, predictions.c.path).where(predictions.c.run_id == run_id)
    ).all()
    return {image_id: folder / path for image_id, path in rows}


def read_prediction(connection: Connection, folder: Path, image_id: int) -> PredictionRecord | None:
    """The newest prediction of an image, or None."""
    row = connection.execute(select(predictions).where(predictions.c.image_id == image_id)).one_or_none()
    if row is None:
        return None
    return PredictionRecord(row.image_id, row.run_id, folder / row.path, row.doubt, row.reason)


def _run(row: Row[tuple[object, ...]]) -> TrainingRun:
    return TrainingRun(
        id=row.id,
        status=RunStatus(row.status),
        best_miou=row.best_miou,
        started=row.started,
        seconds=row.seconds,
        recipe=dict(row.recipe),
        started_from=row.started_from,
        device=row.device,
        note=row.note,
    )
