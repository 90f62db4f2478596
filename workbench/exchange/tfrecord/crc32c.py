"""The checksum CRC-32C (Castagnoli), quick enough for pictures: all stretches of the data are taken at once.

A checksum is linear over the bits, so the state after a whole follows from the states after its halves: that of the
first is pushed on by as many zero bytes as the second has. Source: RFC 3720, appendix B.4.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

U32 = npt.NDArray[np.uint32]

_POLYNOMIAL = 0x82F63B78

_STRETCH_BITS = 8
"""A stretch has 2**8 bytes: as many steps are taken, each on all stretches."""

_HEAD = bytes.fromhex("54641f64")
"""Put before the data, these bytes lead from the state 0 to the state of all ones that the checksum begins with."""


def crc32c(data: bytes) -> int:
    """The checksum of the data."""
    stretches = -(-(len(data) + len(_HEAD)) >> _STRETCH_BITS)
    padded = np.zeros((1 << (stretches - 1).bit_length(), 1 << _STRETCH_BITS), dtype=np.uint8)
    flat = padded.ravel()  # zero bytes in front leave the state 0 as it is
    flat[flat.size - len(data) :] = np.frombuffer(data, dtype=np.uint8)
    flat[flat.size - len(data) - len(_HEAD) : flat.size - len(data)] = np.frombuffer(_HEAD, dtype=np.uint8)
    states = np.zeros(len(padded), dtype=np.uint32)
    table = _steps()
    for column in np.ascontiguousarray(padded.T):
        states = table[(states ^ column) & 255] ^ (states >> 8)
    bits = _STRETCH_BITS
    while len(states) > 1:
        states = _applied(_push(bits), states[0::2]) ^ states[1::2]
        bits += 1
    return int(states[0]) ^ 0xFFFFFFFF


@cache
def _steps() -> U32:
    """uint32 (256,): what a byte does to the state 0."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(_POLYNOMIAL), table >> 1).astype(np.uint32)
    return table


@cache
def _push(bits: int) -> U32:
    """uint32 (32,): what 2**bits zero bytes make of a state with one bit set, for each bit."""
    if bits == 0:
        single = np.uint32(1) << np.arange(32, dtype=np.uint32)
        return np.asarray(_steps()[single & 255] ^ (single >> 8), dtype=np.uint32)
    half = _push(bits - 1)
    return _applied(half, half)


def _applied(push: U32, states: U32) -> U32:
    """The states (uint32 (n,)) pushed on."""
    bits = (states[:, None] >> np.arange(32, dtype=np.uint32)) & 1
    return np.asarray(np.bitwise_xor.reduce(bits * push, axis=1), dtype=np.uint32)
