"""The words of the program in other languages: files of `resources/translations`, made with Qt's own tools."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from workbench.core.places import resources

CONTEXT = "actions"
"""Of the words in the table of actions and its menus."""

_STEM = "workbench"


def folder() -> Path:
    """Where the files lie: workbench_LANGUAGE.ts, and the .qm that is made of it."""
    return resources() / "translations"


def languages() -> list[str]:
    """The languages that there are beside English, as "de" or "pt_BR"."""
    return sorted(path.stem.removeprefix(f"{_STEM}_") for path in folder().glob(f"{_STEM}_*.qm"))


def install(app: QCoreApplication, language: str = "", place: Path | None = None) -> bool:
    """Let the program speak a language; before its first window is made.

    Args:
        app: keeps the words.
        language: as "de"; "" for the system's.
        place: where the files lie, if not in `folder`.

    Returns:
        Whether there are words of ours in it; without, they stay English.
    """
    locale = QLocale(language) if language else QLocale.system()
    ours, qts = QTranslator(app), QTranslator(app)
    found = ours.load(locale, _STEM, "_", str(place or folder()))
    if found:
        app.installTranslator(ours)
        if qts.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(qts)
    return found


def said(text: str) -> str:
    """A text of the table of actions in the language that was installed; the text itself where it has no other."""
    return QCoreApplication.translate(CONTEXT, text)
