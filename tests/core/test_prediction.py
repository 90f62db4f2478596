"""Predictions: what they say, how they enter a mask, and their files."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from workbench.core.classes import ClassSet
from workbench.core.edit import apply
from workbench.core.errors import BadInputError, MissingError, StorageError
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.offer import Offer
from workbench.core.prediction import Prediction, read_margin


def random_prediction(seed: int = 0, height: int = 19, width: int = 23) -> Prediction:
    draw = np.random.default_rng(seed)
    return Prediction(*(draw.integers(0, top, (height, width), dtype=np.uint8) for top in (4, 256, 4)))


def random_mask(seed: int = 1, height: int = 19, width: int = 23) -> LabelMask:
    draw = np.random.default_rng(seed)
    classes = draw.choice(np.array([0, 1, 2, UNLABELLED, UNLABELLED], np.uint8), (height, width))
    origin = np.where(classes == UNLABELLED, 0, draw.integers(1, 4, (height, width))).astype(np.uint8)
    return LabelMask(classes, origin)


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("threshold", [0.0, 0.5, 0.9, 1.0])
def test_accepting_pixel_by_pixel(over: bool, threshold: float) -> None:
    mask, prediction = random_mask(), random_prediction()
    where = np.random.default_rng(2).random(mask.classes.shape) < 0.6
    before, expected = mask.copy(), mask.copy()
    for y, x in np.ndindex(mask.classes.shape):
        open_to_it = mask.classes[y, x] == UNLABELLED or (over and mask.origin[y, x] != Origin.HAND)
        if where[y, x] and open_to_it and prediction.confidence[y, x] > threshold * 255 - 0.5:
            expected.classes[y, x], expected.origin[y, x] = prediction.classes[y, x], Origin.ACCEPTED
    edit = prediction.to_edit(mask, where, Offer(threshold), "adopt", over)
    assert np.array_equal(mask.classes, before.classes)
    assert edit is not None
    assert edit.tool == "adopt"
    apply(mask, edit)
    assert np.array_equal(mask.classes, expected.classes)
    assert np.array_equal(mask.origin, expected.origin)
    by_hand = before.origin == Origin.HAND
    assert np.array_equal(mask.classes[by_hand], before.classes[by_hand])
    assert prediction.to_edit(mask, where, Offer(threshold), over=over) is None


def test_everything_painted_leaves_nothing_to_accept() -> None:
    prediction = random_prediction()
    mask = LabelMask(prediction.rival, np.full_like(prediction.rival, Origin.HAND))
    assert prediction.to_edit(mask, over=True) is None


def test_another_size_is_refused() -> None:
    with pytest.raises(BadInputError, match="Predict"):
        random_prediction().to_edit(LabelMask.blank(5, 5))
    with pytest.raises(ValueError, match="equal"):
        Prediction(np.zeros((2, 2), np.uint8), np.zeros((2, 3), np.uint8), np.zeros((2, 2), np.uint8))


def test_doubt_and_its_reason() -> None:
    plane = np.zeros((10, 10), np.uint8)
    confidence = np.full((10, 10), 255, np.uint8)
    classes = ClassSet.from_names(["road", "car", "tree"])
    sure = Prediction(plane, confidence, plane + 1)
    assert (sure.doubt, sure.reason(classes)) == (0.0, "The model is sure of almost every pixel.")
    confidence, rival = confidence.copy(), plane + 2
    confidence[:3], rival[:2] = 102, 1  # 30 % of pixels at probability 0.4: 20 % road/car, 10 % road/tree
    unsure = Prediction(plane, confidence, rival)
    assert unsure.doubt == pytest.approx(0.3 * 0.6)
    assert unsure.reason(classes) == "30% of pixels unsure, mostly road against car."


def test_the_rarer_order_of_two_rivals_counts_with_the_other() -> None:
    """Road against car is the same doubt as car against road."""
    chosen = np.array([[1, 0, 2, 2, 2]], np.uint8)
    rival = np.array([[0, 1, 0, 1, 3]], np.uint8)
    doubtful = Prediction(chosen, np.full((1, 5), 100, np.uint8), rival)
    assert "a against b" in doubtful.reason(ClassSet.from_names("abcd"))


def test_files_hold_what_was_written(tmp_path: Path) -> None:
    prediction, path = random_prediction(), tmp_path / "deep" / "3.npz"
    prediction.write(path)
    random_prediction(5).write(path)
    prediction.write(path)
    with np.load(path) as archive:  # as anyone would open it
        assert {n: archive[n].tolist() for n in archive} == {
            n: getattr(prediction, n).tolist() for n in ("classes", "confidence", "rival")
        }
    found = Prediction.read(path, 19, 23)
    assert all(np.array_equal(getattr(found, n), getattr(prediction, n)) for n in ("classes", "confidence", "rival"))
    assert [p.name for p in path.parent.iterdir()] == ["3.npz"]


@pytest.mark.parametrize("keep", [0, 1, 60, 200, -1])
def test_a_cut_file_is_refused_by_name(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "3.npz"
    random_prediction().write(path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(BadInputError, match=r"3\.npz"):
        Prediction.read(path, 19, 23)


@pytest.mark.parametrize("seed", range(40))
def test_a_file_with_broken_bytes_is_refused_or_whole(tmp_path: Path, seed: int) -> None:
    """A flipped byte is found, or it lies where no pixel lives."""
    prediction, path = random_prediction(), tmp_path / "3.npz"
    prediction.write(path)
    data = bytearray(path.read_bytes())
    data[int(np.random.default_rng(seed).integers(len(data)))] ^= 0x55
    path.write_bytes(data)
    try:
        found = Prediction.read(path, 19, 23)
    except BadInputError:
        return
    assert np.array_equal(found.classes, prediction.classes)
    assert np.array_equal(found.confidence, prediction.confidence)


def test_files_of_another_kind_or_size(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"9\.npz"):
        Prediction.read(tmp_path / "9.npz", 4, 4)
    random_prediction().write(tmp_path / "a.npz")
    with pytest.raises(BadInputError, match=r"a\.npz"):
        Prediction.read(tmp_path / "a.npz", 23, 19)
    np.savez(tmp_path / "b.npz", classes=np.zeros((4, 4), np.uint8))
    np.savez(tmp_path / "c.npz", **{n: np.zeros((4, 4)) for n in ("classes", "confidence", "rival")})
    np.save(tmp_path / "d.npy", np.zeros((4, 4), np.uint8))
    for name in ("b.npz", "c.npz", "d.npy"):
        with pytest.raises(BadInputError, match=name):
            Prediction.read(tmp_path / name, 4, 4)


@pytest.mark.parametrize("told", [None, 100])
def test_a_small_file_cannot_fill_the_memory(tmp_path: Path, told: int | None) -> None:
    """A member of 64 MB of zeros, honest about its size or not."""
    path = tmp_path / "3.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("classes.npy", bytes(64 << 20))
        if told is not None:
            archive.getinfo("classes.npy").file_size = told
    tracemalloc.start()
    with pytest.raises(BadInputError, match=r"3\.npz"):
        Prediction.read(path, 19, 23)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_a_header_of_more_pixels_than_any_memory_is_damage(tmp_path: Path) -> None:
    path, header = tmp_path / "3.npz", io.BytesIO()
    huge = {"descr": "|u1", "fortran_order": False, "shape": (1 << 30, 1 << 30)}
    np.lib.format.write_array_header_1_0(header, huge)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("classes.npy", header.getvalue())
    with pytest.raises(BadInputError, match=r"3\.npz"):
        Prediction.read(path, 19, 23)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "3.npz").mkdir()
    with pytest.raises(StorageError, match=r"3\.npz"):
        random_prediction().write(tmp_path / "3.npz")


def test_the_margin_is_in_the_file_for_who_asks_for_it(tmp_path: Path) -> None:
    plain, path = random_prediction(), tmp_path / "1.npz"
    margin = np.random.default_rng(3).integers(0, 256, plain.classes.shape, dtype=np.uint8)
    Prediction(plain.classes, plain.confidence, plain.rival, margin=margin).write(path)
    again = read_margin(path, 19, 23)
    assert again is not None
    assert np.array_equal(again, margin)
    assert read_margin(path, 23, 19) is None
    assert Prediction.read(path, 19, 23).margin is None
    plain.write(path)
    assert read_margin(path, 19, 23) is None, "as an older program wrote it"
    path.write_bytes(b"rubbish")
    assert read_margin(path, 19, 23) is None
    assert read_margin(tmp_path / "gone.npz", 19, 23) is None
