"""Opening a project brings its journal below the limit that it sets itself."""

import numpy as np
from tiny_scenes import paint

from workbench.services.library import open_project
from workbench.store.project import Project


def test_opening_prunes_to_the_projects_own_limit(project: Project) -> None:
    for number in range(8):
        paint(project, 1, number)
    held, size = project.mask(1).classes, project.journal.bytes
    project.settings.put("journal_bytes", size - 1)
    project.close()
    with open_project(project.folder) as again:
        assert 0 < again.journal.bytes <= size * 9 // 10
        assert 0 < len(again.history(1, 2**40)) < 8
        assert np.array_equal(again.mask(1).classes, held)


def test_without_a_setting_or_with_a_strange_one_months_of_painting_stay(project: Project) -> None:
    paint(project, 1, 1)
    project.close()
    for value in (None, "much", -5):
        with open_project(project.folder) as again:
            again.settings.put("journal_bytes", value)
        with open_project(project.folder) as again:
            assert len(again.history(1, 2**40)) == 1
