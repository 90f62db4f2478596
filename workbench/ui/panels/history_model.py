"""The steps of an open image as a list that Qt can show: oldest first, what can be done again last."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon

from workbench.core.classes import ClassSet
from workbench.core.mask import UNLABELLED
from workbench.ui.panels.swatch import hollow, swatch
from workbench.ui.style import theme
from workbench.ui.undo import Step, UndoStack

START = "Before these steps"

NAMED = 2
"""Classes of a step that are named; of more it is told how many they are."""

_Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractListModel):
    """Row 0 is the mask before all steps, row N the mask after N of them.

    Signals:
        taken: the steps, or which of them stand, may be others.
    """

    taken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stack: UndoStack | None = None
        self._classes = ClassSet()
        self._steps: list[Step] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._take_steps)

    def show_stack(self, stack: UndoStack | None) -> None:
        """Take the steps of another image, or of none."""
        if self._stack is not None:
            self._stack.indexChanged.disconnect(self._soon.start)
        self._stack = stack
        if stack is not None:
            # A stack is sometimes filled anew, step by step: all that is shown once, when it is done.
            stack.indexChanged.connect(self._soon.start)
        self._take_steps()

    def show_classes(self, classes: ClassSet) -> None:
        """Take other names and colours of classes."""
        self._classes = classes
        if self._steps:
            self.dataChanged.emit(self.index(0), self.index(len(self._steps)))

    @property
    def current(self) -> int:
        """The row of the mask as it is now."""
        return 0 if self._stack is None else self._stack.index()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - the signature is Qt's
        """The steps and the row before them; nothing while there is no step."""
        return 0 if parent.isValid() or not self._steps else len(self._steps) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words, the colour of the class, and faint letters for what is undone."""
        row = index.row()
        if not 0 <= row <= len(self._steps):
            return None
        step = self._steps[row - 1] if row else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return START if step is None else self._words(step)
            case Qt.ItemDataRole.ToolTipRole:
                return "Undone: a click does it again" if row > self.current else "A click goes back to here"
            case Qt.ItemDataRole.DecorationRole:
                return None if step is None else self._icon(step)
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(theme().faint) if row > self.current or step is None else None
        return None

    def _take_steps(self) -> None:
        steps = [] if self._stack is None else self._stack.steps(0, self._stack.count())
        old = self._steps
        known = len(steps) >= len(old) > 0 and all(a.edit is b.edit for a, b in zip(old, steps, strict=False))
        if not known:
            self.beginResetModel()
            self._steps = steps
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0), self.index(len(old)))
            if len(steps) > len(old):
                self.beginInsertRows(QModelIndex(), len(old) + 1, len(steps))
                self._steps = steps
                self.endInsertRows()
        self.taken.emit()

    def _words(self, step: Step) -> str:
        values, pixels = step.outcome
        if len(values) <= NAMED:
            what = " and ".join("unlabelled" if v == UNLABELLED else self._classes.name_of(v) for v in values)
        else:
            what = f"{sum(v != UNLABELLED for v in values)} classes"
        return f"{step.edit.tool.replace('_', ' ')}: {what}, {pixels:,} px"

    def _icon(self, step: Step) -> QIcon:
        found = self._classes.get(step.outcome.values[0])
        return swatch(found.color) if found else hollow(theme().faint, theme().on_accent)
