"""Makes the guide's picture of the export dialog, on the demonstration's project.

Run it in the root of the repository: ``PYTHONPATH=. python docs/guide/make_export_picture.py``.
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from workbench.core.events import Exported
from workbench.exchange.writing.choice import ExportChoice
from workbench.services import demo, exporting, last_export
from workbench.services.library import open_project
from workbench.ui.app import application
from workbench.ui.dialogs.export import ExportDialog

PICTURE = Path(__file__).parent / "pictures" / "export.png"


def main() -> None:
    """Export with the choices of a person who trains on objects, and take the dialog with the proof."""
    app = application()
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
            app.processEvents()
            dialog.grab().save(str(PICTURE))
            dialog.close()


if __name__ == "__main__":
    main()
