"""From a checkpoint to planes: right classes, honest confidence, any image."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from learn_scenes import CLASSES, QUICK, render
from PIL import Image
from torch.utils._python_dispatch import TorchDispatchMode

from workbench.core.control import Control
from workbench.core.errors import NotEnoughLabelsError, WorkbenchError
from workbench.core.events import Evaluated, PredictionReady, Refused
from workbench.core.job import EvaluationJob, JobClass, JobImage, PredictionJob
from workbench.core.prediction import Prediction
from workbench.learn.data.samples import shrink
from workbench.learn.inputs import normalised
from workbench.learn.measure import predict
from workbench.learn.measure.evaluate import evaluate_job
from workbench.learn.measure.predict import Predictor, predict_job, windows
from workbench.learn.net.checkpoint import Facts, write_checkpoint
from workbench.learn.net.deeplab import NetSpec, build

CPU = torch.device("cpu")


class Reddish(torch.nn.Module):
    """Scores from the pixel's own colour: what it says of a pixel is known, whatever is around it."""

    def coarse(self, x: torch.Tensor) -> torch.Tensor:
        return torch.stack([torch.zeros_like(x[:, 0]), x[:, 0], x[:, 1] - 1], dim=1)


THREE = (JobClass(9, "none"), JobClass(2, "red"), JobClass(5, "green"))


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    torch.manual_seed(5)
    net = build(NetSpec("mobilenet_v2", 16, 2, "group", "group"))
    # Opinions as strong as a trained network's.
    torch.nn.init.normal_(net.decoder.score.weight, std=0.5)
    return write_checkpoint(
        tmp_path / "run", net, Facts(NetSpec("mobilenet_v2", 16, 2, "group", "group"), CLASSES, QUICK, 1, None)
    )


def test_planes_say_class_probability_and_rival() -> None:
    image = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    # At the mean the first two classes tie.
    image[image == 124] = 125
    found = Predictor(Reddish(), THREE, 1.0, CPU).predict(image, Control())
    red = (image[..., 0].astype(float) - 124) / 58.4
    green = (image[..., 1].astype(float) - 116) / 57.1 - 1
    scores = np.stack([np.zeros_like(red), red, green])
    chances = np.exp(scores) / np.exp(scores).sum(axis=0)
    order = np.argsort(chances, axis=0)
    index = np.array([9, 2, 5])
    assert np.array_equal(found.classes, index[order[-1]])
    assert np.array_equal(found.rival, index[order[-2]])
    assert np.abs(found.confidence - 255 * chances.max(axis=0)).max() <= 0.51
    best, second = np.sort(chances, axis=0)[[-1, -2]]
    assert np.abs(found.margin - 255 * (best - second)).max() <= 0.51


def test_a_single_class_is_its_own_rival() -> None:
    class One(torch.nn.Module):
        def coarse(self, x: torch.Tensor) -> torch.Tensor:
            return x[:, :1]

    found = Predictor(One(), (JobClass(4, "all"),), 1.0, CPU).predict(np.zeros((5, 6, 3), np.uint8), Control())
    assert (found.classes == 4).all()
    assert (found.rival == 4).all()
    assert (found.confidence == 255).all()
    assert (found.margin == 255).all()


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (17, 130), (72, 90)])
@pytest.mark.parametrize("scale", [1.0, 0.3])
def test_every_size_is_predicted_at_its_own_size(checkpoint: Path, size: tuple[int, int], scale: float) -> None:
    ready = replace(Predictor.load(checkpoint, CPU), scale=scale)
    found = ready.predict(np.full((*size, 3), 77, dtype=np.uint8), Control())
    assert found.classes.shape == size
    assert set(np.unique(found.classes)) <= {3, 7}
    assert (found.confidence >= 127).all()


@pytest.mark.parametrize("values", [1, 5000, 1 << 22])
@pytest.mark.parametrize(("size", "scale"), [((75, 131), 1.0), ((75, 131), 0.4), ((128, 64), 0.5), ((9, 200), 0.1)])
def test_bands_say_what_the_whole_says(
    checkpoint: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], scale: float, values: int
) -> None:
    """Against torch's own interpolation of all scores at once."""
    image = np.random.default_rng(4).integers(0, 256, (*size, 3), dtype=np.uint8)
    ready = replace(Predictor.load(checkpoint, CPU), scale=scale)
    monkeypatch.setattr(predict, "BAND_VALUES", values)
    found = ready.predict(image, Control())
    small = torch.from_numpy(shrink(image, scale)).permute(2, 0, 1)[None]
    with torch.inference_mode():
        scores = torch.nn.functional.interpolate(ready.net(normalised(small)), size, mode="bilinear")
    chance, channel = torch.softmax(scores[0].double(), dim=0).max(dim=0)
    assert np.abs(found.confidence - 255 * chance.numpy()).max() <= 0.51
    clear = chance.numpy() > 0.5001
    assert clear.mean() > 0.9
    assert np.array_equal(found.classes[clear], np.array([3, 7])[channel.numpy()][clear])


class Largest(TorchDispatchMode):
    """Remembers how many values the largest tensor has that any operation made."""

    values = 0

    def __torch_dispatch__(self, func: Callable, types: object, args: tuple = (), kwargs: dict | None = None) -> object:
        made = func(*args, **(kwargs or {}))
        for one in made if isinstance(made, tuple | list) else (made,):
            if isinstance(one, torch.Tensor):
                self.values = max(self.values, one.numel())
        return made


def test_many_classes_on_a_large_image_need_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """40 classes x 1200 x 1600 pixels are 77 million scores; they are never there at once."""
    classes = tuple(JobClass(index, f"class {index}") for index in range(40))
    net = build(NetSpec("mobilenet_v2", 16, len(classes), "group", "group")).eval()
    monkeypatch.setattr(predict, "BAND_VALUES", 1 << 20)
    with Largest() as largest:
        Predictor(net, classes, 0.1, CPU).predict(np.zeros((1200, 1600, 3), np.uint8), Control())
    assert 1 << 19 < largest.values <= 1 << 20


@pytest.mark.parametrize(("size", "scale"), [((3000, 2500), 1.0), ((5000, 7000), 0.5), ((1, 3_000_000), 1.0)])
def test_cores_tile_the_image_once(size: tuple[int, int], scale: float) -> None:
    seen_times = np.zeros(size, dtype=np.uint8)
    for seen, core in windows(*size, scale):
        seen_times[core.slices] += 1
        for outer, inner, end in (
            (seen.top, core.top, 0),
            (seen.left, core.left, 0),
            (-seen.bottom, -core.bottom, -size[0]),
            (-seen.right, -core.right, -size[1]),
        ):
            assert inner - outer >= round(predict.MARGIN / scale) or outer == end
        assert seen.area * scale**2 <= (predict.WINDOW + 2) ** 2
    assert (seen_times == 1).all()


@pytest.fixture
def _small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predict, "WHOLE_PIXELS", 100 * 100)
    monkeypatch.setattr(predict, "WINDOW", 96)
    monkeypatch.setattr(predict, "MARGIN", 16)


@pytest.mark.usefixtures("_small_windows")
def test_windows_say_what_one_look_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly, for a network without context: no pixel is lost, moved or taken from a neighbour's window."""
    image = np.random.default_rng(1).integers(0, 256, (150, 210, 3), dtype=np.uint8)
    ready = Predictor(Reddish(), THREE, 1.0, CPU)
    pieces = ready.predict(image, Control())
    monkeypatch.setattr(predict, "WHOLE_PIXELS", 10**6)
    whole = ready.predict(image, Control())
    assert np.array_equal(pieces.classes, whole.classes)
    assert np.array_equal(pieces.rival, whole.rival)
    assert np.array_equal(pieces.confidence, whole.confidence)


def test_grey_and_transparent_pictures_are_predicted(checkpoint: Path, tmp_path: Path) -> None:
    jobs = []
    for number, mode in enumerate(("L", "RGBA", "1", "P")):
        path = tmp_path / f"{mode}.png"
        Image.new(mode, (33, 21)).save(path)
        jobs.append(JobImage(number, path))
    events = list(predict_job(PredictionJob(tuple(jobs), checkpoint, tmp_path / "out", "cpu"), Control()))
    ready = [e for e in events if isinstance(e, PredictionReady)]
    assert [e.image for e in ready] == [0, 1, 2, 3]
    for event in ready:
        assert Prediction.read(Path(event.path), 21, 33).doubt == pytest.approx(event.doubt)
        assert event.reason


def test_a_broken_image_is_refused_and_the_others_go_on(checkpoint: Path, tmp_path: Path) -> None:
    good, gone = render(tmp_path, 1), JobImage(2, tmp_path / "gone.png")
    events = list(predict_job(PredictionJob((gone, good), checkpoint, tmp_path / "out", "cpu"), Control()))
    assert [e.item for e in events if isinstance(e, Refused)] == ["gone.png"]
    assert [e.image for e in events if isinstance(e, PredictionReady)] == [1]


def test_a_full_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reddish, "coarse", lambda net, x: torch.empty(1 << 46))
    with pytest.raises(WorkbenchError, match="does not hold a window of 6x5 pixels"):
        Predictor(Reddish(), THREE, 1.0, CPU).predict(np.zeros((5, 6, 3), np.uint8), Control())


def test_evaluation_is_the_plain_count(checkpoint: Path, tmp_path: Path) -> None:
    images = tuple(render(tmp_path, number) for number in (1, 2))
    (score,) = [
        e for e in evaluate_job(EvaluationJob(images, checkpoint, "cpu"), Control()) if isinstance(e, Evaluated)
    ]
    ready = Predictor.load(checkpoint, CPU)
    truth = np.concatenate([np.asarray(Image.open(i.mask)).ravel() for i in images])
    said = np.concatenate([ready.predict(np.array(Image.open(i.image)), Control()).classes.ravel() for i in images])
    truth, said = truth[truth != 255], said[truth != 255]
    ious = {
        c.name: ((truth == c.index) & (said == c.index)).sum() / ((truth == c.index) | (said == c.index)).sum()
        for c in CLASSES
    }
    assert score.images == 2
    assert score.ious == pytest.approx(ious)
    assert score.miou == pytest.approx(np.mean(list(ious.values())))
    assert score.pixel_accuracy == pytest.approx((truth == said).mean())


def test_evaluation_counts_a_class_that_the_model_does_not_know(checkpoint: Path, tmp_path: Path) -> None:
    image = render(tmp_path, 1)
    truth = np.array(Image.open(image.mask))
    said = Predictor.load(checkpoint, CPU).predict(np.array(Image.open(image.image)), Control()).classes
    truth[:36][truth[:36] != 255] = 11
    Image.fromarray(truth).save(image.mask)
    events = evaluate_job(EvaluationJob((image,), checkpoint, "cpu"), Control())
    (score,) = [e for e in events if isinstance(e, Evaluated)]
    assert 0 < score.pixel_accuracy == pytest.approx((truth == said)[truth != 255].mean())


def test_evaluation_without_labels_says_so(checkpoint: Path, tmp_path: Path) -> None:
    image = render(tmp_path, 1)
    assert image.mask is not None
    Image.new("L", (90, 72), 255).save(image.mask)
    with pytest.raises(NotEnoughLabelsError):
        list(evaluate_job(EvaluationJob((image,), checkpoint, "cpu"), Control()))


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is there")
def test_an_absent_graphics_card_is_told(checkpoint: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="No CUDA device") as caught:
        list(predict_job(PredictionJob((), checkpoint, tmp_path, "cuda"), Control()))
    assert "cpu" in caught.value.cure
