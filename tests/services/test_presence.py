"""A picture that is gone, or is another one, is told by name."""

import numpy as np
from PIL import Image

from workbench.services.presence import present_images, trouble_of
from workbench.store.project import Project


def test_missing_pictures_and_those_of_another_size_are_told(project: Project) -> None:
    gone, other, torn, sound = (image.path for image in project.images())
    gone.unlink()
    Image.fromarray(np.zeros((10, 12, 3), np.uint8)).save(other)
    torn.write_text("oh")
    assert sound.is_file()
    assert [trouble_of(image) for image in project.images()] == ["missing", "other size", "", ""]


def test_several_that_are_gone_are_counted_in_one_notice(project: Project) -> None:
    images = project.images()
    for image in images[:2]:
        image.path.unlink()
    present, (told,) = present_images(images)
    assert present == images[2:]
    names = f"{images[0].name}, {images[1].name}"
    assert told.text == (f"2 images were left out: their pictures are not there ({names}). Their masks are kept.")
