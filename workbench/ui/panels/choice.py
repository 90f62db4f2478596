"""A list that opens: one row of several, each with what it asks for; its name, where nothing special is asked for."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from workbench.ui.style import scaled

NARROWEST = 36
"""Of the words of a choice in a narrow window: the row must not make the window wider than a small screen."""

ARROW = 12
"""Of the arrow beside them; both in logical pixels."""

Rows = dict[str, dict[str, object]]
"""Words on screen, and what they ask for: fields of an `ImageQuery`."""


class Choice(QComboBox):
    """One of several rows of words, as wide as the chosen one; where there is no room for it, it ends in dots."""

    def __init__(self, name: str, rows: Rows) -> None:
        super().__init__()
        self._rows: Rows = {}
        self._name = name
        self.setAccessibleName(name)
        self.currentTextChanged.connect(self.show_words)
        self.offer(rows)

    @property
    def value(self) -> dict[str, object]:
        """What is asked for now."""
        return self._rows[self.currentText()]

    @property
    def words(self) -> str:
        """What it shows while it is closed: the chosen row, or its name where that row asks for nothing."""
        return self.currentText() if self._rows.get(self.currentText()) else self._name

    def offer(self, rows: Rows) -> None:
        """Offer these rows from now on; the chosen one stays chosen when it is among them."""
        if rows == self._rows:
            return
        before = self.currentText()
        with QSignalBlocker(self):
            self._rows = rows
            self.clear()
            self.addItems(list(rows))
            self.setCurrentText(before)
        self.show_words()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 2 * self.view().frameWidth())
        if self.currentText() != before:
            self.currentIndexChanged.emit(self.currentIndex())

    def row_of(self, asked: Mapping[str, object]) -> int:
        """The row that asks for these values of its fields; the first, which asks for nothing special, without one."""
        rows = list(self._rows.values())
        special = (place for place in range(1, len(rows)) if rows[place].items() <= asked.items())
        return next(special, 0)

    def sizeHint(self) -> QSize:
        """Room for the chosen words."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        # As Qt measures the widest row (qcombobox.cpp, recomputeSizeHint), but for the one that is shown.
        words = QSize(self.fontMetrics().horizontalAdvance(self.words) + 2, super().sizeHint().height())
        wanted = self.style().sizeFromContents(QStyle.ContentsType.CT_ComboBox, option, words, self)
        return QSize(wanted.width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Less than the chosen words, not as much as the widest."""
        return QSize(scaled(NARROWEST) + ARROW, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As Qt draws it, but with dots where the words are cut."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - 2
        option.currentText = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def show_words(self) -> None:
        """Tell what is chosen, and take the room for it."""
        self.setToolTip(f"{self._name}: {self.currentText()}")
        active = self.currentIndex() > 0
        if active != (self.property("active") is True):  # to polish takes a millisecond
            self.setProperty("active", active)
            self.style().polish(self)
        self.updateGeometry()
