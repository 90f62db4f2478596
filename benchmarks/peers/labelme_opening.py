"""Opens pictures in labelme's own window; prints JSON. Arguments: folder of pictures, how often each."""

import json
import sys
import time
from pathlib import Path

import course
from course import figure, single
from labelme.app import MainWindow
from labelme_window import Draws
from loguru import logger
from qt_hand import fit_canvas
from qtpy.QtWidgets import QApplication


def main() -> None:
    logger.remove()
    pictures, rounds = sorted(Path(sys.argv[1]).glob("*.jpg")), int(sys.argv[2])
    app = QApplication([])
    window = MainWindow(file_or_dir=str(pictures[0].parent))
    window.show()
    app.processEvents()
    note = fit_canvas(window, window.centralWidget().viewport(), course.WIDTH, course.HEIGHT)
    draws = Draws()
    window._canvas_widgets.canvas.installEventFilter(draws)
    opened, stepped = [], []
    for number in range(1, rounds + 1):
        picture = pictures[number % len(pictures)]
        opened.append(_timed(draws, lambda p=picture: window._load_file(str(p))))
        step = window._open_prev_image if number % len(pictures) else window._open_next_image
        stepped.append(_timed(draws, step))
    figures = {
        "first pixels": figure(opened),
        "all pixels": figure(opened),
        "longest pause": single(max(opened + stepped)),
        "next or previous, read ahead": figure(stepped),
    }
    notes = [f"through its own window; {note}; it reads nothing ahead: next and previous are decoded when asked for"]
    print(json.dumps(course.answer(figures, notes)), flush=True)


def _timed(draws: Draws, deed) -> float:
    """Milliseconds until the picture has been drawn; the decoding is done inside the deed."""
    before, started = draws.count, time.perf_counter()
    deed()
    while draws.count == before:
        QApplication.processEvents()
    QApplication.processEvents()
    return 1e3 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
