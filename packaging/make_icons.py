"""Draws the program's icon in every size that systems ask for, from workbench.svg: PNG, Windows' .ico, macOS' .icns.

python packaging/make_icons.py
"""

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from workbench.core.places import resources

HERE = Path(__file__).resolve().parent
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
LARGEST_ICO = 256


def main() -> None:
    """Write the files where the program and the packages look for them."""
    application = QGuiApplication.instance() or QGuiApplication([])
    folder = resources() / "program"
    folder.mkdir(exist_ok=True)
    drawing = QSvgRenderer(str(HERE / "workbench.svg"))
    for size in SIZES:
        _draw(drawing, size).save(str(folder / f"workbench-{size}.png"))
    with Image.open(folder / f"workbench-{SIZES[-1]}.png") as large:
        small = [(size, size) for size in SIZES if size <= LARGEST_ICO]
        large.save(HERE / "workbench.ico", sizes=small)
        large.save(HERE / "workbench.icns")
    application.quit()


def _draw(drawing: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    return image


if __name__ == "__main__":
    main()
