"""The first colours of classes as colour-blind eyes see them: Machado's simulation, and CIEDE2000 between each two.

Sources: Machado, Oliveira, Fernandes, "A physiologically-based model for simulation of color vision deficiency" (IEEE
TVCG 15(6), 2009), matrices of severity 1.0; Sharma, Wu, Dalal, "The CIEDE2000 color-difference formula: implementation
notes, supplementary test data, and mathematical observations" (Color Research and Application 30(1), 2005).
"""

from itertools import combinations

import numpy as np
import pytest

from workbench.core.classes import BACKGROUND_COLOR, DISPLAY_COLORS, ClassSet, Color

EYES = {
    "of most people": np.eye(3),
    "without L cones (protanopia)": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "without M cones (deuteranopia)": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "without S cones (tritanopia)": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""Of linear sRGB, D65."""

WHITE = np.array([0.95047, 1.0, 1.08883])


def lab_of(color: Color, eyes: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of an sRGB colour as these eyes see it."""
    share = np.array(color) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = np.clip(eyes @ linear, 0, 1) @ TO_XYZ.T / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """The difference of two colours in L*a*b*, step by step as in Sharma's paper."""
    mean = (np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    a1, a2 = one[1] * (1 + g), other[1] * (1 + g)
    c1, c2 = np.hypot(a1, one[2]), np.hypot(a2, other[2])
    h1, h2 = np.degrees(np.arctan2(one[2], a1)) % 360, np.degrees(np.arctan2(other[2], a2)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    between = h1 + h2
    if c1 * c2:
        between = between / 2 if abs(h1 - h2) <= 180 else (between + (360 if between < 360 else -360)) / 2
    lightness, chroma = (one[0] + other[0]) / 2, (c1 + c2) / 2
    cosines = [np.cos(np.radians(k * between + turned)) for k, turned in ((1, -30), (2, 0), (3, 6), (4, -63))]
    t = 1 - 0.17 * cosines[0] + 0.24 * cosines[1] + 0.32 * cosines[2] - 0.20 * cosines[3]
    far = (lightness - 50) ** 2
    d_l = (other[0] - one[0]) / (1 + 0.015 * far / np.sqrt(20 + far))
    d_c = (c2 - c1) / (1 + 0.045 * chroma)
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    around = 60 * np.exp(-(((between - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(around))
    return float(np.sqrt(d_l**2 + d_c**2 + d_h**2 + rotation * d_c * d_h))


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [  # of Sharma's table 1
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((50.0, 2.5, 0.0), (61.0, -5.0, 29.0), 22.8977),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_the_published_one(
    one: tuple[float, float, float], other: tuple[float, float, float], published: float
) -> None:
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize(("classes", "least"), [(12, 10.0), (len(DISPLAY_COLORS), 6.5)])
def test_the_first_colours_differ_for_all_eyes(eyes: str, classes: int, least: float) -> None:
    seen = {color: lab_of(color, EYES[eyes]) for color in (BACKGROUND_COLOR, *DISPLAY_COLORS[:classes])}
    apart = {pair: ciede2000(seen[pair[0]], seen[pair[1]]) for pair in combinations(seen, 2)}
    closest = min(apart, key=lambda pair: apart[pair])
    assert apart[closest] >= least, closest


def test_new_classes_get_these_colours_in_order() -> None:
    classes = ClassSet.from_names(["background", *(f"c{number}" for number in range(1, 16))])
    assert [c.color for c in classes] == [BACKGROUND_COLOR, *DISPLAY_COLORS[1:16]]
