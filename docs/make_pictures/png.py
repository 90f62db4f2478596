"""Keeps pictures small: a palette of few colours, squeezed as far as PNG goes."""

from pathlib import Path

from PIL import Image
from PySide6.QtGui import QImage

COLORS = 192


def save(image: QImage, path: Path) -> None:
    """Write a picture as a PNG with a palette that is made for it."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    stored = Image.frombytes(
        "RGB", (rgb.width(), rgb.height()), bytes(rgb.constBits()), "raw", "RGB", rgb.bytesPerLine()
    )
    flat = stored.quantize(COLORS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    path.parent.mkdir(parents=True, exist_ok=True)
    flat.save(path, optimize=True)
