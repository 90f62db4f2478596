"""What a run says of a few val images, validation after validation: image, mask and prediction side by side."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QSlider, QVBoxLayout, QWidget

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.core.events import PreviewReady
from workbench.pixels.jpeg_file import from_jpeg
from workbench.pixels.mask_file import read_indexed
from workbench.ui.style import GRID

COLUMNS = ("image", "mask", "prediction")
UNPAINTED = (128, 128, 128)
INVITATION = "While a model learns, this shows what it says of a few val images."


class PicturesView(QWidget):
    """A row for each val image; a slider goes back to earlier validations.

    Signals:
        chosen: a picture was clicked (the image's number).
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colors = np.zeros((256, 3), dtype=np.uint8)
        self._found: dict[int, dict[int, Path]] = {}  # by step, then by image
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName("Validation that is shown")
        self._slider.valueChanged.connect(self._draw)
        self._words = QLabel(INVITATION)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "faint")
        self._rows = QWidget()
        self._rows.setObjectName("panel")
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID // 2)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._words)
        column.addWidget(self._slider)
        column.addWidget(scroll, 1)
        self.clear()

    @property
    def steps(self) -> list[int]:
        """The steps of the validations that can be seen."""
        return sorted(self._found)

    @property
    def step(self) -> int | None:
        """The one that is seen; None while there are none."""
        return self.steps[self._slider.value()] if self._found else None

    def show_classes(self, classes: ClassSet) -> None:
        """Take the colours of a project."""
        self._colors[:] = UNPAINTED
        for known in classes:
            self._colors[known.index] = known.color
        self._draw()

    def clear(self) -> None:
        """Another run begins."""
        self._found.clear()
        self._slider.setRange(0, 0)
        self._slider.setEnabled(False)
        self._draw()

    def load(self, folder: Path) -> None:
        """Show what an earlier run has left in its folder of previews."""
        self.clear()
        for path in folder.glob("*-*.png"):
            image, _, step = path.stem.partition("-")
            if image.isdecimal() and step.isdecimal():
                self._found.setdefault(int(step), {})[int(image)] = path
        self._show_last()

    def add(self, event: PreviewReady) -> None:
        """One picture more; the newest validation is shown unless a person looks at an earlier one."""
        at_end = self._slider.value() == self._slider.maximum()
        self._found.setdefault(event.step, {})[event.image] = Path(event.path)
        if at_end:
            self._show_last()
        else:
            self._slider.setMaximum(len(self._found) - 1)

    def _show_last(self) -> None:
        self._slider.setRange(0, max(0, len(self._found) - 1))
        self._slider.setEnabled(len(self._found) > 1)
        self._slider.setValue(self._slider.maximum())
        self._draw()

    def _draw(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        step = self.step
        if step is None:
            self._words.setText(INVITATION)
            return
        self._words.setText(f"After step {step:,}: {', '.join(COLUMNS)}.")
        for row, (image, path) in enumerate(sorted(self._found[step].items())):
            files = (path.with_name(f"{image}.jpg"), path.with_name(f"{image}-mask.png"), path)
            for column, (file, what) in enumerate(zip(files, COLUMNS, strict=True)):
                self._grid.addWidget(_Picture(self._read(file), f"{what} of image {image}", image, self), row, column)
        self._grid.setRowStretch(len(self._found[step]), 1)

    def _read(self, file: Path) -> U8 | None:
        """uint8 (h, w, 3); None where the file is gone or damaged, which costs a picture and nothing else."""
        try:
            if file.suffix == ".jpg":
                return from_jpeg(file.read_bytes())
            return self._colors[read_indexed(file)]
        except (OSError, WorkbenchError):
            return None


class _Picture(QLabel):
    """A picture that is as wide as its column."""

    def __init__(self, pixels: U8 | None, name: str, image: int, view: PicturesView) -> None:
        super().__init__()
        self._image, self._view = image, view
        self._whole = QPixmap()
        if pixels is not None:
            height, width = pixels.shape[:2]
            data = np.ascontiguousarray(pixels).tobytes()
            self._whole = QPixmap.fromImage(QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).copy())
        self.setAccessibleName(name)
        self.setToolTip("A click opens the image")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit(80)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to the column."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit(event.size().width())

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Open the image."""
        self._view.chosen.emit(self._image)

    def _fit(self, width: int) -> None:
        if self._whole.isNull() or width < 2:
            self.setFixedHeight(16)
            return
        ratio = self.devicePixelRatioF()
        shown = self._whole.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
        shown.setDevicePixelRatio(ratio)
        self.setPixmap(shown)
        self.setFixedHeight(max(1, round(shown.height() / ratio)))
