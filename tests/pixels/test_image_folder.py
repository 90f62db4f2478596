from pathlib import Path

import pytest

from workbench.core.errors import BadInputError, MissingError
from workbench.pixels.image_folder import find_images


def test_pictures_are_found_at_any_depth_in_natural_order(tmp_path: Path) -> None:
    names = [
        "b/2.png",
        "b/10.PNG",
        "b/1.jpeg",
        "a10.tif",
        "a9.tif",
        "A9b.webp",
        ".hidden.png",
        ".thumbs/1.png",
        "n.txt",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [p.relative_to(tmp_path).as_posix() for p in find_images(tmp_path)]
    assert found == ["a9.tif", "A9b.webp", "a10.tif", "b/1.jpeg", "b/2.png", "b/10.PNG"]


def test_a_missing_folder_and_a_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="gone"):
        find_images(tmp_path / "gone")
    (tmp_path / "file").touch()
    with pytest.raises(BadInputError, match="no folder"):
        find_images(tmp_path / "file")
