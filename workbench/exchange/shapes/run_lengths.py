"""Run lengths: COCO's, plain and compressed, and CVAT's. Sums are checked before any pixel is made."""

import numpy as np

from workbench.core.arrays import I64, Bool
from workbench.core.errors import BadInputError
from workbench.exchange.shapes.patch import Patch

_LONGEST = 7
"""Characters of one compressed number: 35 bits, more pixels than any picture has."""


def decode(counts: I64, height: int, width: int, *, columns_first: bool) -> Bool:
    """The pixels of runs that begin outside and take turns: bool (H, W).

    COCO counts down the columns, CVAT along the rows.
    """
    if counts.size and int(counts.min()) < 0:
        raise BadInputError("A run is shorter than nothing.")
    total = float(counts.sum(dtype=np.float64))
    if total != height * width:
        raise BadInputError(f"The runs have {total:,.0f} pixels; {width} x {height} are {height * width:,}.")
    flat = np.repeat(np.arange(counts.size) % 2 == 1, counts)
    return flat.reshape(width, height).T if columns_first else flat.reshape(height, width)


def counts_of(values: list[object]) -> I64:
    """Plain runs as they stand in a JSON list: int64 (n,)."""
    if not all(type(value) is int and abs(value) < 2**40 for value in values):
        raise BadInputError("The runs are not all whole numbers.")
    return np.array(values, dtype=np.int64).reshape(-1)


def counts_of_text(text: str) -> I64:
    """Runs of COCO's compressed text: int64 (n,).

    Five bits a character above "0", low ones first; 32 says that more follow, and the last one's 16 that the number
    is negative. From the fourth on, a run is told as the difference to the one before the last. Source: cocoapi,
    common/maskApi.c, rleFrString.
    """
    codes = np.frombuffer(text.encode(errors="backslashreplace"), dtype=np.uint8).astype(np.int64) - 48
    if codes.size == 0:
        return codes
    if not text.isascii() or codes.min() < 0 or codes.max() > 63 or codes[-1] & 32:
        raise BadInputError("The compressed runs hold a character that is none of theirs, or break off.")
    last = (codes & 32) == 0
    starts = np.flatnonzero(np.concatenate([[True], last[:-1]]))
    place = np.arange(codes.size) - np.repeat(starts, np.diff(np.append(starts, codes.size)))
    if int(place.max()) >= _LONGEST:
        raise BadInputError("The compressed runs hold a number that is longer than any picture.")
    values = np.add.reduceat((codes & 31) << (5 * place), starts)
    ends = np.flatnonzero(last)
    values -= np.where(codes[ends] & 16, np.int64(1) << (5 * (place[ends] + 1)), 0)
    values[1::2] = np.cumsum(values[1::2])
    values[2::2] = np.cumsum(values[2::2])
    return values


def encode(patch: Patch, height: int, width: int) -> I64:
    """COCO's runs of a region in an image: int64 (n,), down the columns, beginning with what is outside."""
    rows, columns = patch.inside.shape
    padded = np.zeros((columns, rows + 2), dtype=np.int8)
    padded[:, 1:-1] = patch.inside.T
    column, row = np.nonzero(np.diff(padded, axis=1))  # where a run begins or ends, in the order of the runs
    changes = (patch.left + column) * height + patch.top + row
    joined = np.flatnonzero(changes[1:] == changes[:-1])  # a run that goes on at the head of the next column
    changes = np.delete(changes, np.concatenate([joined, joined + 1]))
    counts = np.diff(changes, prepend=0, append=height * width)
    return np.asarray(counts[:-1] if counts[-1] == 0 else counts, dtype=np.int64)


def text_of_counts(counts: I64) -> str:
    """Runs (int64 (n,)) as COCO's compressed text; the way back is `counts_of_text`. Source: maskApi.c, rleToString."""
    values = counts.copy()
    values[3:] -= counts[1:-2]
    place = 5 * np.arange(_LONGEST)
    rest = values[:, None] >> place
    low = rest & 31
    # A character is the last of its number when all higher bits are copies of its own highest.
    last = (rest >> 5) == np.where(low & 16, -1, 0)
    ends = last.argmax(axis=1)[:, None]
    index = np.arange(_LONGEST)
    codes = low + np.where(index < ends, 32, 0) + 48
    return bytes(codes[index <= ends].tolist()).decode("ascii")
