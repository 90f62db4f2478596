"""The picture of the page on exporting: the dialog with its proof, on the demonstration's project."""

import tempfile
from pathlib import Path

import png
from places import GUIDE
from PySide6.QtWidgets import QApplication

from workbench.core.events import Exported
from workbench.exchange.writing.choice import ExportChoice
from workbench.services import demo, exporting, last_export
from workbench.services.library import open_project
from workbench.ui.dialogs.export import ExportDialog


def proof() -> None:
    """Export with the choices of a person who trains on objects, and take the dialog with the proof."""
    with tempfile.TemporaryDirectory() as name:
        list(demo.prepare(Path(name) / "parts"))
        with open_project(Path(name) / "parts") as project:
            choice = ExportChoice(void_border=3, extras=frozenset({"objects"}))
            last_export.write(project, "voc", choice)
            dialog = ExportDialog(project)
            dialog.folder.setText("parts-voc")
            dialog.show()
            dialog.on_started("export")
            for event in exporting.run(project, Path(name) / "parts-voc", "voc", choice):
                dialog.show_event(event)
                if isinstance(event, Exported):
                    dialog.on_ended("export")
            QApplication.processEvents()
            png.save(dialog.grab().toImage(), GUIDE / "export.png")
            dialog.close()


PICTURES = (proof,)
