"""Images of val and test judge models, so a hand paints them: a model's word there would praise the next model.

Until a person says for the project that predictions may be accepted there all the same (docs/adr/0018).
"""

from dataclasses import replace

from workbench.core.records import Split
from workbench.services import project_settings
from workbench.store.project import Project

JUDGES = frozenset({Split.VAL, Split.TEST})


def is_reserved(project: Project, image_id: int) -> bool:
    """Whether nothing that a model says may be accepted in an image, because it judges models or is about to."""
    return not project_settings.read(project).accept_in_val and project.divisions.split_of(image_id) in JUDGES


def is_asked(project: Project) -> bool:
    """Whether the person has said yes or no."""
    return project_settings.read(project).accept_in_val is not None


def agree(project: Project, accept: bool) -> None:
    """Keep what the person says, for all images of the project."""
    project_settings.write(project, replace(project_settings.read(project), accept_in_val=accept))
