"""Grey pictures of more than 8 bits: their values, and the 8-bit window through which they are shown and learned."""

import numpy as np

from workbench.core.arrays import U8, U16, AnyArray
from workbench.core.errors import BadInputError

WINDOWS = (255, 4095, 65535)
"""White of 16-bit pictures: the first of these that no value of the file exceeds (8, 12 or 16 bits); black is 0.

So the window follows the camera's depth and not the subject: a picture's shades do not depend on a crop or a scale.
"""


def is_deep(mode: str) -> bool:
    """Whether pictures of this mode of Pillow hold more than 8 bits a pixel: 16-bit and 32-bit grey, fractions."""
    return mode in {"I", "F"} or mode.startswith("I;16")


def windowed(values: AnyArray) -> U8:
    """Deep grey values (H, W) as uint8 (H, W): 0 is black, a value of `WINDOWS` (or 1.0 for fractions) is white."""
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0) if values.dtype.kind == "f" else values
    highest = float(finite.max())
    fractions = values.dtype.kind == "f" and highest <= 1.0
    white = 1.0 if fractions else next((w for w in WINDOWS if highest <= w), None)
    if white is None:
        raise BadInputError(f"A grey value of {highest:g} is above 65535.", "Save the picture with 16 bits.")
    return np.asarray(np.rint(np.clip(finite, 0, white) * (255.0 / white)), dtype=np.uint8)


def whole_values(values: AnyArray) -> U16 | None:
    """Deep grey values (H, W) as uint16 (H, W), those below 0 as 0; None for fractions. None may be above 65535."""
    return None if values.dtype.kind == "f" else np.clip(values, 0, 65535).astype(np.uint16)
