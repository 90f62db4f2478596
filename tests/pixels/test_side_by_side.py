"""The picture of an image, its mask, a prediction, its errors and its doubt."""

from pathlib import Path

import numpy as np
from PIL import Image

from workbench.core.prediction import Prediction
from workbench.pixels.side_by_side import GAP, OVERLAY, RIGHT, UNKNOWN, WRONG, side_by_side, write_picture


def test_five_views_show_what_they_say(tmp_path: Path) -> None:
    image = np.full((2, 3, 3), 100, dtype=np.uint8)
    truth = np.array([[0, 1, 255], [0, 0, 0]], dtype=np.uint8)
    classes = np.array([[0, 0, 1], [0, 0, 1]], dtype=np.uint8)
    found = Prediction(classes, np.full_like(classes, 155), classes)
    colors = np.zeros((256, 3), dtype=np.uint8)
    colors[1] = (200, 0, 0)
    write_picture(tmp_path / "seen.png", side_by_side(image, truth, found, colors))
    seen = np.array(Image.open(tmp_path / "seen.png"))
    assert seen.shape == (2, 5 * 3 + 4 * GAP, 3)
    views = [seen[:, place : place + 3] for place in range(0, seen.shape[1], 3 + GAP)]
    assert np.array_equal(views[0], image)
    red = round((1 - OVERLAY) * 100 + OVERLAY * 200)
    assert views[1][0, 1].tolist() == [red, 40, 40]
    assert views[1][0, 2].tolist() == [100, 100, 100]  # unlabelled
    assert views[2][0, 2].tolist() == [red, 40, 40]
    expected = [[RIGHT, WRONG, UNKNOWN], [RIGHT, RIGHT, WRONG]]
    assert [[tuple(p) for p in row] for row in views[3].tolist()] == expected
    assert (views[4] == 100).all()
