"""The real window around one mask, without a project."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings

from workbench.core.classes import ClassSet
from workbench.core.mask import LabelMask
from workbench.ui.document import Document
from workbench.ui.main_window import MainWindow


@contextmanager
def window_on(mask: LabelMask, folder: Path) -> Iterator[MainWindow]:
    """A window that shows a mask of road and car on a black picture; its settings lie in `folder`."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))
    window = MainWindow()
    window.canvas.set_document(Document(1, np.zeros((mask.height, mask.width, 3), np.uint8), mask))
    window.canvas.set_classes(ClassSet.from_names(["road", "car"]))
    window.middle.setCurrentWidget(window.canvas)
    window.show()
    for action in window.actions_by_name.values():
        action.setEnabled(True)
    yield window
    window.canvas.set_document(None)
    window.close()
