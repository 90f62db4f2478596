"""The form of all knobs, opened from the Training panel."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from workbench.ui.dialogs.recipe.dialog import RecipeDialog
from workbench.ui.panels.training import TrainingPanel


class ChoosingRecipe(QObject):
    """Shows the panel's recipe in the form, and gives back what is chosen there."""

    def __init__(self, panel: TrainingPanel, window: QWidget) -> None:
        super().__init__(window)
        self._panel, self._window = panel, window
        panel.plan.form.all_wanted.connect(self.ask)

    def ask(self) -> None:
        """Open the form."""
        dialog = RecipeDialog(self._panel.recipe(), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._panel.set_recipe(dialog.answer))
        dialog.open()
