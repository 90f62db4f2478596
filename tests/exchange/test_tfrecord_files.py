"""Record files by published checksums, and as TensorBoard and protobuf read them."""

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.errors import BadInputError
from workbench.exchange.tfrecord.crc32c import crc32c
from workbench.exchange.tfrecord.example import decode, encode
from workbench.exchange.tfrecord.records import read_record, record_places, write_record

VALUES: dict[str, bytes | int] = {"image/encoded": b"\xff\xd8" + bytes(300), "image/height": 375, "image/format": b""}


@pytest.mark.parametrize(
    ("data", "checksum"),
    [  # RFC 3720, appendix B.4, and the check value of CRC-32C in Williams's catalogue
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),
        (b"", 0),
    ],
)
def test_published_checksums(data: bytes, checksum: int) -> None:
    assert crc32c(data) == checksum


def bit_by_bit(data: bytes) -> int:
    """The checksum, one bit at a time."""
    state = 0xFFFFFFFF
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    return state ^ 0xFFFFFFFF


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 3000), st.integers(0, 2**32 - 1))
def test_checksums_of_all_lengths(length: int, seed: int) -> None:
    data = (seed.to_bytes(4) * (length // 4 + 1))[:length]
    assert crc32c(data) == bit_by_bit(data)


def written(path: Path, *records: bytes) -> Path:
    with open(path, "wb") as file:
        for record in records:
            write_record(file, record)
    return path


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.dictionaries(st.text(min_size=1, max_size=9), st.binary(max_size=300) | st.integers(0, 2**40), max_size=6))
def test_examples_come_back(values: dict[str, bytes | int]) -> None:
    assert decode(encode(values)) == values


def test_googles_protobuf_reads_the_examples() -> None:
    """The messages are declared here from the published .proto files."""
    descriptor = pytest.importorskip("google.protobuf.descriptor_pb2")
    factory = pytest.importorskip("google.protobuf.message_factory")
    field = descriptor.FieldDescriptorProto
    file = descriptor.FileDescriptorProto(name="example.proto", package="tf", syntax="proto3")
    for name, fields in {
        "BytesList": [("value", 1, field.TYPE_BYTES, field.LABEL_REPEATED, "")],
        "Int64List": [("value", 1, field.TYPE_INT64, field.LABEL_REPEATED, "")],
        "Feature": [
            ("bytes_list", 1, field.TYPE_MESSAGE, field.LABEL_OPTIONAL, "BytesList"),
            ("int64_list", 3, field.TYPE_MESSAGE, field.LABEL_OPTIONAL, "Int64List"),
        ],
        "Entry": [
            ("key", 1, field.TYPE_STRING, field.LABEL_OPTIONAL, ""),
            ("value", 2, field.TYPE_MESSAGE, field.LABEL_OPTIONAL, "Feature"),
        ],
        "Features": [("feature", 1, field.TYPE_MESSAGE, field.LABEL_REPEATED, "Entry")],  # a map on the wire
        "Example": [("features", 1, field.TYPE_MESSAGE, field.LABEL_OPTIONAL, "Features")],
    }.items():
        message = file.message_type.add(name=name)
        for label, number, kind, many, of in fields:
            message.field.add(name=label, number=number, type=kind, label=many, type_name=f".tf.{of}" if of else None)
    parsed = factory.GetMessages([file])["tf.Example"].FromString(encode(VALUES))
    found = {
        entry.key: (list(entry.value.bytes_list.value) or list(entry.value.int64_list.value))
        for entry in parsed.features.feature
    }
    assert found == {name: [value] for name, value in VALUES.items()}


def test_tensorboard_reads_the_records(tmp_path: Path) -> None:
    reader = pytest.importorskip("tensorboard.compat.tensorflow_stub.pywrap_tensorflow")
    records = [b"one", bytes(70_000), b""]
    opened = reader.PyRecordReader_New(str(written(tmp_path / "a.tfrecord", *records)))
    for record in records:
        opened.GetNext()
        assert opened.record() == record


def test_damaged_records_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tfrecord", b"one", encode(VALUES))
    assert [read_record(path, place) for place in record_places(path)] == [b"one", encode(VALUES)]
    whole = path.read_bytes()
    for at in (0, 9, 13, 17):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BadInputError, match=r"a\.tfrecord is damaged"):
            read_record(path)
    path.write_bytes(whole[:-5])
    with pytest.raises(BadInputError, match="damaged"):
        list(record_places(path))
    with pytest.raises(BadInputError, match="no example"):
        decode(struct.pack("<I", 77))


def test_a_number_of_endless_bytes_is_refused() -> None:
    """A whole number has ten bytes at most; a million of them would take minutes to add up."""
    assert decode(b"\x0a" + b"\x80" * 9 + b"\x00") == {}
    with pytest.raises(BadInputError, match="no example"):
        decode(b"\x0a" + b"\x80" * 10 + b"\x00")
