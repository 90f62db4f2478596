"""Looks: one palette for light and one for dark, one style sheet for both, following the system."""

from dataclasses import asdict, dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

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
    accent="#4c9aff",
    on_accent="#0b1a2d",
    canvas="#16181b",
    good="#4cc38a",
    warn="#f0b429",
    bad="#ef6a6a",
)
LIGHT = Theme(
    window="#f2f3f5",
    panel="#ffffff",
    field="#ffffff",
    line="#d3d7dd",
    text="#1d2127",
    faint="#667080",
    accent="#1f6fe0",
    on_accent="#ffffff",
    canvas="#d9dce1",
    good="#15803d",
    warn="#a16207",
    bad="#c62828",
)


def theme() -> Theme:
    """The theme that fits the system's colour scheme now."""
    light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
    return LIGHT if light else DARK


def install(app: QApplication) -> None:
    """Dress the application, now and whenever the system changes between light and dark."""
    app.setStyle(QStyleFactory.create("Fusion"))
    _dress(app)
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: _dress(app))


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
    app.setPalette(palette)
    folder = resources() / "style"
    sheet = (folder / "workbench.qss").read_text(encoding="utf-8").replace("@folder", folder.as_posix())
    for name, color in asdict(now).items():
        sheet = sheet.replace(f"@{name};", f"{color};")
    app.setStyleSheet(sheet)
