"""classes.json: all that a class is, so that a dataset that this program wrote comes back unchanged."""

import json
from pathlib import Path
from typing import Any

from workbench.core.classes import ClassSet, LabelClass, checked_name
from workbench.core.errors import BadInputError
from workbench.pixels.decoder import read_bytes

CLASSES_FILE = "classes.json"


def classes_to_text(classes: ClassSet) -> str:
    """A JSON document with one object a class, in the order of the list."""
    rows = [
        {
            "index": c.index,
            "name": c.name,
            "color": list(c.color),
            "key": c.key,
            "hidden": c.hidden,
            "merged_into": c.merged_into,
        }
        for c in classes
    ]
    return json.dumps({"classes": rows}, indent=1, ensure_ascii=False) + "\n"


def read_classes_file(path: Path) -> ClassSet:
    """What `classes_to_text` gave; refused with the file's name when it is anything else."""
    try:
        rows = json.loads(read_bytes(path))["classes"]
        return ClassSet(tuple(_class(row) for row in rows))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(
            f"{path} is not a list of classes as this program writes it.",
            "Remove the file: the classes are then read from labelmap.txt.",
        ) from error


def _class(row: dict[str, Any]) -> LabelClass:
    red, green, blue = row["color"]
    if not all(isinstance(v, int) and 0 <= v <= 255 for v in (red, green, blue)):
        raise ValueError("a colour is three numbers from 0 to 255")
    if not isinstance(row["index"], int) or not isinstance(row["hidden"], bool):
        raise TypeError("index must be a number and hidden true or false")
    merged = row.get("merged_into")  # files that were written before classes could be merged lack it
    if merged is not None and (not isinstance(merged, int) or not row["hidden"]):
        raise TypeError("only a hidden class is merged into another, which is named by its number")
    name = checked_name(row["name"])
    return LabelClass(row["index"], name, (red, green, blue), str(row["key"]), row["hidden"], merged)
