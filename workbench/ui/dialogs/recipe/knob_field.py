"""One knob of a recipe: its value, its unit, what it does, its default, and what is wrong with what was typed."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from workbench.core.errors import BadInputError
from workbench.core.knobs import Knob, Value
from workbench.ui.icons import icon
from workbench.ui.style import GRID, fix_width

AUTO = "auto"
FIELD_WIDTH = 180


class KnobField(QWidget):
    """Made from a row of the table of knobs.

    Attributes:
        knob: that row.

    Signals:
        changed: another value is there, right or wrong.
    """

    changed = Signal()

    def __init__(self, knob: Knob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.knob = knob
        name = knob.name.replace("_", " ")
        self.title = QLabel(name.capitalize())
        self._editor = self._make_editor()
        self._editor.setAccessibleName(name)
        self._editor.setAccessibleDescription(knob.words)
        self._editor.setToolTip(knob.words)
        fix_width(self._editor, FIELD_WIDTH)
        self.reset_button = QToolButton()
        self.reset_button.setIcon(icon("undo"))
        self.reset_button.setAutoRaise(True)
        self.reset_button.setAccessibleName(f"Give {name} its default again")
        self.reset_button.setToolTip(f"Default: {self._told(knob.default)}")
        self.reset_button.clicked.connect(self.reset)
        keeps = self.reset_button.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.reset_button.setSizePolicy(keeps)
        self._notes = QLabel()
        self._notes.setWordWrap(True)
        self._notes.setProperty("role", "faint")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(self._editor, 0, 1)
        grid.addWidget(QLabel(knob.unit), 0, 2)
        grid.addWidget(self.reset_button, 0, 3)
        grid.addWidget(self._notes, 1, 0, 1, 4)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(2, 6 * GRID)
        self.put(knob.default)

    @property
    def text(self) -> str:
        """What stands in the field."""
        match self._editor:
            case QCheckBox():
                return str(self._editor.isChecked()).lower()
            case QComboBox():
                return self._editor.currentText()
            case _:
                return self._editor.text()

    @property
    def value(self) -> Value:
        """What it means.

        Raises:
            BadInputError: nothing that the knob takes.
        """
        text = self.text.strip()
        if self.knob.auto is not None and text.lower() in ("", AUTO):
            return self.knob.auto
        value = self.knob.read(text)
        self.knob.check(value)
        return value

    @property
    def trouble(self) -> str:
        """What is wrong with what stands there, and the cure; "" when nothing is."""
        try:
            _ = self.value
        except BadInputError as error:
            return f"{error.message.removeprefix('Recipe: ')} {error.cure}"
        return ""

    def put(self, value: Value) -> None:
        """Show a value."""
        words = self._told(value)
        with QSignalBlocker(self._editor):
            match self._editor:
                case QCheckBox():
                    self._editor.setChecked(bool(value))
                case QComboBox():
                    if self._editor.findText(words) < 0 and not self._editor.isEditable():
                        self._editor.addItem(words)
                    self._editor.setCurrentText(words)
                case _:
                    self._editor.setText(words)
        self._show()

    def reset(self) -> None:
        """Back to the default."""
        self.put(self.knob.default)
        self.changed.emit()

    def focus(self) -> None:
        """Bring the keyboard here."""
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_changed(self) -> bool:
        """Whether it is not at its default."""
        try:
            return self.value != self.knob.default
        except BadInputError:
            return True

    def _make_editor(self) -> QCheckBox | QComboBox | QLineEdit:
        knob = self.knob
        if knob.kind == "switch":
            box = QCheckBox("on")
            box.toggled.connect(self._on_edited)
            return box
        if knob.choices:
            choice = QComboBox()
            choice.addItems([str(value) for value in knob.choices])
            choice.setEditable(bool(knob.others))
            choice.currentTextChanged.connect(self._on_edited)
            return choice
        line = QLineEdit()
        if knob.auto is not None:
            line.setPlaceholderText(AUTO)
        line.textChanged.connect(self._on_edited)
        return line

    def _told(self, value: Value) -> str:
        if self.knob.auto is not None and value == self.knob.auto:
            return AUTO
        if isinstance(value, bool):
            return str(value).lower()
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _on_edited(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Mark what is changed, and tell what is wrong in the place of what it does."""
        trouble, changed = self.trouble, self.is_changed
        self.reset_button.setVisible(changed)
        font = self.title.font()
        font.setBold(changed)
        self.title.setFont(font)
        self._notes.setText(
            trouble or f"{self.knob.words[:1].upper()}{self.knob.words[1:]}. Default: {self._told(self.knob.default)}"
        )
        role = "bad" if trouble else "faint"
        if self._notes.property("role") != role:
            self._notes.setProperty("role", role)
            self._notes.style().unpolish(self._notes)
            self._notes.style().polish(self._notes)
