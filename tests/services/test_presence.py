"""A picture that is gone, or is another one, is told by name."""

import numpy as np
from PIL import Image

from workbench.services.presence import trouble_of
from workbench.store.project import Project


def test_missing_pictures_and_those_of_another_size_are_told(project: Project) -> None:
    gone, other, torn, sound = (image.path for image in project.images())
    gone.unlink()
    Image.fromarray(np.zeros((10, 12, 3), np.uint8)).save(other)
    torn.write_text("oh")
    assert sound.is_file()
    assert [trouble_of(image) for image in project.images()] == ["missing", "other size", "", ""]
