"""YAML files of strangers: plain values only, bounded in size, without aliases (which can stand for gigabytes)."""

from pathlib import Path
from typing import Any

import yaml

from workbench.core.errors import BadInputError
from workbench.exchange.parsing.document import Part
from workbench.exchange.parsing.limits import read_bounded

LARGEST = 1024**2
"""Bytes: a list of classes and a few paths."""


class _Plain(yaml.SafeLoader):  # type: ignore[misc]
    """Loads plain values; refuses aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("it refers to itself")
        return super().compose_node(parent, index)


def read_yaml(path: Path) -> Part:
    """The whole document."""
    data = read_bounded(path, LARGEST)
    try:
        # _Plain is a SafeLoader: it makes plain values and nothing else.
        return Part(path, "", yaml.load(data.decode("utf-8-sig"), _Plain))
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, AttributeError, KeyError) as error:
        why = " ".join(str(error).split())[:200]
        raise BadInputError(f"{path} is no YAML that can be read: {why}.", "Mend the file by hand.") from error
