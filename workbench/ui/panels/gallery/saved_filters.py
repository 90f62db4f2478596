"""The button whose menu holds the filters that were given a name."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from workbench.ui.icons import icon


class SavedFilters(QToolButton):
    """Offers them, and asks for one to be kept or forgotten.

    Signals:
        chosen: the filter of that name is wanted.
        save: what is listed now should be kept under a name.
        forget: the filter of that name is not needed any more.
    """

    chosen = Signal(str)
    save = Signal()
    forget = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon("bookmark-outline"))
        self.setToolTip("Saved filters: what is listed, and in which order, under a name")
        self.setAccessibleName("Saved filters")
        self.setAutoRaise(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMenu(QMenu(self))
        self.offer(())

    def offer(self, names: Iterable[str]) -> None:
        """Offer the filters of these names."""
        menu = self.menu()
        menu.clear()
        known = list(names)
        for name in known:
            menu.addAction(_words(name)).triggered.connect(lambda _on=False, wanted=name: self.chosen.emit(wanted))
        menu.addSeparator()
        menu.addAction("Save what is listed...").triggered.connect(lambda _on=False: self.save.emit())
        forgetting = menu.addMenu("Forget")
        forgetting.setEnabled(bool(known))
        for name in known:
            forgetting.addAction(_words(name)).triggered.connect(lambda _on=False, gone=name: self.forget.emit(gone))


def _words(name: str) -> str:
    """As a menu shows it: & would mark a letter."""
    return name.replace("&", "&&")
