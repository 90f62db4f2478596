"""What is painted, taken back and done again is the same in memory and in the project's file."""

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.classes import ClassSet
from workbench.core.edit import EditRecorder
from workbench.core.errors import WorkbenchError
from workbench.core.geometry import Point
from workbench.core.mask import LabelMask
from workbench.core.records import NewImage
from workbench.paint.brush import paint_line
from workbench.paint.ink import ERASER, SolidInk
from workbench.services.annotation import Keeper
from workbench.store.project import Project
from workbench.ui.document import Document

HEIGHT, WIDTH = 300, 700
PLACE = st.tuples(st.floats(-10, HEIGHT + 10), st.floats(-10, WIDTH + 10))
STROKE = st.tuples(PLACE, PLACE, st.integers(0, 3), st.floats(0.5, 40))


@given(st.lists(STROKE, min_size=1, max_size=8), st.integers(0, 8))
@settings(max_examples=12, deadline=None, derandomize=True)
def test_all_undone_and_all_redone(
    qapp: object, strokes: list[tuple[tuple[float, float], tuple[float, float], int, float]], undone: int
) -> None:
    problems: list[WorkbenchError] = []
    with tempfile.TemporaryDirectory() as folder:
        project = Project.create(Path(folder) / "p", ClassSet.from_names(["a", "b", "c"]))
        image_id = project.add_image(NewImage(Path("/pictures/a.jpg"), WIDTH, HEIGHT, "1"))
        keeper = Keeper(project, problems.append)
        document = Document(image_id, None, project.mask(image_id), keeper)
        for start, end, value, radius in strokes:
            recorder = EditRecorder(document.mask)
            paint_line(recorder, Point(*start), Point(*end), radius, ERASER if value == 3 else SolidInk(value))
            edit = recorder.finish("brush")
            if edit is not None:
                document.push(edit, already_painted=True)
        painted = document.mask.copy()
        while document.history.canUndo():
            document.undo()
        check(project, keeper, document, LabelMask.blank(HEIGHT, WIDTH))
        while document.history.canRedo():
            document.redo()
        check(project, keeper, document, painted)
        for _ in range(undone):
            document.undo()
        assert keeper.flush()
        reopened = Document(image_id, None, project.mask(image_id), keeper, revision=project.mask_revision(image_id))
        reopened.load_history(project.history(image_id, 2**40))
        while reopened.history.canRedo():
            reopened.redo()
        check(project, keeper, reopened, painted)
        keeper.close()
        project.close()
    assert problems == []


def check(project: Project, keeper: Keeper, document: Document, expected: LabelMask) -> None:
    """Memory, file and counts show the expected mask."""
    assert keeper.flush()
    kept = project.mask(document.image_id)
    for mask in (document.mask, kept):
        assert np.array_equal(mask.classes, expected.classes)
        assert np.array_equal(mask.origin, expected.origin)
    assert document.areas == project.areas(document.image_id) == expected.areas()
