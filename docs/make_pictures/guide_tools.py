"""Pictures of the pages on tools and on ways of looking: every tool in use, by real mouse events."""

import numpy as np
from hand import HEIGHT, NUT, PLUG, SCENE, SCREW, WIDTH, Hand

from workbench.demo.scenes import CLASSES, render_scene

NUT_RIM = ((74, 81), (95, 108), (127, 106), (140, 80), (122, 54), (91, 55))
PLUG_RIM = ((190, 285), (184, 300), (203, 308), (215, 300), (232, 222), (216, 216))
PLUG_FRAME = ((176, 205), (176, 314), (240, 314), (240, 205))
SCREW_WAY = ((300, 182), (285, 212), (268, 250), (248, 292))


def strokes() -> None:
    """Brushes that paint, erase, push, adopt."""
    hand = Hand("brush", SCREW, 16)
    hand.stroke(*SCREW_WAY)
    hand.canvas.set_encircle(True)
    hand.take("brush", PLUG, 10)
    hand.press(*PLUG_RIM, (191, 283))
    hand.save("brush")

    hand = Hand("rectangle", PLUG)
    hand.stroke((170, 200), (245, 320))
    hand.take("eraser", PLUG, 18)
    hand.press(*PLUG_FRAME)
    hand.save("eraser")

    hand = Hand("brush", NUT, 50)
    hand.paint_truth(NUT)
    hand.take("smudge", NUT, 22)
    hand.press((128, 95), (145, 120), (165, 150))
    hand.save("smudge")

    hand = Hand("adopt", NUT, 40)
    hand.predict()
    hand.press((85, 60), (120, 100), (150, 180), (215, 240))
    hand.save("adopt")


def regions() -> None:
    """Outlines, and regions that are found from one press."""
    hand = Hand("polygon", NUT)
    for corner in NUT_RIM[:-1]:
        hand.stroke(corner)
    hand.move(NUT_RIM[-1])
    hand.save("polygon")

    hand = Hand("ellipse", NUT)
    hand.stroke((75, 50), (140, 110))
    hand.take("rectangle", PLUG)
    hand.press((183, 214), (235, 308))
    hand.save("shapes")

    hand = Hand("wand", PLUG)
    hand.press((206, 266), (250, 305), (290, 345))
    hand.save("wand")

    hand = Hand("lasso", PLUG)
    hand.press(*PLUG_RIM)
    hand.save("lasso")

    hand = Hand("brush", NUT, 5)
    hand.stroke(*NUT_RIM, NUT_RIM[0])
    hand.take("brush", PLUG, 5)
    hand.stroke(*PLUG_RIM, PLUG_RIM[0])
    hand.take("fill", PLUG)
    hand.press((206, 266))
    hand.save("fill")

    hand = Hand("brush", NUT)
    hand.paint_truth(NUT, PLUG)
    hand.take("replace", SCREW)
    hand.press((206, 266))
    hand.save("replace")

    hand = Hand("brush", SCREW)
    hand.paint_truth(SCREW, NUT, PLUG)
    hand.take("picker", SCREW)
    hand.stroke((206, 266))
    hand.save("picker")


def clever() -> None:
    """Tools that look at the image, or at the mask."""
    hand = Hand("edge_brush", NUT, 60)
    hand.press((80, 75), (85, 70), (100, 58), (120, 62))
    hand.save("edge-brush")

    hand = Hand("superpixels", SCREW, 10)
    hand.press(*SCREW_WAY)
    hand.save("superpixels")

    hand = Hand("scissors", NUT)
    for corner in NUT_RIM[:5:2]:
        hand.stroke(corner)
    hand.move(NUT_RIM[5])
    hand.save("scissors")

    hand = Hand("clean_up_brush", NUT, 60)
    truth = render_scene(SCENE, HEIGHT, WIDTH).truth
    dust = np.kron(np.random.default_rng(3).random((HEIGHT // 3, WIDTH // 3)) < 0.05, np.ones((3, 3))) > 0
    hand.document.mask.classes[:] = np.where(dust, (truth + 1) % len(CLASSES), truth)
    hand.press((60, 60), (120, 130), (150, 220))
    hand.save("clean-up-brush")

    hand = Hand("box_cut", PLUG)
    hand.stroke((176, 205), (242, 316))
    hand.save("box-cut")


def looks() -> None:
    """Ways to look at masks and predictions."""
    hand = Hand("polygon", NUT)
    hand.predict()
    for corner in (*NUT_RIM, NUT_RIM[0]):
        hand.stroke(corner)
    hand.canvas.change_look(outlines=True)
    hand.save("outlines")

    hand = Hand("brush", SCREW, 16)
    hand.predict()
    hand.stroke(*SCREW_WAY)
    hand.take("adopt", PLUG, 60)
    hand.stroke((195, 285), (220, 240))
    hand.canvas.change_look(origins=True)
    hand.save("origins")


PICTURES = (strokes, regions, clever, looks)
"""Each writes some of the guide's pictures."""
