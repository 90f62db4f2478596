"""Opening JPEG pictures through the real window: from the wish to the first pixels on the screen, and to all of them.

The canvas is 1920 x 1080 and the disk is warm. Before each opening the file's time is changed, so that nothing read
before is used; the longest pause is the longest time in which the window heard nothing, the wish itself included.
Ours is drawn without a screen unless QT_QPA_PLATFORM says otherwise. The peer is labelme, in an interpreter of its
own (--peer-python): it decodes before it goes on, so that its first pixels are all of them.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import course
import numpy as np
from course import Figures, figure
from peer_programs import drive, find
from PySide6.QtCore import QEvent, QObject
from report import options
from timings import Timing, as_json, print_timings
from window_hand import Hand

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.records import ImageRecord
from workbench.services import annotation, importing
from workbench.services.library import create_project
from workbench.store.project import Project

PICTURES = 4
FIRST, ALL, PAUSE, BESIDE = "first pixels", "all pixels", "longest pause", "next or previous, read ahead"
MASK, BLANK = "mask, all painted", "mask, blank"

FRAME = 1000 / 60
GOALS: dict[int, dict[str, float]] = {
    1: {FIRST: 50.0, ALL: 50.0, PAUSE: 50.0, BESIDE: FRAME, MASK: 30.0},
    12: {FIRST: 50.0, ALL: 120.0, PAUSE: FRAME, BESIDE: FRAME, MASK: 30.0},
    100: {FIRST: 350.0, ALL: 900.0, PAUSE: 50.0, MASK: 30.0},
}
"""Most milliseconds in the median, by megapixels; a picture of 100 is never read ahead."""


def main() -> None:
    given = options(__doc__ or "", peers=True)
    python = find(["labelme"], [*given.peer_python, sys.executable])["labelme"]
    told = []
    for megapixels in (12,) if given.quick else (1, 12, 100):
        rounds = 2 if given.quick else 5
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            hand = Hand(_make(folder, megapixels), folder / "settings")
            ours = _openings(hand, rounds) | _masks(hand)
            if BESIDE in GOALS[megapixels]:
                ours |= _steps(hand)
            hand.close()
            peer = drive("labelme", python, "labelme_opening.py", [str(folder / "pictures"), str(rounds)], 300.0)
        goals = GOALS[megapixels]
        timings = [
            Timing(what, ours[what], {"labelme": peer.figures[what]} if what in peer.figures else {}, goals.get(what))
            for what in ours
        ]
        height, width = course.size(megapixels)
        title = f"JPEG of {megapixels} megapixels ({width} x {height})"
        if given.json:
            told.append(as_json(title, timings, peer.notes))
            continue
        print_timings(title, timings, [peer.name])
        print("\n".join(peer.notes))
    if given.json:
        print(json.dumps(told, indent=1))


def _make(folder: Path, megapixels: int) -> Path:
    """Some pictures of that size, each file with bytes of its own, and their project; the project's folder."""
    pictures = folder / "pictures"
    pictures.mkdir()
    course.write_picture(pictures / "0.jpg", megapixels)
    for number in range(1, PICTURES):
        (pictures / f"{number}.jpg").write_bytes((pictures / "0.jpg").read_bytes() + bytes(number))
    with create_project(folder / "project", ClassSet.from_names(["a", "b", "c"])) as project:
        for _ in importing.run(project, pictures):
            pass
        _paint(project, project.images()[-1])
        return project.folder


def _paint(project: Project, image: ImageRecord) -> None:
    """Stripes of three classes all over."""
    stripes = np.arange(image.height)[:, None] // 97 + np.arange(image.width) // 131
    everywhere = np.ones((image.height, image.width), dtype=bool)
    edit = edit_from_pixels(project.mask(image.id), everywhere, (stripes % 3).astype(np.uint8), Origin.HAND, "brush")
    assert edit is not None
    annotation.commit(project, image.id, edit)


class Draws(QObject):
    """Notes what the canvas has drawn last: nothing of the picture, some of it, all of it."""

    def __init__(self, hand: Hand) -> None:
        super().__init__()
        self._hand = hand
        self.some = self.all = False
        hand.canvas.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let everything pass."""
        document = self._hand.canvas.document
        if event.type() == QEvent.Type.Paint and document is not None:
            self.all = document.rgb is not None
            self.some = self.all or document.reduced is not None
        return False


def _openings(hand: Hand, rounds: int) -> Figures:
    project, draws = hand.window.session.project, Draws(hand)
    assert project is not None
    firsts, wholes, pauses = [], [], []
    for number in range(1, rounds + 1):
        for image in project.images():
            os.utime(image.path)
        image = project.images()[number % (PICTURES - 1)]  # the last one is for the mask
        hand.settle()
        draws.some = draws.all = False
        started = time.perf_counter()
        pauses.append(hand.timed(lambda i=image: hand.window.session.show_image(i.id)))
        first = None
        while not draws.all:
            pauses.append(hand.timed(lambda: None))
            if draws.some and first is None:
                first = 1e3 * (time.perf_counter() - started)
            time.sleep(0.0005)  # a window that waits gives way
        wholes.append(1e3 * (time.perf_counter() - started))
        firsts.append(wholes[-1] if first is None else first)
        until = time.perf_counter() + 1.0
        while time.perf_counter() < until:  # what comes after: smaller copies for zooming out, pictures read ahead
            pauses.append(hand.timed(lambda: None))
            time.sleep(0.0005)
    return {FIRST: figure(firsts), ALL: figure(wholes), PAUSE: course.single(max(pauses))}


def _steps(hand: Hand) -> Figures:
    """To and fro between pictures that were read ahead."""
    project, times = hand.window.session.project, []
    assert project is not None
    hand.window.session.show_image(project.images()[1].id)
    for offset in (-1, 1, 1, -1) * 5:
        until = time.perf_counter() + 0.5
        while time.perf_counter() < until:
            hand.timed(lambda: None)
            time.sleep(0.002)
        times.append(hand.timed(lambda o=offset: hand.window.session.step(o)))
        if hand.document.rgb is None:
            raise SystemExit("The picture beside was not read ahead.")
    return {BESIDE: figure(times)}


def _masks(hand: Hand) -> Figures:
    project = hand.window.session.project
    assert project is not None
    images = project.images()
    return {
        what: figure([hand.timed(lambda i=image: project.mask(i.id)) for _ in range(5)])
        for what, image in ((BLANK, images[0]), (MASK, images[-1]))
    }


if __name__ == "__main__":
    main()
