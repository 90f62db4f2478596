"""Regions that a person has kept: every pixel comes back, for its image alone, and damage is told."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.core.disagreement import Disagreement
from workbench.core.errors import DamagedError
from workbench.core.geometry import Rect
from workbench.core.records import NewImage
from workbench.store.project import Project

HEIGHT, WIDTH = 40, 50
EXAMPLES = settings(
    derandomize=True, max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def one(project: Project) -> Project:
    """Two images."""
    for number in (1, 2):
        project.add_image(NewImage(Path(f"/p/{number}.png"), WIDTH, HEIGHT, f"{number:064x}"))
    return project


@EXAMPLES
@given(st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1), st.integers(1, 40), st.integers(1, 50), st.data())
def test_every_pixel_comes_back(
    one: Project, top: int, left: int, rows: int, columns: int, data: st.DataObject
) -> None:
    box = Rect(top, left, top + rows, left + columns).clip(HEIGHT, WIDTH)
    dice = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    region = Disagreement(3, 253, box, dice.random((box.height, box.width)) < 0.5)
    one.checks.forget(1)
    one.checks.keep(1, region)
    (found,) = one.checks.kept(1)
    assert (found.painted, found.said, found.box) == (3, 253, box)
    assert np.array_equal(found.where, region.where)
    assert one.checks.kept(2) == []
    one.checks.forget(2)
    assert len(one.checks.kept(1)) == 1


@pytest.mark.parametrize("change", ["pixels = x'00'", "bottom = 4000", '"right" = "left"', "top = top + 1"])
def test_damage_is_told_and_can_be_forgotten(one: Project, change: str) -> None:
    one.checks.keep(1, Disagreement(0, 1, Rect(2, 3, 12, 13), np.ones((10, 10), bool)))
    with one._db.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE kept_regions SET {change}")
    with pytest.raises(DamagedError, match="Ask again"):
        one.checks.kept(1)
    one.checks.forget(1)
    assert one.checks.kept(1) == []
