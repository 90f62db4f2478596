"""Scenes with random damage: each is read or refused by name; nothing else may happen. `--mutations 10000` for more."""

import copy
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from format_scenes import SCENES

from workbench.core.errors import WorkbenchError
from workbench.exchange.registry import read_dataset
from workbench.pixels.image_file import probe

EVIL: list[Any] = [
    *(None, True, [], {}, "", "x", 0, -1, 1, 0.5, 255, 256, 2**31, 2**63, 10**400, -(10**9), 1e9, 1e300),
    *(
        float("nan"),
        float("inf"),
        [[]],
        [0],
        [[0, 0]],
        [[1, 2], [3]],
        "../../x.png",
        "a\0b",
        "\ud83d",
        "a.png",
        "9" * 5000,
    ),
    *(
        "9" * 5000,
        {"size": [10**9, 10**9], "counts": [1]},
        {"size": [9, 12], "counts": "0" * 200},
        [1, 2, 3, 4, 5, float("nan")],
    ),
]
"""What a value may turn into."""

WORDS = [
    "",
    "nan",
    "-1",
    "1e999",
    "99999999999999999999",
    "../..",
    "x",
    "0",
    ";",
    ",,",
    "\x00",
    "é",
    " " * 999,
    "0 0 0 0 0",
]
"""What a word of a text may turn into."""


@pytest.fixture
def count(request: pytest.FixtureRequest) -> int:
    """How many mutations of each scene are tried."""
    return int(request.config.getoption("--mutations"))


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values inside a document."""
    children = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in children:
        yield (*path, key)
        yield from places(value, (*path, key))


def mutated_json(data: bytes, chance: random.Random) -> bytes:
    """One to three values replaced, taken out, doubled or exchanged."""
    content = json.loads(data)
    for _ in range(chance.randint(1, 3)):
        found = list(places(content))
        if not found:
            break
        *path, last = chance.choice(found)
        inside = content
        for key in path:
            inside = inside[key]
        match chance.randint(0, 3):
            case 0 if isinstance(inside, dict):
                del inside[last]
            case 1 if isinstance(inside, list):
                inside.insert(last, inside[last])
            case _:
                inside[last] = copy.deepcopy(chance.choice(EVIL))
    return json.dumps(content).encode()


def mutated_words(data: bytes, chance: random.Random) -> bytes:
    """One to three words of a text replaced."""
    words = re.split(r"([\s,;:=\"'<>/]+)", data.decode())
    for _ in range(chance.randint(1, 3)):
        words[chance.randrange(len(words))] = chance.choice(WORDS)
    return "".join(words).encode()


def mutated_bytes(data: bytes, chance: random.Random) -> bytes:
    """Bytes turned over, taken out or doubled; sometimes the end is cut off."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if not found:
            break
        place = chance.randrange(len(found))
        match chance.randint(0, 3):
            case 0:
                del found[place : place + chance.randint(1, 9)]
            case 1:
                found[place:place] = found[place : place + chance.randint(1, 9)]
            case 2:
                found[place] = chance.randrange(256)
            case _ if chance.random() < 0.2:
                del found[place:]
    return bytes(found)


def mutated(path: Path, data: bytes, chance: random.Random) -> bytes:
    if path.suffix == ".json" and chance.random() < 0.8:
        return mutated_json(data, chance)
    if path.suffix in {".xml", ".txt", ".csv", ".yaml"} and chance.random() < 0.8:
        return mutated_words(data, chance)
    return mutated_bytes(data, chance)


def read_all(source: Path, format_name: str) -> str:
    """Read a source to its end; what was said when it, or one of its images, was refused."""
    said = ""
    try:
        dataset = read_dataset(source, format_name)
    except WorkbenchError as error:
        return str(error)
    numbers = [c.index for c in dataset.classes] + [255]
    for image in dataset.images:
        try:
            mask = image.load() if image.load else None
            if mask is not None and image.data is None:
                info = probe(image.path)
                assert mask.classes.shape == (info.height, info.width)
            assert mask is None or (mask.classes.dtype == np.uint8 and np.isin(mask.classes, numbers).all())
            if image.data:
                image.data()
        except WorkbenchError as error:
            said += error.message if str(source) in error.message else f"NAMELESS {error.message}"
    return said


@pytest.mark.parametrize("name", SCENES)
def test_damage_is_refused_by_name(name: str, count: int, tmp_path: Path) -> None:
    format_name, make, _ = SCENES[name]
    make(tmp_path / "in")
    files = {path: path.read_bytes() for path in sorted((tmp_path / "in").rglob("*")) if path.is_file()}
    documents = [path for path in files if path.suffix not in {".png", ".jpg"}] or list(files)
    chance = random.Random(f"{name} {count}")
    refused = 0
    for _ in range(count):
        path = chance.choice(documents if chance.random() < 0.7 else list(files))
        path.write_bytes(mutated(path, files[path], chance))
        said = read_all(tmp_path / "in", format_name)
        assert "NAMELESS" not in said, said
        refused += bool(said)
        path.write_bytes(files[path])
    assert 0 < refused <= count
    assert read_all(tmp_path / "in", format_name) == ""
