"""The classes of a project as its door shows them: read, replaced, and changed as they are at that moment."""

from collections.abc import Callable

from workbench.core.classes import ClassSet
from workbench.store import catalogue
from workbench.store.database import Database


class ProjectClasses:
    """What `Project` knows of classes; each method is one transaction."""

    _db: Database

    @property
    def classes(self) -> ClassSet:
        """All classes, hidden ones too."""
        with self._db.transaction() as connection:
            return catalogue.read_classes(connection)

    def set_classes(self, classes: ClassSet) -> None:
        """Replace the list of classes; those that were there must be in it, under their names.

        Raises:
            ValueError: a number would be lost, or would mean something else: masks hold it.
        """
        with self._db.transaction() as connection:
            catalogue.check_meanings(catalogue.read_classes(connection), classes)
            catalogue.write_classes(connection, classes)

    def change_classes(self, change: Callable[[ClassSet], ClassSet]) -> ClassSet:
        """Change the list of classes as it is at this moment, which another job may have changed; returns it.

        Args:
            change: given the present list, returns the new one; a class may be renamed. Nobody else changes it
                meanwhile.
        """
        with self._db.transaction() as connection:
            changed = change(catalogue.read_classes(connection))
            catalogue.write_classes(connection, changed)
            return changed
