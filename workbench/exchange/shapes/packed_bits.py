"""Label Studio's brush strokes: runs of bytes in a stream of bits. Source: thi.ng/rle-pack."""

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.errors import BadInputError


def decode(data: bytes, height: int, width: int) -> Bool:
    """The painted pixels: bool (H, W). The stream holds RGBA, and what is not transparent is painted.

    A head of 32 bits tells how many bytes come out, 5 how many bits each has, 4 x 4 how many bits lengths have. Then
    each piece says whether one byte is repeated, which of the four lengths it has, how long it is, and its bytes.
    """
    stream = _Bits(data)
    count = stream.take(32)
    if count != height * width * 4:
        raise BadInputError(f"The stroke has {count:,} bytes; {width} x {height} pixels have {height * width * 4:,}.")
    size = stream.take(5) + 1
    if size > 8:
        raise BadInputError(f"The stroke has numbers of {size} bits; a colour has 8.")
    lengths = [stream.take(4) + 1 for _ in range(4)]
    out = np.zeros(count, dtype=np.uint8)
    done = 0
    while done < count:
        repeated = stream.take(1)
        end = done + stream.take(lengths[stream.take(2)]) + 1
        if end > count:
            raise BadInputError("The stroke has more pixels than its picture.")
        out[done:end] = stream.take(size) if repeated else stream.take_many(end - done, size)
        done = end
    return out.reshape(height, width, 4)[:, :, 3] > 0


class _Bits:
    """Reads numbers of a few bits, the first bit being the highest."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._end = len(data) * 8

    def take(self, bits: int) -> int:
        """The next number, of 1 to 32 bits."""
        begin, self._at = self._at, self._at + bits
        self._check()
        window = self._data[begin >> 3 : (self._at + 7) >> 3]
        return (int.from_bytes(window, "big") >> (-self._at % 8)) & ((1 << bits) - 1)

    def take_many(self, count: int, bits: int) -> U8:
        """The next numbers of 1 to 8 bits: uint8 (count,)."""
        begin, self._at = self._at, self._at + count * bits
        self._check()
        window = np.frombuffer(self._data[begin >> 3 : (self._at + 7) >> 3], dtype=np.uint8)
        single = np.unpackbits(window)[begin & 7 : (begin & 7) + count * bits].reshape(count, bits)
        weights = 1 << np.arange(bits - 1, -1, -1)
        return np.asarray(single @ weights, dtype=np.uint8)

    def _check(self) -> None:
        if self._at > self._end:
            raise BadInputError("The stroke breaks off.")
