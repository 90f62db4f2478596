"""Damaged project files: each opens or is refused in words, and so is each mask and history in it. Nothing worse.

Each mutant has five seconds of computing, and a process that reads many of them stays below a gigabyte.
"""

import json
from collections import Counter
from pathlib import Path

import numpy as np
from account import SIZES, make_project
from mutant_child import HARMS, MEGABYTES
from nursery import Nursery
from store_strokes import commit

from workbench.core.disagreement import Disagreement
from workbench.core.edit import EditRecorder
from workbench.core.geometry import Rect
from workbench.core.look import MEASURES, SIDE, Look
from workbench.core.prediction import Prediction
from workbench.core.records import EpochRecord, PredictionRecord, RunStatus, Split, Status
from workbench.paint.ink import RefusalInk, lay
from workbench.services import queueing
from workbench.store.project import FILE_NAME, Project

A_CHILD = 100
"""Mutants that one process reads."""


def sound_project(folder: Path) -> Path:
    """The file of a project with something in most of its tables."""
    make_project(folder)
    with Project.open(folder) as project:
        for image_id in range(1, len(SIZES) + 1):
            mask = project.mask(image_id)
            for number in range(6):
                commit(project, image_id, mask, 10 * image_id + number)
            project.undo(image_id)
        project.set_status([2], Status.DONE)
        run = project.add_run({"steps": 3})
        project.add_epoch(run, EpochRecord(1, 3, 0.5, 0.25, 0.75, {"ground": 0.5, "box": None}))
        project.end_run(run, RunStatus.FINISHED, 0.25, 2.0)
        regions = np.full((len(MEASURES), SIDE, SIDE), 90, np.uint8)
        look = Look(regions, True, {0: 0.25, 1: 0.5}, np.linspace(0, 1, 64).astype(np.float16)).pack()
        for image_id in range(1, len(SIZES) + 1):
            said = PredictionRecord(image_id, run, project.prediction_folder(run) / f"{image_id}.npz", 0.5, "unsure")
            project.put_prediction(said, look)
            where = np.random.default_rng(image_id).random((20, 30)) < 0.5
            project.checks.keep(image_id, Disagreement(0, 1, Rect(1, 2, 21, 32), where))
            mask = project.mask(image_id)
            plane = np.zeros_like(mask.classes)
            recorder = EditRecorder(mask)
            refusal = RefusalInk(Prediction(plane, plane + 255, plane, run))
            lay(recorder, mask.rect, np.ones(plane.shape, bool), refusal)
            edit = recorder.finish("refuse")
            assert edit is not None
            project.commit(image_id, edit, lambda *_: Split.TRAIN)
        queueing.rank(project)
    return folder / FILE_NAME


def test_damaged_projects_are_told_in_words(nursery: Nursery, tmp_path: Path, mutants: int) -> None:
    source = sound_project(tmp_path / "sound")
    outcomes: Counter[str] = Counter()
    bugs, most = [], 0
    for first in range(0, mutants, A_CHILD):
        (tmp_path / "mutants").mkdir(exist_ok=True)
        report = tmp_path / f"report {first}"
        arguments = source, tmp_path / "mutants", first, min(A_CHILD, mutants - first), report
        code = nursery.run("mutant_child:read_mutants", *arguments)
        lines = [json.loads(line) for line in report.read_text().splitlines()]
        assert code == 0, f"the process ended with {code} at mutant {lines[-1]}"
        for begun, ended in zip(lines[::2], lines[1::2], strict=True):
            outcomes[ended["outcome"].split()[0]] += 1
            most = max(most, ended["megabytes"])
            if ended["outcome"].startswith("BUG"):
                bugs.append(f"mutant {begun['begun']} ({begun['harm']}): {ended['outcome']}")
    print(f"{mutants} mutants of {len(HARMS)} kinds: {dict(outcomes)}, at most {most} MB")
    assert not bugs, f"{len(bugs)} of {mutants}; the first:\n{bugs[0]}"
    assert most < MEGABYTES
    assert outcomes["refused"] > mutants // 10
    assert outcomes["sound"] > mutants // 20
