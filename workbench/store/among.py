"""Many values in one statement: a list is given as one JSON value, since SQLite takes few parameters at a time."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, TableValuedAlias, cast, func, select
from sqlalchemy.sql.elements import SQLColumnExpression


def listed(values: Iterable[int] | Iterable[str]) -> TableValuedAlias:
    """These values as a table: `key` counts from 0, `value` is the value."""
    return func.json_each(json.dumps(list(values), ensure_ascii=False)).table_valued("key", "value")


def told(words: Mapping[int, str]) -> tuple[ColumnElement[int], ColumnElement[Any]]:
    """A word for each number as the two columns of a table: the number, the word."""
    table = func.json_each(json.dumps(words, ensure_ascii=False)).table_valued("key", "value")
    return cast(table.c.key, Integer), table.c.value


def among(column: SQLColumnExpression[Any], values: Iterable[int] | Iterable[str]) -> ColumnElement[bool]:
    """Whether a column has one of these values, however many they are."""
    return column.in_(select(listed(values).c.value))
