"""Pictures that come late, in the wrong order, damaged or not at all: through the session, with real files."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from small_window import comes

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import StorageError
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.records import PredictionRecord
from workbench.pixels.image_file import Picture, read_picture
from workbench.services import annotation, contents, importing
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.messages import Messages
from workbench.ui.session import Session
from workbench.ui.work import opening

WIDTH, HEIGHT = 640, 480


class Reader:
    """Stands between the window and the files: holds pictures back, and notes which are begun and decoded."""

    def __init__(self) -> None:
        self.held: dict[str, threading.Event] = {}
        self.begun: list[str] = []
        self.decoded: list[str] = []

    def hold(self, name: str) -> None:
        self.held[name] = threading.Event()

    def read(self, path: Path, data: bytes | None = None) -> Picture:
        self.begun.append(path.name)
        if path.name in self.held:
            assert self.held[path.name].wait(20)
        self.decoded.append(path.name)
        return read_picture(path, data)


def shades(seed: int) -> U8:
    """uint8 (480, 640, 3): blocks of 16 pixels in colours of their own, which survive JPEG."""
    blocks = np.random.default_rng(seed).integers(0, 256, (HEIGHT // 16, WIDTH // 16, 3), dtype=np.uint8)
    return blocks.repeat(16, axis=0).repeat(16, axis=1)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Every picture comes late, and JPEG pictures come in small first: the bounds are those of much larger ones."""
    made = Reader()
    monkeypatch.setattr(opening, "SMALL", 0)
    monkeypatch.setattr(opening, "LARGE", 1)
    monkeypatch.setattr(opening, "REDUCED_SIDE", 80)
    monkeypatch.setattr(opening, "read_picture", made.read)
    yield made
    for event in made.held.values():
        event.set()


@pytest.fixture
def session(qtbot: object, tmp_path: Path, reader: Reader) -> Iterator[Session]:
    """A session with five JPEG pictures, a.jpg to e.jpg: the first is open, the second was read ahead."""
    window = QWidget()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    made = Session(Messages(window))
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, name in enumerate("abcde"):
        Image.fromarray(shades(number)).save(folder / f"{name}.jpg", quality=95, subsampling=0)
    project = made.create(tmp_path / "project", ClassSet.from_names(["road"]))
    list(importing.run(project, folder))
    made.refresh_images()
    assert comes(lambda: "b.jpg" in reader.decoded and not made._opening._reading)
    assert made.document.rgb is not None
    yield made
    made.close()


def open_by_name(session: Session, name: str) -> None:
    session.show_image(next(image.id for image in session.project.images() if image.name == name))


def looks_like(rgb: U8 | None, seed: int) -> bool:
    """Whether these pixels are JPEG's version of `shades(seed)`."""
    return rgb is not None and np.abs(rgb.astype(int) - shades(seed)).mean() < 4


def test_the_mask_is_there_at_once_then_the_picture_in_small_then_all_of_it(session: Session, reader: Reader) -> None:
    reader.hold("e.jpg")
    open_by_name(session, "e.jpg")
    document = session.document
    assert document.rgb is None
    assert (document.mask.classes == UNLABELLED).all()
    assert comes(lambda: document.reduced is not None)
    assert document.reduced.shape == (HEIGHT // 8, WIDTH // 8, 3)
    assert np.abs(document.reduced.astype(int) - shades(4)[4::8, 4::8]).mean() < 4
    assert document.rgb is None
    reader.held["e.jpg"].set()
    assert comes(lambda: document.rgb is not None)
    assert looks_like(document.rgb, 4)
    assert document.reduced is None


def test_a_newer_wish_overtakes_pictures_that_are_still_being_decoded(session: Session, reader: Reader) -> None:
    reader.hold("d.jpg")
    open_by_name(session, "d.jpg")
    left = session.document
    open_by_name(session, "e.jpg")
    assert comes(lambda: session.document.rgb is not None)
    assert looks_like(session.document.rgb, 4)
    assert "d.jpg" not in reader.decoded
    reader.held["d.jpg"].set()
    assert comes(lambda: "d.jpg" in reader.decoded and not session._opening._reading)
    assert looks_like(session.document.rgb, 4), "the picture that came late took the place of the newer one"
    assert left is not session.document
    open_by_name(session, "d.jpg")
    assert looks_like(session.document.rgb, 3), "what was decoded for nobody was not kept"
    assert reader.decoded.count("d.jpg") == 1


def test_neighbours_are_there_at_once(session: Session, reader: Reader) -> None:
    open_by_name(session, "c.jpg")
    assert comes(lambda: {"b.jpg", "c.jpg", "d.jpg"} <= set(reader.decoded))
    for offset, seed in ((1, 3), (-1, 2), (-1, 1)):
        assert comes(lambda: not session._opening._reading)
        session.step(offset)
        assert looks_like(session.document.rgb, seed)
    assert reader.decoded.count("c.jpg") == 1


@pytest.mark.parametrize(("room", "ahead"), [(1, set()), (2, {"d.jpg"}), (3, {"d.jpg", "b.jpg"})])
def test_only_as_many_are_read_ahead_as_fit_beside_the_open_one(
    session: Session, reader: Reader, room: int, ahead: set[str]
) -> None:
    session._opening.forget()
    session._opening._cache.bound = room * 3 * WIDTH * HEIGHT
    reader.decoded.clear()
    open_by_name(session, "c.jpg")
    assert comes(lambda: {"c.jpg"} | ahead <= set(reader.decoded) and not session._opening._reading)
    QTest.qWait(50)
    assert set(reader.decoded) == {"c.jpg"} | ahead
    assert session._opening._cache.held == 3 * WIDTH * HEIGHT * room


def test_the_most_doubtful_image_is_read_ahead(session: Session, reader: Reader) -> None:
    project = session.project
    run = project.add_run({})
    for image, doubt in zip(project.images(), (0.1, 0.2, 0.3, 0.4, 0.9), strict=True):
        path = project.prediction_folder(run) / f"{image.id}.npz"
        project.put_prediction(PredictionRecord(image.id, run, path, doubt, "why"))
    open_by_name(session, "b.jpg")
    assert comes(lambda: "e.jpg" in reader.decoded and not session._opening._reading)
    open_by_name(session, "e.jpg")
    assert looks_like(session.document.rgb, 4), "there at once"
    assert reader.decoded.count("e.jpg") == 1


def test_a_picture_that_is_being_read_ahead_is_not_read_twice(session: Session, reader: Reader) -> None:
    reader.hold("d.jpg")
    open_by_name(session, "c.jpg")
    assert comes(lambda: session.document.rgb is not None)
    session.step(1)
    assert session.document.rgb is None
    reader.held["d.jpg"].set()
    assert comes(lambda: session.document.rgb is not None)
    assert looks_like(session.document.rgb, 3)
    assert comes(lambda: not session._opening._reading)
    assert reader.decoded.count("d.jpg") == 1


def test_a_file_that_has_changed_is_read_anew(session: Session, reader: Reader, tmp_path: Path) -> None:
    time.sleep(0.01)  # so that its time differs on every file system
    Image.fromarray(shades(77)).save(tmp_path / "pictures" / "b.jpg", quality=95, subsampling=0)
    session.step(1)
    assert comes(lambda: session.document.rgb is not None)
    assert looks_like(session.document.rgb, 77)


def test_a_damaged_picture_keeps_its_mask_and_bars_no_way(
    session: Session, reader: Reader, tmp_path: Path, qtbot: object
) -> None:
    told: list[str] = []
    session._messages.shown.connect(told.append)
    path = tmp_path / "pictures" / "d.jpg"
    path.write_bytes(path.read_bytes()[:-4000])
    canvas = Canvas()
    qtbot.addWidget(canvas)  # type: ignore[attr-defined]
    session.document_changed.connect(lambda: canvas.set_document(session.document))
    open_by_name(session, "d.jpg")
    document = session.document
    assert comes(lambda: document.trouble != "")
    assert document.rgb is None
    assert any("d.jpg" in text for text in told)
    canvas.resize(400, 300)
    with_words = canvas.grab().toImage()
    document._trouble = ""
    assert canvas.grab().toImage() != with_words, "the canvas does not say that the picture cannot be shown"
    session.step(1)
    assert comes(lambda: session.document.rgb is not None)
    assert looks_like(session.document.rgb, 4)
    session.step(-1)
    assert session.document.image_id == document.image_id


def test_a_damaged_neighbour_says_nothing_before_it_is_opened(session: Session, reader: Reader, tmp_path: Path) -> None:
    told: list[str] = []
    session._messages.shown.connect(told.append)
    path = tmp_path / "pictures" / "e.jpg"
    path.write_bytes(path.read_bytes()[:-4000])
    open_by_name(session, "d.jpg")
    assert comes(lambda: "e.jpg" in reader.decoded and not session._opening._reading)
    assert told == []


def test_a_picture_of_another_size_is_opened_where_nobody_has_painted(session: Session, tmp_path: Path) -> None:
    told: list[str] = []
    changed: list[int] = []
    session._messages.shown.connect(told.append)
    session.image_changed.connect(changed.append)
    Image.fromarray(shades(1)[:400]).save(tmp_path / "pictures" / "b.jpg")
    session.step(1)
    assert comes(lambda: session.document.rgb is not None)
    assert not told
    assert session.document.image_id == 2
    assert session.document.mask.classes.shape == (400, WIDTH)
    assert changed == [2]


def test_a_picture_of_another_size_leaves_the_old_image_open(session: Session, tmp_path: Path) -> None:
    told: list[str] = []
    session._messages.shown.connect(told.append)
    document = session.document
    everywhere, road = np.ones((HEIGHT, WIDTH), bool), np.zeros((HEIGHT, WIDTH), np.uint8)
    edit = edit_from_pixels(session.project.mask(2), everywhere, road, Origin.HAND, "brush")
    annotation.commit(session.project, 2, edit)
    Image.fromarray(shades(1)[:400]).save(tmp_path / "pictures" / "b.jpg")
    (tmp_path / "pictures" / "c.jpg").write_text("no picture")
    (tmp_path / "pictures" / "d.jpg").unlink()
    for name in ("b.jpg", "c.jpg", "d.jpg"):
        open_by_name(session, name)
        assert session.document is document
        assert name in told[-1]
    assert "640 x 400 pixels now, and its mask 640 x 480" in told[0]


def test_a_refused_step_does_not_cost_the_open_image_its_picture(
    session: Session, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.hold("d.jpg")
    open_by_name(session, "d.jpg")
    document = session.document
    monkeypatch.setattr(contents, "read", refuse)
    session.step(1)
    assert session.document is document
    reader.held["d.jpg"].set()
    assert comes(lambda: document.rgb is not None)
    assert looks_like(document.rgb, 3)


def refuse(*_: object) -> None:
    raise StorageError("A stored piece of a mask is damaged.", "Run a check of the project.")


def test_closing_the_project_waits_for_nothing_and_shows_nothing(session: Session, reader: Reader) -> None:
    reader.hold("e.jpg")
    open_by_name(session, "e.jpg")
    assert comes(lambda: "e.jpg" in reader.begun)  # what waits for a thread is given up
    session.close_project()
    assert session.document is None
    reader.held["e.jpg"].set()
    assert comes(lambda: "e.jpg" in reader.decoded)
    QTest.qWait(50)
    assert session._opening._cache.held == 0


def test_small_pictures_are_there_at_once(session: Session, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SMALL", WIDTH * HEIGHT)
    monkeypatch.setattr(opening, "SMALL_SECONDS", 20)
    open_by_name(session, "e.jpg")
    assert looks_like(session.document.rgb, 4)


def test_a_slow_disk_does_not_hold_the_window(
    session: Session, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SMALL", WIDTH * HEIGHT)
    monkeypatch.setattr(opening, "SMALL_SECONDS", 0.01)
    reader.hold("e.jpg")
    open_by_name(session, "e.jpg")
    assert session.document.rgb is None
    reader.held["e.jpg"].set()
    assert comes(lambda: session.document.rgb is not None)


def test_the_end_waits_for_the_decoder_and_leaves_no_thread(session: Session, reader: Reader) -> None:
    reader.hold("e.jpg")
    open_by_name(session, "e.jpg")
    assert comes(lambda: "e.jpg" in reader.begun)  # what waits for a thread is given up
    threading.Timer(0.1, reader.held["e.jpg"].set).start()
    session.close()
    assert "e.jpg" in reader.decoded
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("pictures")]
