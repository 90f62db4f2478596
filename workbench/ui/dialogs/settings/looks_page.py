"""Light or dark, the size of text, how strong masks are drawn, the language."""

from collections.abc import Iterable

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QWidget

from workbench.ui.dialogs.settings.page import Page
from workbench.ui.style import GRID, Looks, Scheme, fix_width

_SCHEMES = {Scheme.SYSTEM: "As the system has it", Scheme.LIGHT: "Light", Scheme.DARK: "Dark"}

SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
"""Of text, in percent of the system's own."""


class LooksPage(Page):
    """What is to be seen.

    Args:
        looks: as they are.
        opacity: of masks, in percent.
        language: that was chosen; "" for the system's.
        languages: that there are beside English.

    Signals:
        looks_changed: other looks are wanted (`Looks`).
        opacity_changed: another opacity is wanted, in percent.
        language_changed: another language is wanted ("" for the system's).
    """

    looks_changed = Signal(object)
    opacity_changed = Signal(int)
    language_changed = Signal(str)

    def __init__(
        self, looks: Looks, opacity: int, language: str, languages: Iterable[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.scheme, self.text, self.language = QComboBox(), QComboBox(), QComboBox()
        for scheme, words in _SCHEMES.items():
            self.scheme.addItem(words, scheme)
        for size in sorted({*SIZES, looks.text}):
            self.text.addItem(f"{size} %", size)
        self.language.addItem("As the system has it", "")
        for name in ("en", *languages):
            self.language.addItem(_own_name(name), name)
        self.opacity, self._percent = QSlider(Qt.Orientation.Horizontal), QLabel()
        self.opacity.setRange(0, 100)
        fix_width(self._percent, 48)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.opacity, 1)
        row.addWidget(self._percent)
        self.scheme.setCurrentIndex(self.scheme.findData(looks.scheme))
        self.text.setCurrentIndex(self.text.findData(looks.text))
        self.language.setCurrentIndex(max(0, self.language.findData(language)))
        self.form.addRow("&Theme", self.scheme)
        self.form.addRow("Size of te&xt", self.text)
        self.form.addRow("&Opacity of masks", row)
        self.form.addRow("&Language", self.language)
        label = self.form.labelForField(row)
        assert isinstance(label, QLabel)
        label.setBuddy(self.opacity)
        self.explain("The language holds from the next start on.")
        self.show_opacity(opacity)
        self.scheme.currentIndexChanged.connect(self._on_looks)
        self.text.currentIndexChanged.connect(self._on_looks)
        self.opacity.valueChanged.connect(self.opacity_changed)
        self.opacity.valueChanged.connect(self._tell)
        self.language.currentIndexChanged.connect(
            lambda _index: self.language_changed.emit(self.language.currentData())
        )

    def show_opacity(self, percent: int) -> None:
        """It was changed elsewhere."""
        with QSignalBlocker(self.opacity):
            self.opacity.setValue(percent)
        self._tell(percent)

    def _tell(self, percent: int) -> None:
        self._percent.setText(f"{percent} %")

    def _on_looks(self) -> None:
        self.looks_changed.emit(Looks(Scheme(self.scheme.currentData()), self.text.currentData()))


def _own_name(language: str) -> str:
    """As its speakers write it, with a capital: "English", "Français", "Português"."""
    if language == "en":
        return "English"  # Qt names it after the country that speaks it most
    name = QLocale(language).nativeLanguageName() or language
    return name[:1].upper() + name[1:]
