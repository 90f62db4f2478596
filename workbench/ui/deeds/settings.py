"""The settings: asked for in a dialog, applied at once, kept on this machine."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from workbench.services import weights_folder
from workbench.ui import preferences, style, translation
from workbench.ui.deeds.showing_folders import show_folder
from workbench.ui.dialogs.settings.dialog import SettingsDialog
from workbench.ui.dialogs.settings.looks_page import LooksPage
from workbench.ui.dialogs.settings.machine_page import MachinePage
from workbench.ui.dialogs.settings.painting_page import PaintingPage
from workbench.ui.messages import Messages
from workbench.ui.panels.review import ReviewPanel
from workbench.ui.preferences import Share
from workbench.ui.session import Session
from workbench.ui.style import Looks


class Settings(QObject):
    """Keeps what is chosen, and lets it hold: at the start, and whenever something else is chosen."""

    def __init__(
        self,
        session: Session,
        review: ReviewPanel,
        messages: Messages,
        actions: Mapping[str, QAction],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._review, self._messages = session, review, messages
        self._actions, self._window = actions, window
        self._dialog: SettingsDialog | None = None
        session.engine.grant = preferences.share().grant
        home = preferences.weights_home()
        if home is not None:
            weights_folder.move_to(home)
        review.set_opacity(preferences.opacity())
        review.opacity_changed.connect(self._on_opacity)

    def ask(self) -> None:
        """Show the settings, or bring them to the front."""
        if self._dialog is None:
            self._dialog = self._make()
            self._dialog.destroyed.connect(self._forget)
            self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _make(self) -> SettingsDialog:
        looks = LooksPage(preferences.looks(), preferences.opacity(), preferences.language(), translation.languages())
        machine = MachinePage(preferences.share(), weights_folder.folder())
        dialog = SettingsDialog(looks, PaintingPage(self._actions), machine, self._window)
        looks.looks_changed.connect(self._on_looks)
        looks.opacity_changed.connect(self._review.set_opacity)
        looks.language_changed.connect(preferences.remember_language)
        machine.share_changed.connect(self._on_share)
        machine.weights_wanted.connect(self._on_weights)
        machine.opened.connect(lambda folder: show_folder(folder, self._messages))
        dialog.keys.clicked.connect(self._actions["keys"].trigger)
        return dialog

    def _forget(self) -> None:
        self._dialog = None

    def _on_looks(self, looks: Looks) -> None:
        preferences.remember_looks(looks)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        style.wear(app, looks)

    def _on_opacity(self, opacity: float) -> None:
        preferences.remember_opacity(round(100 * opacity))
        if self._dialog is not None:
            self._dialog.looks.show_opacity(round(100 * opacity))

    def _on_share(self, share: Share) -> None:
        preferences.remember_share(share)
        self._session.engine.grant = share.grant

    def _on_weights(self, home: Path | None) -> None:
        """A worker that waits is ended: the next one takes weights from there."""
        preferences.remember_weights_home(home)
        weights_folder.move_to(home)
        if not self._session.engine.busy:  # live training may use it beside everything else
            self._session.engine.close()
        if self._dialog is not None:
            self._dialog.machine.show_weights(weights_folder.folder())
