"""Paints into a napari labels layer that no window shows, over the same course: its data alone, nothing is drawn.

Prints JSON. Arguments: picture, megapixels, quick or whole.
"""

import json
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import course
import numpy as np
from course import Figures, figure, painted
from napari.layers import Labels

LAST_LABEL = 12


def main() -> None:
    megapixels, plan = int(sys.argv[2]), course.plan(sys.argv[3])
    height, width = course.size(megapixels)
    layer = Labels(np.zeros((height, width), dtype=np.uint8))
    layer.mode = "paint"
    figures: Figures = {}
    for zoom in plan.painted_at:
        scale = course.scale_of(zoom, megapixels)
        for diameter in course.DIAMETERS:
            layer.brush_size = diameter
            moves, backs, agains = [], [], []
            for number in range(plan.strokes + 1):
                layer.selected_label = layer.selected_label % LAST_LABEL + 1
                way = [
                    ((y - course.HEIGHT / 2) / scale + height / 2, (x - course.WIDTH / 2) / scale + width / 2)
                    for x, y in course.stroke(number, plan.moves)
                ]
                with layer.block_history():
                    times = [
                        _milliseconds(lambda a=here, b=there: layer._draw(layer.selected_label, a, b))
                        for here, there in pairwise(way)
                    ]
                if number:  # the first warms up
                    moves += times
                    backs.append(_milliseconds(layer.undo))
                    agains.append(_milliseconds(layer.redo))
            figures[painted("move", diameter, zoom)] = figure(moves)
            figures[painted("undo a stroke", diameter, zoom)] = figure(backs)
            figures[painted("redo a stroke", diameter, zoom)] = figure(agains)
    print(json.dumps(course.answer(figures, ["its labels layer alone, without drawing"])))


def _milliseconds(deed: Callable[[], object]) -> float:
    started = time.perf_counter()
    deed()
    return 1e3 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
