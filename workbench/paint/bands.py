"""Cuts large boxes where the tiles of the grid are, so that no step needs much memory."""

from collections.abc import Iterator

from workbench.core.geometry import TILE, Rect


def bands(rect: Rect) -> Iterator[Rect]:
    """The box in bands of rows, from the top; none when it is empty."""
    top = rect.top
    while top < rect.bottom and rect.left < rect.right:
        bottom = min(rect.bottom, (top // TILE + 1) * TILE)
        yield Rect(top, rect.left, bottom, rect.right)
        top = bottom
