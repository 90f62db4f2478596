"""The val images that a model gets most wrong."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from workbench.services.run_scores import RunScores

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ID = Qt.ItemDataRole.UserRole
LISTED = 200


class WorstImages(QTreeWidget):
    """Worst first, by the run that was chosen last; a click asks for the image.

    Signals:
        wanted: the image's number.
    """

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Worst val images")
        self._items: list[QTreeWidgetItem] = []
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)
        self.itemClicked.connect(lambda item: self.wanted.emit(item.data(0, _ID)))
        self.itemActivated.connect(lambda item: self.wanted.emit(item.data(0, _ID)))

    @property
    def images(self) -> list[int]:
        """The numbers of the images that are listed, worst first."""
        return [item.data(0, _ID) for item in self._items]

    def show_scores(self, runs: Sequence[str], scores: Sequence[RunScores], names: dict[int, str]) -> None:
        """List the worst of the last of these runs; `names` of images by number, others are gone and not listed."""
        self.clear()
        self._items.clear()
        self.setHeaderLabels(["Image", *(f"mIoU, {run}" for run in runs)])
        if not scores:
            return
        by_run = [{one.image: one.miou for one in found.images} for found in scores]
        worst = [one.image for one in scores[-1].worst if one.image in names]
        for image in worst[:LISTED]:
            values = [found.get(image) for found in by_run]
            item = QTreeWidgetItem([names[image], *("-" if value is None else f"{value:.3f}" for value in values)])
            item.setData(0, _ID, image)
            item.setToolTip(0, "A click opens it, with what this model gets wrong")
            for column in range(1, item.columnCount()):
                item.setTextAlignment(column, RIGHT)
            self.addTopLevelItem(item)
            self._items.append(item)
