"""Paints in napari's own window, over the same course; prints JSON. Arguments: picture, megapixels, quick or whole.

Needs OpenGL, thus a display.
"""

import json
import sys
from collections.abc import Callable

import course
import napari
import numpy as np
from course import Figures, figure, painted, single
from PIL import Image
from qt_hand import QtHand, fit_canvas

Image.MAX_IMAGE_PIXELS = None
LAST_LABEL = 12


def main() -> None:
    megapixels, plan = int(sys.argv[2]), course.plan(sys.argv[3])
    rgb = np.asarray(Image.open(sys.argv[1]))
    viewer = napari.Viewer()
    viewer.add_image(rgb, rgb=True)
    layer = viewer.add_labels(np.zeros(rgb.shape[:2], dtype=np.uint8))
    qt_viewer = viewer.window._qt_viewer
    canvas = qt_viewer.canvas.native
    draws: list[None] = []
    qt_viewer.canvas._scene_canvas.events.draw.connect(lambda _event: draws.append(None), position="last")
    note = fit_canvas(viewer.window._qt_window, canvas, course.WIDTH, course.HEIGHT)
    hand = QtHand(canvas, lambda: len(draws))
    camera = viewer.scene.camera if hasattr(viewer, "scene") else viewer.camera
    middle = tuple(length / 2 for length in layer.data.shape)

    def show(zoom: str) -> None:
        camera.center, camera.zoom = middle, course.scale_of(zoom, megapixels)
        hand.idle(0.2)

    figures = _painting(hand, layer, plan, show)
    layer.mode = "pan_zoom"
    for zoom in plan.looked_at:
        scale = course.scale_of(zoom, megapixels)
        show(zoom)
        aways = [(4 - 8 * (number % 2)) / scale for number in range(plan.frames)]
        places = [(middle[0] + away, middle[1] + 2 * away) for away in aways]
        pans = [hand.timed(lambda p=place: setattr(camera, "center", p)) for place in places]
        show(zoom)
        scales = [scale * (1.09 - 0.09 * (number % 2)) for number in range(plan.frames)]
        zooms = [hand.timed(lambda s=wanted: setattr(camera, "zoom", s)) for wanted in scales]
        figures[f"pan frame, {zoom}, mask"], figures[f"zoom frame, {zoom}, mask"] = figure(pans), figure(zooms)
    figures[course.MEMORY] = single(course.peak_megabytes())
    notes = [f"through its own window; {note}; OpenGL of this machine ({_renderer()})"]
    if hand.missed:
        notes.append(f"{hand.missed} deeds were followed by no drawing within two seconds")
    print(json.dumps(course.answer(figures, notes)))
    viewer.close()


def _painting(hand: QtHand, layer: "napari.layers.Labels", plan: course.Plan, show: Callable[[str], None]) -> Figures:
    figures: Figures = {}
    layer.mode = "paint"
    for zoom in plan.painted_at:
        show(zoom)
        for diameter in course.DIAMETERS:
            layer.brush_size = diameter
            hand.stroke(course.stroke(0, 4))
            moves, backs, agains = [], [], []
            for number in range(1, plan.strokes + 1):
                layer.selected_label = layer.selected_label % LAST_LABEL + 1
                moves += hand.stroke(course.stroke(number, plan.moves))
                backs.append(hand.timed(layer.undo))
                agains.append(hand.timed(layer.redo))
            figures[painted("move", diameter, zoom)] = figure(moves)
            figures[painted("undo a stroke", diameter, zoom)] = figure(backs)
            figures[painted("redo a stroke", diameter, zoom)] = figure(agains)
    return figures


def _renderer() -> str:
    from vispy.gloo import gl

    return str(gl.glGetParameter(gl.GL_RENDERER))


if __name__ == "__main__":
    main()
