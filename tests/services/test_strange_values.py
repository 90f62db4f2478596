"""Any value in any column of a project: it opens as the program opens it, or is refused in words; so is all else."""

import contextlib
import sqlite3
import traceback
from collections import Counter
from pathlib import Path

import numpy as np
from tiny_scenes import paint

from workbench.core.disagreement import Disagreement
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import WorkbenchError
from workbench.core.geometry import Rect
from workbench.core.look import MEASURES, SIDE, Look
from workbench.core.mask import UNLABELLED
from workbench.core.offer import mark_of
from workbench.core.records import EpochRecord, PredictionRecord, Thumbnail
from workbench.services import accounting, annotation, contents, queueing, ranking
from workbench.services.library import open_project
from workbench.services.summary import summarise
from workbench.store.project import FILE_NAME, Project
from workbench.store.schema import metadata

VALUES = (
    *("-1", "0", "7", "70000", "9223372036854775807", "-9223372036854775808", "9e999", "-9e999", "0.5"),
    *("'x'", "''", "x'00ff'", "'a' || char(0) || 'b'", "'[1]'", "'{}'", "'5'", "'null'", "'../../../x'", "NULL"),
)
EACH = 2
"""Values that each column is given."""


def refuse(project: Project, run: int) -> None:
    """Refuse the run's word wherever nothing is painted in the first image."""
    mask = project.mask(1)
    edit = edit_from_pixels(mask, mask.classes == UNLABELLED, mask.classes, mark_of(run), "refuse")
    assert edit is not None
    annotation.commit(project, 1, edit)


def full(project: Project) -> bytes:
    """The file of a project with something in every table, and a journal above its limit."""
    for image_id in (1, 2):
        paint(project, image_id, image_id)
    project.undo(2)
    project.change_tags([1], ["odd"])
    run = project.add_run({"steps": 3})  # it was going on when the program died
    project.add_epoch(run, EpochRecord(1, 3, 0.5, 0.25, 0.75, {"ground": 0.5, "box": None}))
    look = Look(np.full((len(MEASURES), SIDE, SIDE), 9, np.uint8), True, {0: 0.5}, np.ones(3, np.float16))
    said = PredictionRecord(1, run, project.prediction_folder(run) / "1.npz", 0.5, "mostly box")
    project.put_prediction(said, look.pack())
    refuse(project, run)
    queueing.rank(project)
    project.checks.keep(1, Disagreement(0, 1, Rect(1, 1, 5, 6), np.ones((4, 5), np.bool_)))
    project.put_thumbnails([Thumbnail(1, b"\xff\xd8", 2, 3)])
    project.settings.put("journal_bytes", 10)
    project.settings.put("splits", {"val": 0.2, "test": 0, "sequences": "auto"})
    project.close()
    return (project.folder / FILE_NAME).read_bytes()


def read(folder: Path) -> str:
    """Open a project, read, paint, and open it again: "sound", "refused", or what went wrong."""
    try:
        with open_project(folder) as project:
            deeds = (
                lambda: summarise(project),
                lambda: [project.epochs(run.id) for run in project.runs()],
                project.tags,
                lambda: [contents.read(project, image) for image in project.images()],
                lambda: paint(project, 1, 9),
                lambda: (project.undo(2), project.redo(2)),
                lambda: project.undo(1),
                lambda: [project.checks.kept(image.id) for image in project.images()],
                lambda: queueing.rank(project),
                lambda: ranking.queue(project),
                lambda: list(accounting.run(project)),
            )
            for deed in deeds:
                with contextlib.suppress(WorkbenchError):
                    deed()
    except WorkbenchError as error:
        return "refused" if error.message and error.cure else f"no cure: {error!r}"
    except Exception:  # noqa: BLE001 - the finding itself
        return traceback.format_exc()
    try:
        open_project(folder).close()
    except WorkbenchError as error:
        return f"does not open again: {error!r}"
    return "sound"


def test_a_strange_value_anywhere_is_no_bug(project: Project, tmp_path: Path) -> None:
    whole, outcomes, bugs = full(project), Counter[str](), []
    with contextlib.closing(sqlite3.connect(project.folder / FILE_NAME)) as connection:
        rows = {
            t.name: connection.execute(f"SELECT count(*) FROM {t.name}").fetchone()[0] for t in metadata.sorted_tables
        }
    assert all(rows.values()), rows
    draw = np.random.default_rng(2026)
    for table in metadata.sorted_tables:
        for column in table.columns:
            for value in draw.choice(VALUES, EACH, replace=False):
                path = tmp_path / "mutant" / FILE_NAME
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(whole)
                with contextlib.closing(sqlite3.connect(path)) as connection:
                    connection.execute("PRAGMA ignore_check_constraints=1")
                    try:
                        connection.execute(f'UPDATE {table.name} SET "{column.name}" = {value}')
                    except sqlite3.IntegrityError:  # no file can hold it
                        continue
                    connection.commit()
                outcome = read(path.parent)
                outcomes[outcome.split()[0]] += 1
                if outcome not in ("sound", "refused"):
                    bugs.append(f"{table.name}.{column.name} = {value}: {outcome}")
    assert not bugs, f"{len(bugs)}; the first:\n{bugs[0]}"
    assert outcomes["refused"] > 40
    assert outcomes["sound"] > 20
