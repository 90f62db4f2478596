"""Scores of whole images: against plain loops, and against another library's where it is installed."""

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch
from learn_scenes import render

from workbench.core.control import Control
from workbench.core.events import Evaluated, ImageScored
from workbench.core.job import EvaluationJob, JobClass
from workbench.core.metrics import ConfusionMatrix
from workbench.learn.inputs import as_tensor, normalised
from workbench.learn.measure.boundary import TOLERANCE, boundary_f
from workbench.learn.measure.evaluate import evaluate_job
from workbench.learn.measure.predict import Predictor
from workbench.learn.measure.votes import classes_by_votes

CPU = torch.device("cpu")
CLASSES = (JobClass(3, "ground"), JobClass(7, "box"))


class Reddish(torch.nn.Module):
    """The box where a pixel is red."""

    def coarse(self, x: torch.Tensor) -> torch.Tensor:
        return torch.stack([torch.zeros_like(x[:, 0]), x[:, 0]], dim=1)


class Leaning(torch.nn.Module):
    """Looks at the neighbour on the left: what it says of a mirrored image is not what it says mirrored."""

    def coarse(self, x: torch.Tensor) -> torch.Tensor:
        left = torch.roll(x[:, 0], 1, dims=-1)
        return torch.stack([torch.zeros_like(left), left, x[:, 2] - 0.5], dim=1)


def slow_boundary_f(truth: np.ndarray, predicted: np.ndarray) -> float | None:
    """The definition, pixel by pixel and pair by pair."""
    height, width = truth.shape
    reach = TOLERANCE * (height**2 + width**2) ** 0.5

    def edge(plane: np.ndarray, index: int) -> list[tuple[int, int]]:
        return [
            (y, x)
            for y in range(height)
            for x in range(width)
            if truth[y, x] != 255
            and plane[y, x] == index
            and any(
                0 <= v < height and 0 <= u < width and truth[v, u] != 255 and plane[v, u] != index
                for v, u in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1))
            )
        ]

    def share(of: list[tuple[int, int]], to: list[tuple[int, int]]) -> float:
        near = [a for a in of if any((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 <= reach**2 for b in to)]
        return len(near) / len(of) if of else 0.0

    found = []
    for index in sorted({*truth[truth != 255].tolist(), *predicted[truth != 255].tolist()}):
        wanted, got = edge(truth, index), edge(predicted, index)
        if wanted or got:
            precision, recall = share(got, wanted), share(wanted, got)
            found.append(2 * precision * recall / (precision + recall) if precision + recall else 0.0)
    return sum(found) / len(found) if found else None


@pytest.mark.parametrize("seed", range(4))
def test_boundary_score_is_that_of_the_definition(seed: int) -> None:
    draw = np.random.default_rng(seed)
    size = (24, 160 + seed)  # a diagonal of more than 134 pixels: the tolerance is more than one
    truth = np.repeat(np.repeat(draw.choice([3, 7, 9], (6, 41)), 4, axis=0), 4, axis=1)[:, : size[1]].astype(np.uint8)
    predicted = np.roll(truth, (1, seed), axis=(0, 1))
    truth[:, 50:60] = 255
    assert boundary_f(truth, predicted) == pytest.approx(slow_boundary_f(truth, predicted), abs=1e-6)


def test_boundary_score_of_equal_and_of_empty_planes() -> None:
    truth = np.full((40, 40), 3, dtype=np.uint8)
    assert boundary_f(truth, truth) is None
    truth[10:20, 10:20] = 7
    assert boundary_f(truth, truth) == 1.0
    assert boundary_f(truth, np.full_like(truth, 3)) == 0.0
    assert boundary_f(np.full_like(truth, 255), truth) is None


def test_weighted_iou_is_that_of_scikit_learns_matrix() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    draw = np.random.default_rng(3)
    truth = draw.choice(np.array([0, 1, 2], np.uint8), (40, 50), p=[0.8, 0.15, 0.05])
    predicted = np.where(draw.random((40, 50)) < 0.7, truth, draw.integers(0, 3, (40, 50))).astype(np.uint8)
    matrix = ConfusionMatrix([0, 1, 2])
    matrix.add(truth, predicted)
    scores = matrix.scores(["a", "b", "c"])
    theirs = metrics.confusion_matrix(truth.ravel(), predicted.ravel())
    assert np.array_equal(matrix.counts[:3, :3], theirs)
    jaccard = metrics.jaccard_score(truth.ravel(), predicted.ravel(), average=None)
    assert list(scores.ious.values()) == pytest.approx(list(jaccard))
    weighted = metrics.jaccard_score(truth.ravel(), predicted.ravel(), average="weighted")
    assert scores.weighted_iou == pytest.approx(weighted)


def test_weighted_iou_by_hand() -> None:
    matrix = ConfusionMatrix([0, 1])
    matrix.add(np.array([[0, 0, 0, 1]], np.uint8), np.array([[0, 0, 1, 1]], np.uint8))
    assert matrix.scores(["a", "b"]).weighted_iou == pytest.approx(0.75 * 2 / 3 + 0.25 * 1 / 2)


def test_every_image_is_scored_and_the_matrix_tells_them_all(tmp_path: Path) -> None:
    images = tuple(render(tmp_path, n, "val") for n in (1, 2))
    ready = Predictor(Reddish(), CLASSES, 1.0, CPU)
    events = list(evaluate_job(EvaluationJob(images, tmp_path / "none"), Control(), ready))
    scored = [e for e in events if isinstance(e, ImageScored)]
    last = events[-1]
    assert isinstance(last, Evaluated)
    assert [e.image for e in scored] == [1, 2]
    assert all(e.miou == 1.0 and e.pixel_accuracy == 1.0 for e in scored)  # red is box, whatever is near
    assert (last.miou, last.weighted_iou) == (1.0, 1.0)
    assert np.array(last.confusion).shape == (3, 3)
    assert np.array(last.confusion).sum() == np.trace(last.confusion) == 2 * (72 * 90 - 38 * 38 + 32 * 32)


def test_votes_of_scales_and_mirrors_are_the_mean_of_probabilities() -> None:
    image = np.random.default_rng(0).integers(0, 256, (32, 48, 3), dtype=np.uint8)
    classes = (JobClass(9, "a"), JobClass(2, "b"), JobClass(5, "c"))
    ready = Predictor(Leaning(), classes, 1.0, CPU)
    found = classes_by_votes(ready, image, (0.5, 1.0), True, Control())
    total = torch.zeros(1, 3, 32, 48)
    for scale, mirrored in itertools.product((0.5, 1.0), (False, True)):
        # Halving by area is the mean of four pixels.
        seen = image if scale == 1.0 else np.round(image.reshape(16, 2, 24, 2, 3).mean(axis=(1, 3)) + 1e-6)
        seen = seen.astype(np.uint8)[:, ::-1] if mirrored else seen.astype(np.uint8)
        logits = Leaning().coarse(normalised(as_tensor(seen[None])))
        logits = logits.flip(3) if mirrored else logits
        total += torch.nn.functional.interpolate(logits, size=(32, 48), mode="bilinear").softmax(dim=1)
    expected = np.array([9, 2, 5], np.uint8)[total[0].argmax(dim=0).numpy()]
    assert (found == expected).mean() > 0.98  # halves are rounded up or down
    assert len(np.unique(found)) == 3


def test_one_plain_look_is_the_ordinary_prediction() -> None:
    image = np.random.default_rng(1).integers(0, 256, (30, 44, 3), dtype=np.uint8)
    ready = Predictor(Reddish(), CLASSES, 1.0, CPU)
    assert np.array_equal(
        classes_by_votes(ready, image, (1.0,), False, Control()), ready.predict(image, Control()).classes
    )
