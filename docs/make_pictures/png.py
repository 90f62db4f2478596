"""Keeps pictures small: a palette that has the window's own colours exactly and spares on those of photographs."""

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtGui import QImage

EXACT, NEAR = 40, 128
"""Colours that are kept as they are, the most frequent; and colours that stand for all others."""

REFINED = 2
"""How closely the latter are moved to the middle of those that they stand for; 0 does not move them."""


def save(image: QImage, path: Path) -> None:
    """Write a picture as a PNG with a palette that is made for it."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    height, width = rgb.height(), rgb.width()
    pixels = np.frombuffer(rgb.constBits(), np.uint8).reshape(height, rgb.bytesPerLine())[:, : 3 * width]
    flat, codes = _palette(pixels.reshape(-1, 3))
    small = Image.fromarray(codes.reshape(height, width))
    small.putpalette(flat.tobytes())
    path.parent.mkdir(parents=True, exist_ok=True)
    small.save(path, optimize=True)


def _palette(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The colours, uint8 (n, 3), of pixels, uint8 (m, 3), and which of them each pixel gets, uint8 (m,)."""
    packed = pixels.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    found, place, counts = np.unique(packed, return_inverse=True, return_counts=True)
    often = np.argsort(-counts, kind="stable")[:EXACT]
    code_of = np.full(found.size, 255, np.uint8)
    code_of[often] = np.arange(often.size)
    codes = code_of[place]
    exact = np.stack([found[often] >> 16, found[often] >> 8 & 255, found[often] & 255], axis=1).astype(np.uint8)
    rest = np.isin(place, often, invert=True)
    if not rest.any():
        return exact, codes
    others = Image.fromarray(pixels[rest][None]).quantize(
        NEAR, Image.Quantize.MAXCOVERAGE, kmeans=REFINED, dither=Image.Dither.NONE
    )
    codes[rest] = np.asarray(others)[0] + often.size
    near = np.frombuffer(bytes(others.getpalette() or ()), np.uint8).reshape(-1, 3)
    return np.concatenate([exact, near]), codes
