"""Pictures of every kind through the real window: imported, opened, and looked at on the canvas."""

import json
import os
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMessageBox

from workbench.core.classes import ClassSet
from workbench.core.geometry import Point
from workbench.ui.dialogs.new_project import NewProject

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "samples"
SAMPLES = Path(os.environ.get("WORKBENCH_SAMPLES", DEFAULT)) / "images"
WANTED = {
    listing.parent.parent / "input" / name: wanted
    for listing in sorted(SAMPLES.glob("*/expected/images.json"))
    for name, wanted in json.loads(listing.read_text(encoding="utf-8")).items()
}


def bring_in(person, folder: Path, tmp_path: Path) -> None:
    """Make a project of a folder, and let the news about files that were left out be read."""
    person.window.commands.make(
        NewProject(tmp_path / "Projekt für Łucja 画像", folder, ClassSet.from_names(["a"]), False)
    )
    person.wait_idle()
    person.answer_boxes()


def open_and_look(person, name: str) -> np.ndarray:
    """Open the image of that name and return what the canvas shows of it: uint8 (h, w, 3).

    Small pictures are looked at in 400 %, and the middle of each pixel is taken; others fill the canvas.
    """
    session, canvas = person.window.session, person.window.canvas
    image = next(image for image in session.project.images() if image.name == name)
    session.show_image(image.id)
    assert session.document.image_id == image.id, person.boxes[-1:]
    person.wait(lambda: session.document.rgb is not None or session.document.trouble, f"{name} to be read")
    assert not session.document.trouble, name
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))  # wherever an earlier test has left the pointer
    canvas.fit()
    small = canvas.view.scale > 4
    if small:
        canvas.zoom_to(4.0)
    person.wait(lambda: not canvas._builder.isActive(), "the picture to be smooth")
    shown = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    pixels = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), shown.bytesPerLine())
    pixels = pixels[:, : 3 * shown.width()].reshape(shown.height(), shown.width(), 3)
    left, top = (round(place) for place in canvas.view.to_device(Point(0, 0)))
    right, bottom = (round(place) for place in canvas.view.to_device(Point(image.height, image.width)))
    inside = pixels[max(0, top) : bottom, max(0, left) : right]
    return (inside[2::4, 2::4] if small else inside).copy()


def boxed(pixels: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX), dtype=float)


@pytest.mark.skipif(not WANTED, reason=f"no sample pictures in {SAMPLES}")
# Pillow remarks on hostile metadata; the program silences that where a window has no use for it.
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_every_sample_picture_looks_on_the_canvas_as_it_should(person, tmp_path: Path) -> None:
    folder = tmp_path / "Aufnahmen čtvrtek 写真"
    folder.mkdir()
    for path in WANTED:
        shutil.copy(path, folder / f"ß-{path.name}")
    bring_in(person, folder, tmp_path)
    names = [image.name for image in person.project.images()]
    by_file = {name.removeprefix("ß-").replace("-page-1.png", ".tiff"): name for name in names}
    came = set(by_file)
    assert {path.name for path, wanted in WANTED.items() if wanted["verdict"] == "open"} <= came
    assert not {path.name for path, wanted in WANTED.items() if wanted["verdict"] == "refuse"} & came
    wrong = []
    for path, wanted in WANTED.items():
        if path.name not in came:
            continue
        shown = open_and_look(person, by_file[path.name])
        assert [person.document.mask.width, person.document.mask.height] == wanted["size"], path.name
        with Image.open(path.parent.parent / "expected" / str(wanted["thumb"])) as image:
            thumb = np.asarray(image.convert("RGBA"), dtype=float)
            ours = boxed(shown, image.size)
        if wanted["check"] == "rank":
            ranks = [values.ravel().argsort().argsort() for values in (ours.mean(axis=2), thumb[:, :, :3].mean(axis=2))]
            good = np.corrcoef(*ranks)[0, 1] > 0.95
        else:
            counted = thumb[:, :, 3] == 255 if wanted["check"] == "opaque" else np.ones(thumb.shape[:2], dtype=bool)
            good = np.abs(ours - thumb[:, :, :3])[counted].mean() < 8
        if not good:
            wrong.append(path.name)
    assert not wrong


def test_odd_pictures_that_pillow_made_look_as_pillow_says(person, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    colors = np.random.default_rng(5).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.fromarray(colors[:, :1]).save(folder / "one column.png")
    Image.fromarray(colors[:1]).save(folder / "one row.bmp")
    Image.fromarray(colors[:1, :1]).save(folder / "one pixel.png")
    Image.fromarray(colors).save(folder / "turned.png", exif=turned)
    Image.fromarray(colors).quantize(16).save(folder / "palette.png")
    Image.fromarray(colors).quantize(16).save(folder / "turned palette.webp", exif=turned, lossless=True)
    Image.fromarray(colors[:, :, 0]).save(folder / "grey.tif", exif=turned, compression="tiff_deflate")
    Image.fromarray(colors[:, :, 0] > 127).save(folder / "two shades.png")
    bring_in(person, folder, tmp_path)
    assert len(person.project.images()) == 8
    for path in sorted(folder.iterdir()):
        with Image.open(path) as image:
            wanted = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        shown = open_and_look(person, path.name)
        assert np.array_equal(shown, wanted), path.name


def test_a_picture_beyond_the_limits_of_qt_and_pillow_opens(person, tmp_path: Path) -> None:
    """120 megapixels: Qt refuses pictures above 256 MB (four bytes a pixel), Pillow warns above 89 megapixels."""
    folder = tmp_path / "large"
    folder.mkdir()
    blocks = np.random.default_rng(7).integers(0, 256, (6, 20), dtype=np.uint8)
    cv2.imwrite(str(folder / "large.jpg"), blocks.repeat(1000, axis=0).repeat(1000, axis=1))
    bring_in(person, folder, tmp_path)
    shown = open_and_look(person, "large.jpg")
    assert person.document.rgb.shape == (6000, 20000, 3)
    middles = cv2.resize(shown, (200, 60), interpolation=cv2.INTER_AREA)[5::10, 5::10]
    assert np.abs(middles - blocks[:, :, None].astype(float)).max() < 4


def test_a_picture_above_the_limit_is_refused_with_the_limit_and_its_cure(
    person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, size in (("a.png", (60, 40)), ("b.png", (120, 90))):
        Image.new("RGB", size, "teal").save(folder / name)
    bring_in(person, folder, tmp_path)
    assert person.document.image_id == person.project.images()[0].id
    monkeypatch.setenv("WORKBENCH_MAX_PIXELS", "5000")
    person.window.session.step(1)
    assert person.document.image_id == person.project.images()[0].id
    assert "b.png is 120 x 90 pixels, above the limit of 5,000 pixels" in person.boxes[-1]
    cures = [box.informativeText() for box in person.window.findChildren(QMessageBox)]
    assert any("WORKBENCH_MAX_PIXELS" in cure for cure in cures)
    person.answer_boxes()
    monkeypatch.setenv("WORKBENCH_MAX_PIXELS", "20000")
    person.window.session.step(1)
    assert person.document.image_id == person.project.images()[1].id
