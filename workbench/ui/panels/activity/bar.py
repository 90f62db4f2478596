"""How far something is, as a bar."""

from PySide6.QtWidgets import QProgressBar, QWidget

from workbench.ui.work.activities import Activity


class Bar(QProgressBar):
    """Moves to and fro where nobody knows how much there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextVisible(False)

    def follow(self, activity: Activity) -> None:
        """Show how far that is."""
        self.setAccessibleName(f"{activity.title}: how far it is")
        self.setRange(0, activity.total)
        self.setValue(activity.done)
