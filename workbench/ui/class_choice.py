"""The classes of the open project, and the one that paints."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from workbench.core.classes import ClassSet, LabelClass
from workbench.core.errors import WorkbenchError
from workbench.services.joining import join_classes
from workbench.store.project import Project


class ClassChoice(QObject):
    """Which class paints, which one did before, and what a person changes in the list.

    Signals:
        changed: the list of classes changed.
        chosen: another class paints (its index).
        written: a person changed the list (the `ClassSet` before and after).
    """

    written = Signal(object, object)
    changed = Signal()
    chosen = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._classes = ClassSet()
        self._current = self._previous = 0

    def take(self, project: Project | None) -> None:
        """Choose from the classes of another project, or from none."""
        self._project = project
        self._classes = ClassSet() if project is None else project.classes
        shown = self._classes.shown
        self._current = self._previous = shown[0].index if shown else 0
        self.changed.emit()

    def refresh(self) -> None:
        """Read the list again: an import may have added to it, or a merge hidden the class that paints."""
        self._classes = ClassSet() if self._project is None else self._project.classes
        self.changed.emit()
        current, shown = self._classes.get(self._current), self._classes.shown
        if shown and (current is None or current.hidden):
            heir = self._classes.final(self._current)
            self.choose(heir if heir in {c.index for c in shown} else shown[0].index)

    @property
    def classes(self) -> ClassSet:
        """The classes of the project, read once at each change; empty when none is open."""
        return self._classes

    @property
    def current(self) -> int:
        """Index of the class that paints."""
        return self._current

    def choose(self, index: int) -> None:
        """Paint with that class from now on; nothing happens for one that is hidden."""
        known = self._classes.get(index)
        if index != self._current and (known is None or not known.hidden):
            self._previous, self._current = self._current, index
            self.chosen.emit(index)

    def swap(self) -> None:
        """Back to the class that was chosen before."""
        self.choose(self._previous)

    def step(self, offset: int) -> None:
        """The next or previous class of the list."""
        shown = [c.index for c in self._classes.shown]
        if shown:
            here = shown.index(self._current) if self._current in shown else 0
            self.choose(shown[(here + offset) % len(shown)])

    def add(self, name: str) -> None:
        """Add a class and paint with it."""
        written = self._write(lambda present: present.with_added(name))
        self.choose(written.classes[-1].index)

    def add_all(self, wanted: ClassSet) -> tuple[str, ...]:
        """Add the classes whose names the project lacks; these names. Those that are there stay as they are."""
        before = {c.index for c in self._classes}
        written = self._write(lambda present: join_classes(present, wanted, {}).classes)
        return tuple(c.name for c in written if c.index not in before)

    def change(self, changed: LabelClass) -> None:
        """Rename or recolour a class."""
        shown = self._classes.get(changed.index)
        # Only what the person changed is written: a job may have changed the rest since the list was read.
        told = {part: getattr(changed, part) for part in ("name", "color", "key")}
        wishes = {part: value for part, value in told.items() if value != getattr(shown, part, None)}

        def change(present: ClassSet) -> ClassSet:
            now = present.get(changed.index)
            return present.with_changed(replace(now or changed, **wishes))

        self._write(change)

    def move(self, index: int, place: int) -> None:
        """Put a class at another place of the list; 0 is the top. The keys 1..9 follow the list."""
        self._write(lambda present: present.with_moved(index, place))

    def move_by(self, offset: int, index: int | None = None) -> None:
        """Put a class (without `index`: the one that paints) so many places further down, as far as there are any."""
        shown = [c.index for c in self._classes.shown]
        moved = self._current if index is None else index
        if moved in shown:
            place = min(max(0, shown.index(moved) + offset), len(shown) - 1)
            if shown[place] != moved:
                self.move(moved, place)

    def list_again(self, index: int) -> None:
        """Put a class back into the list because it has pixels again: nobody asked for it, and it is no step."""
        if self._project is not None:
            self._project.change_classes(lambda present: present.with_hidden(index, False))
            self.refresh()

    def hide(self, index: int, hidden: bool = True) -> None:
        """Take a class out of the list, or put it back; its pixels stay, and so does its number."""
        self._write(lambda present: present.with_hidden(index, hidden))

    def _write(self, change: Callable[[ClassSet], ClassSet]) -> ClassSet:
        """Change the list as it is in the project, which a job may have changed since it was read; returns it."""
        if self._project is None:
            raise WorkbenchError("No project is open.", "Open or make one first.")
        found: list[ClassSet] = []

        def noted(present: ClassSet) -> ClassSet:
            found.append(present)
            return change(present)

        written = self._project.change_classes(noted)
        self.refresh()
        if written != found[0]:
            self.written.emit(found[0], written)
        return written
