"""What the layers show in each way of looking, and that moving them changes nothing of it."""

import numpy as np
import pytest
from canvas_hand import Hand, noise
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtTest import QTest

from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.prediction import Prediction
from workbench.ui.canvas.look import ORIGIN_COLORS
from workbench.ui.canvas.tone import NEUTRAL, Tone, range_of
from workbench.ui.document import Document

BACKGROUND = (0x16, 0x18, 0x1B)
SAME_HAND = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def fresh(painter: Hand) -> np.ndarray:
    """The picture drawn from nothing."""
    painter.canvas._stage.spoil()
    return painter.picture()


def paint_stripes(document: Document) -> None:
    """Classes 0, 1, 2 in columns of 60 pixels, by hand, accepted and imported; the last two columns are empty."""
    for index in range(3):
        document.mask.classes[:, 60 * index : 60 * index + 60] = index
        document.mask.origin[:, 60 * index : 60 * index + 60] = index + 1


@SAME_HAND
@given(
    scale=st.sampled_from([0.13, 0.5, 0.77, 1.0, 2.3, 17.0]),
    moves=st.lists(st.tuples(st.integers(-90, 90), st.integers(-90, 90)), min_size=1, max_size=5),
    shown=st.booleans(),
)
def test_panning_looks_like_a_new_picture(
    painter: Hand, scale: float, moves: list[tuple[int, int]], shown: bool
) -> None:
    slope = (
        np.add.outer(np.arange(240), np.arange(300)) % 256
        if scale >= 1
        else np.add.outer(np.arange(240) // 3, np.arange(300) // 2)
    )
    document = Document(2, np.repeat(slope.astype(np.uint8)[..., None], 3, axis=2), LabelMask.blank(240, 300))
    paint_stripes(document)
    painter.canvas.set_document(document)
    painter.canvas.show_point(Point(120.0, 150.0), scale)
    painter.picture()
    for dx, dy in moves:
        painter.canvas.pan_by(dx, dy)
        if shown:
            painter.picture()
    panned = painter.picture().astype(int)
    # Zoomed out, OpenCV interpolates between places that it rounds to 32nds of a pixel: at most one grey level here.
    assert np.abs(panned - fresh(painter)).max() <= (0 if scale >= 1 else 1)


def test_a_stroke_between_two_pans_is_shown(painter: Hand) -> None:
    painter.picture()
    painter.canvas.pan_by(40, -30)
    painter.stroke((100.0, 60.0), (120.0, 200.0))
    painter.canvas.pan_by(-15, 20)
    assert np.array_equal(painter.picture(), fresh(painter))


def test_outlines_leave_the_insides_free(painter: Hand) -> None:
    plain = painter.picture()
    paint_stripes(painter.document)
    painter.canvas.change_look(outlines=True)
    picture = painter.picture()
    changed = np.flatnonzero((picture != plain).any(axis=2).any(axis=0)) - 50  # the image begins at column 50
    assert changed.tolist() == [59, 60, 119, 120, 179]


@pytest.mark.parametrize("scale", [0.4, 1.0, 5.0])
def test_outlines_renewed_by_a_stroke_look_like_a_new_picture(painter: Hand, scale: float) -> None:
    paint_stripes(painter.document)
    painter.canvas.change_look(outlines=True)
    painter.canvas.show_point(Point(120.0, 150.0), scale)
    painter.picture()
    painter.canvas.set_class(2)
    painter.stroke((110.0, 130.0), (125.0, 160.0))
    assert np.array_equal(painter.picture(), fresh(painter))


def test_one_class_alone(painter: Hand) -> None:
    plain = painter.picture()
    paint_stripes(painter.document)
    whole = fresh(painter)
    painter.canvas.change_look(alone=1)
    picture = painter.picture()
    assert np.array_equal(picture[:, 110:170], whole[:, 110:170])
    assert np.array_equal(picture[:, :110], plain[:, :110])
    assert np.array_equal(picture[:, 170:], plain[:, 170:])


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("predicted", [False, True])
def test_origins_in_place_of_classes(painter: Hand, scale: float, predicted: bool) -> None:
    paint_stripes(painter.document)
    if predicted:
        said = np.zeros((240, 300), np.uint8)
        painter.document.set_prediction(Prediction(said, said + 255, said))
    painter.canvas.change_look(origins=True, opacity=1.0)
    painter.canvas.show_point(Point(120.0, 150.0), scale)
    picture = painter.picture()
    for index, origin in enumerate((Origin.HAND, Origin.ACCEPTED, Origin.IMPORTED)):
        column = int(200 + (60 * index + 30 - 150) * scale)
        if 0 <= column < 400:
            assert tuple(picture[150, column]) == ORIGIN_COLORS[origin]


def test_erased_pixels_have_no_origin_to_show(painter: Hand) -> None:
    plain = painter.picture()
    painter.document.mask.classes[:] = UNLABELLED
    painter.canvas.change_look(origins=True)
    assert np.array_equal(painter.picture(), plain)


def test_tone_changes_what_is_seen_and_nothing_else(painter: Hand) -> None:
    plain, rgb = painter.picture(), painter.document.rgb.copy()
    inside = np.s_[30:270, 50:350]
    painter.canvas.set_tone(Tone(gamma=2.0))
    lifted = painter.picture()[inside]
    assert np.abs(lifted - 255 * (plain[inside] / 255.0) ** 0.5).max() <= 0.51
    assert np.array_equal(painter.picture()[:30], plain[:30]), "what surrounds the image stays as it is"
    painter.canvas.set_tone(Tone(black=0.25, white=0.75))
    stretched = painter.picture()[inside]
    assert np.abs(stretched - np.clip((plain[inside] / 255.0 - 0.25) * 2, 0, 1) * 255).max() <= 0.51
    painter.canvas.set_tone(Tone(contrast=-1.0, brightness=0.1))
    assert set(np.unique(painter.picture()[inside])) == {round(255 * 0.6)}
    painter.canvas.set_tone(NEUTRAL)
    assert np.array_equal(painter.picture(), plain)
    assert np.array_equal(painter.document.rgb, rgb)


@pytest.mark.parametrize("scale", [1.0, 2.0, 0.5])
def test_deep_grey_is_shown_through_its_window(painter: Hand, scale: float) -> None:
    deep = np.random.default_rng(6).integers(0, 4096, (480, 600)).astype(np.uint16)
    rgb = np.repeat(np.rint(deep * (255 / 4095)).astype(np.uint8)[..., None], 3, axis=2)
    document = Document(3, None, LabelMask.blank(480, 600))
    document.show_pixels(rgb, deep)
    painter.canvas.set_document(document)
    painter.canvas.show_point(Point(240.0, 300.0), scale)
    QTest.qWait(30)
    neutral = painter.picture().astype(int)
    painter.canvas.set_tone(Tone(black=1000 / 4095, white=1100 / 4095))
    narrow = painter.picture()
    assert (narrow[100:200, 100:300, 0] == narrow[100:200, 100:300, 2]).all()
    if scale >= 1.0:
        rows = (240 + (np.arange(300) - 150 + 0.5) / scale).astype(int)
        columns = (300 + (np.arange(400) - 200 + 0.5) / scale).astype(int)
        values = deep[rows[:, None], columns].astype(float)
        assert np.abs(neutral[..., 0] - values * 255 / 4095).max() <= 0.51
        assert np.abs(narrow[..., 0] - np.clip((values - 1000) / 100, 0, 1) * 255).max() <= 0.51
    else:
        means = deep.reshape(240, 2, 300, 2).mean(axis=(1, 3))
        inside = np.s_[30:270, 50:350, 0]
        assert np.abs(neutral[inside] - means * 255 / 4095).max() <= 1.5


def test_an_automatic_window_holds_nearly_all_values() -> None:
    deep = np.full((300, 300), 5000, np.uint16)
    deep[:, 100:] = 9000
    deep[0, :10] = 60000
    assert range_of(deep, 65535) == (5000 / 65535, 9000 / 65535)
    assert range_of(np.zeros((9, 9, 3), np.uint8), 255) == (0.0, 1.0)


def test_a_small_stand_in_is_shown_smoothly_until_the_picture_comes(painter: Hand) -> None:
    ramp = np.repeat(np.linspace(0, 255, 1600).astype(np.uint8)[None, :, None], 800, axis=0).repeat(3, axis=2)
    document = Document(3, None, LabelMask.blank(800, 1600))
    painter.canvas.set_document(document)
    painter.canvas.fit()
    document.show_reduced(np.ascontiguousarray(ramp[::8, ::8]))
    early = painter.picture().astype(int)
    document.show_pixels(ramp)
    QTest.qWait(30)
    late = painter.picture().astype(int)
    assert np.abs(early - late).max() <= 3
    assert (np.diff(late[150, 10:390, 0]) >= 0).all()


def test_the_zoom_is_kept_for_images_of_another_size_when_wished(painter: Hand) -> None:
    other = Document(4, noise(480, 600), LabelMask.blank(480, 600))
    painter.canvas.show_point(Point(60.0, 225.0), 6.0)
    painter.canvas.keep_zoom(True)
    painter.canvas.set_document(other)
    assert painter.canvas.view.scale == 6.0
    middle = painter.canvas.view.to_image(200, 150)
    assert (middle.y, middle.x) == pytest.approx((120.0, 450.0))
    painter.canvas.keep_zoom(False)
    painter.canvas.set_document(painter.document)
    assert painter.canvas.view.scale == pytest.approx(0.97 * min(400 / 300, 300 / 240))


@pytest.mark.parametrize("size", [(1, 9000), (9000, 1), (3, 20_000)])
def test_an_image_thinner_than_a_pixel_of_the_screen_can_be_seen(painter: Hand, size: tuple[int, int]) -> None:
    rgb = np.zeros((*size, 3), np.uint8)
    rgb[size[0] // 2, size[1] // 2 :] = rgb[size[0] // 2 :, size[1] // 2] = 250
    document = Document(2, rgb, LabelMask.blank(*size))
    painter.canvas.set_document(document)
    painter.canvas.fit()
    painter.canvas.change_look(opacity=1.0)
    picture = painter.picture()
    shown = (picture != np.array(BACKGROUND)).any(axis=2)
    lines = shown.any(axis=1 if size[0] < size[1] else 0)
    assert lines.sum() == 1, "one line of the screen, along the whole image"
    assert shown.sum() == pytest.approx(0.97 * shown.shape[size[0] < size[1]], abs=2)
    bright = picture[..., 0] > 200
    assert bright.sum() == pytest.approx(shown.sum() / 2, abs=2)
    document.mask.classes[:] = 1
    document.changed.emit(document.mask.rect)
    assert np.array_equal((painter.picture() != picture).any(axis=2), shown), "and so can its mask"
    painter.canvas.pan_by(3, 3)
    assert np.array_equal(painter.picture(), fresh(painter))
