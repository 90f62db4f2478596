"""A project of very many images, written straight into its file: rows alone, without pictures."""

import random
import sqlite3
from pathlib import Path

from workbench.core.classes import ClassSet
from workbench.core.listing import folded
from workbench.core.records import Split, Status
from workbench.store.project import FILE_NAME, Project

CLASSES = ("road", "car", "sky", "tree", "person", "wall")
TAGS = ("night", "rain", "blurred", "Ärger", "100%")
NOTES = ("", "", "", "", "Windscreen dirty", "sehr ÄHNLICH", "50% hidden_by trees")
WORDS = ("street", "Straße", "FIELD", "Äpfel", "lab_7", "100%", "scan'd")
SEQUENCES = ("", "", "drive 1", "drive 2")

_IMAGE = """INSERT INTO images (id, path, name, width, height, sha256, status, split, labelled, seconds, mask_revision,
    snapshot_revision, position, sequence, note, name_key, note_key, worked, removed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?)"""


def make_many(folder: Path, count: int, seed: int = 0, predicted: float = 0.5) -> Path:
    """A closed project of `count` images (1 % more are removed) with states drawn from a seed; returns its folder."""
    Project.create(folder, ClassSet.from_names(CLASSES)).close()
    dice = random.Random(seed)
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        connection.execute(
            "INSERT INTO runs (id, status, started, seconds, recipe, started_from, device, note) "
            "VALUES (1, 'finished', 0, 0, '{}', '', '', '')"
        )
        for number in range(1, count + count // 100 + 1):
            _add(connection, dice, number, predicted, removed=number > count)
    connection.close()
    return folder


def _add(connection: sqlite3.Connection, dice: random.Random, number: int, predicted: float, removed: bool) -> None:
    name = f"{dice.choice(WORDS)}-{dice.randrange(10**5):05d}.jpg"
    note = dice.choice(NOTES)
    classes = dice.sample(range(len(CLASSES)), dice.randrange(4))
    width, height = dice.choice(((640, 480), (500, 375)))
    path = f"/pictures/{number // 1000}/{number}/{name}"
    status, split = dice.choice(list(Status)).value, dice.choice(list(Split)).value
    labelled = 1000 * len(classes)
    worked = float(dice.randrange(1000)) if classes else 0.0
    moved = dice.random() < 0.02
    position = float(dice.randrange(number) if moved else number)  # some are equal, as after a careless edit
    values = (number, path, name, width, height, f"{number:064x}", status, split, labelled, 0.0)
    more = (position, dice.choice(SEQUENCES), note, folded(name), folded(note), worked, removed)
    connection.execute(_IMAGE, values + more)
    for class_index in classes:
        connection.execute("INSERT INTO areas VALUES (?, ?, 1000)", (number, class_index))
    for tag in dice.sample(TAGS, dice.choice((0, 0, 0, 1, 2))):
        connection.execute("INSERT INTO tags VALUES (?, ?)", (number, tag))
    if dice.random() < predicted:
        doubt = dice.randrange(50) / 100
        reason = f"{doubt:.0%} of pixels unsure, mostly car against road."
        values = (number, f"predictions/0001/{number}.npz", doubt, reason, doubt)
        connection.execute("INSERT INTO predictions VALUES (?, 1, ?, ?, ?, ?)", values)


def count_of_places(number: int) -> int:
    """Positions are drawn below this: some are equal, as after careless edits of the file."""
    return 10 * number + 1
