"""The settings of a project: a JSON value each, by name."""

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from workbench.store.database import Database
from workbench.store.schema import settings


class Settings:
    """Reads and writes them; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, name: str) -> object:
        """The value of that name; None when nobody has set it."""
        with self._db.transaction() as connection:
            return connection.scalar(select(settings.c.value).where(settings.c.name == name))

    def put(self, name: str, value: object) -> None:
        """Keep a value that JSON can hold; None as well as its absence means the program's own choice."""
        row = {"name": name, "value": value}
        with self._db.transaction() as connection:
            connection.execute(insert(settings).values(row).on_conflict_do_update(set_={"value": value}))
