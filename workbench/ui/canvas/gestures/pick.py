"""Picking a class from the mask: a gesture that paints nothing."""

from workbench.paint.fill import pixel_of
from workbench.ui.canvas.gestures.words import SILENCE, Echo, Gesture, Phase, Scene


def picker(scene: Scene) -> Gesture:
    """Take the class under the pointer, from press to release, each time it is another."""
    touch, taken = (yield SILENCE), None
    while touch.phase is not Phase.RELEASE:
        pixel = pixel_of(touch.point, scene.mask.rect)
        under = taken if pixel is None else int(scene.mask.classes[pixel])
        touch = yield Echo(picked=under if under != taken else None)
        taken = under
    return None
