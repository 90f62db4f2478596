"""Names for the array types that cross the floors."""

from typing import Any

import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
"""uint8, shape (H, W) for a plane or (H, W, 3) for an RGB image; C order; axes are (row, column[, channel])."""

U16 = npt.NDArray[np.uint16]
"""uint16, shape (H, W): grey values, or codes."""

Bool = npt.NDArray[np.bool_]
"""bool, shape (H, W): a set of pixels."""

F32 = npt.NDArray[np.float32]

F64 = npt.NDArray[np.float64]

I64 = npt.NDArray[np.int64]

AnyArray = npt.NDArray[Any]
