"""Looks: one palette for light and one for dark, one style sheet for both, one size of text for all."""

from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from workbench.core.places import resources

GRID = 8
"""All spacing is a multiple of this, in device-independent pixels."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours that everything is drawn with; names tell the use, not the hue."""

    window: str
    panel: str
    field: str
    line: str
    text: str
    faint: str
    accent: str
    on_accent: str
    canvas: str
    good: str
    warn: str
    bad: str


DARK = Theme(
    window="#1f2125",
    panel="#26292e",
    field="#2f3339",
    line="#3a3f46",
    text="#e6e8eb",
    faint="#9aa1ab",
    accent="#5ba4ff",
    on_accent="#0b1a2d",
    canvas="#16181b",
    good="#4cc38a",
    warn="#f0b429",
    bad="#f47f7f",
)
LIGHT = Theme(
    window="#f2f3f5",
    panel="#ffffff",
    field="#ffffff",
    line="#d3d7dd",
    text="#1d2127",
    faint="#566070",
    accent="#1862cc",
    on_accent="#ffffff",
    canvas="#d9dce1",
    good="#15803d",
    warn="#8f5c06",
    bad="#c62828",
)


class Scheme(StrEnum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class TextSize(IntEnum):
    """Bounds of the size of text, in percent of the system's own."""

    LEAST = 80
    USUAL = 100
    MOST = 200


@dataclass(frozen=True, slots=True)
class Looks:
    """What a person chooses of the looks.

    Attributes:
        scheme: light or dark, or what the system has.
        text: size of text, in percent of the system's own.
    """

    scheme: Scheme = Scheme.SYSTEM
    text: int = TextSize.USUAL


TITLE = 2.0
"""How much larger than other text the title of a page is."""

_SCHEME, _TEXT, _POINTS, _WIDTH = "scheme", "text", "points", "textWidth"

_SCHEMES = {
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
}


def theme() -> Theme:
    """The theme that was chosen, or that fits the system's colour scheme now."""
    app = QGuiApplication.instance()
    chosen = None if app is None else app.property(_SCHEME)
    if chosen in (Scheme.LIGHT, Scheme.DARK):
        return LIGHT if chosen == Scheme.LIGHT else DARK
    light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
    return LIGHT if light else DARK


def install(app: QApplication, looks: Looks | None = None) -> None:
    """Dress the application, now and whenever the system changes between light and dark."""
    app.setStyle(QStyleFactory.create("Fusion"))
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: _dress(app))
    wear(app, looks or Looks())


def wear(app: QApplication, looks: Looks) -> None:
    """Look like that from now on, in every window that is open."""
    if app.property(_POINTS) is None:
        app.setProperty(_POINTS, app.font().pointSizeF())  # the system's own
    app.setProperty(_SCHEME, looks.scheme)
    app.setProperty(_TEXT, looks.text)
    app.styleHints().setColorScheme(_SCHEMES[looks.scheme])  # for frames and dialogs of the system's own
    font = app.font()
    font.setPointSizeF(app.property(_POINTS) * looks.text / 100)
    if font != app.font():  # each of these visits every widget
        app.setFont(font)
    _dress(app)
    for widget in app.allWidgets():
        width = widget.property(_WIDTH)
        if width:
            widget.setFixedWidth(scaled(width))


def scaled(length: int) -> int:
    """A length that belongs to text, at the size that text has now; device-independent pixels."""
    app = QApplication.instance()
    return round(length * ((app and app.property(_TEXT)) or TextSize.USUAL) / 100)


def fix_width(widget: QWidget, width: int) -> None:
    """Fix the width of a widget with words or numbers; it grows and shrinks with the size of text.

    Args:
        widget: any.
        width: at the usual size of text, in device-independent pixels.
    """
    widget.setProperty(_WIDTH, width)
    widget.setFixedWidth(scaled(width))


def _dress(app: QApplication) -> None:
    now = theme()
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: now.window,
        QPalette.ColorRole.WindowText: now.text,
        QPalette.ColorRole.Base: now.field,
        QPalette.ColorRole.AlternateBase: now.panel,
        QPalette.ColorRole.Text: now.text,
        QPalette.ColorRole.PlaceholderText: now.faint,
        QPalette.ColorRole.Button: now.panel,
        QPalette.ColorRole.ButtonText: now.text,
        QPalette.ColorRole.Highlight: now.accent,
        QPalette.ColorRole.HighlightedText: now.on_accent,
        QPalette.ColorRole.ToolTipBase: now.panel,
        QPalette.ColorRole.ToolTipText: now.text,
        QPalette.ColorRole.Link: now.accent,
    }
    for role, color in roles.items():
        palette.setColor(role, QColor(color))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(now.faint))
    if palette != app.palette():
        app.setPalette(palette)
    folder = resources() / "style"
    sheet = (folder / "workbench.qss").read_text(encoding="utf-8").replace("@folder", folder.as_posix())
    for name, color in asdict(now).items():
        sheet = sheet.replace(f"@{name};", f"{color};")
    sheet = sheet.replace("@title;", f"{TITLE * app.font().pointSizeF():.1f}pt;")
    if sheet != app.styleSheet():
        app.setStyleSheet(sheet)
