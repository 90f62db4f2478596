"""What this program is, and which version of it."""

from PySide6.QtWidgets import QMessageBox, QWidget

import workbench


def show_about(window: QWidget) -> None:
    """Say it in a box."""
    QMessageBox.about(
        window,
        "Segmentation workbench",
        f"Segmentation workbench {workbench.__version__}\nPaint, train, correct, export. Apache-2.0.",
    )
