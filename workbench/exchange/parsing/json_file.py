"""JSON files of strangers: bounded in size and depth."""

import json
from pathlib import Path

from workbench.core.errors import BadInputError
from workbench.exchange.parsing.document import Part
from workbench.exchange.parsing.limits import read_bounded


def read_json(path: Path) -> Part:
    """The whole document; UTF-8 with or without a byte-order mark."""
    data = read_bounded(path)
    try:
        return Part(path, "", json.loads(data.decode("utf-8-sig")))
    except RecursionError:
        why = "is nested deeper than any dataset"
    except json.JSONDecodeError as error:
        why = f"is no JSON: line {error.lineno}, column {error.colno}: {error.msg}"
    except ValueError as error:  # no UTF-8, or a number of thousands of digits
        why = f"is no JSON: {error}"
    raise BadInputError(f"{path} {why}.", "Export the dataset again, or mend the file by hand.")
