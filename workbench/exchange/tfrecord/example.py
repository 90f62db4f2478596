"""One tf.train.Example: named values, each one text of bytes or one whole number, as Protocol Buffers hold them.

Source: tensorflow/core/example/{example,feature}.proto, and the encoding of Protocol Buffers: a field is its number and
kind, then a number of seven bits a byte, or a length and as many bytes.
"""

from collections.abc import Iterator, Mapping

from workbench.core.errors import BadInputError

Value = bytes | int

_TEXT, _NUMBER = 1, 3
"""The fields of a Feature that hold a list of bytes and one of numbers."""


def encode(values: Mapping[str, Value]) -> bytes:
    """The message with those values, numbers from 0 on; the names in alphabetical order, so equal values are equal."""
    entries = b"".join(
        _bytes_field(1, _bytes_field(1, name.encode()) + _bytes_field(2, _feature(value)))
        for name, value in sorted(values.items())
    )
    return _bytes_field(1, entries)


def decode(data: bytes) -> dict[str, Value]:
    """The values of a message; BadInputError when it holds anything else than `encode` writes."""
    try:
        ((_, features),) = _fields(data)
        found = {}
        for _, entry in _fields(features):
            (_, name), (_, feature) = _fields(entry)
            ((kind, values),) = _fields(feature)
            ((_, value),) = _fields(values)
            found[name.decode()] = value if kind == _TEXT else _number(value, 0)[0]
    except (ValueError, IndexError) as error:
        raise BadInputError("The record holds no example of one value a name.", "Write it again.") from error
    return found


def _feature(value: Value) -> bytes:
    if isinstance(value, bytes):
        return _bytes_field(_TEXT, _bytes_field(1, value))
    return _bytes_field(_NUMBER, _bytes_field(1, _varint(value)))  # numbers of a list are packed


def _bytes_field(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of a message, all of which hold bytes."""
    at = 0
    while at < len(data):
        tag, at = _number(data, at)
        length, at = _number(data, at)
        if tag & 7 != 2 or at + length > len(data):
            raise ValueError("no field of bytes")
        yield tag >> 3, data[at : at + length]
        at += length


def _number(data: bytes, at: int) -> tuple[int, int]:
    """The number at that place, and the place behind it; ValueError where it has more bits than 64."""
    value = shift = 0
    while shift < 64:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    raise ValueError("no number of 64 bits")
