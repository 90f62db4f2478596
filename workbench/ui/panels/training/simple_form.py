"""The few choices of a training that most people make; all other knobs are behind a button."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QPushButton, QSizePolicy, QSpinBox, QWidget

from workbench.core.recipe import TrainingRecipe
from workbench.core.recipe_words import BACKBONE_WORDS, changed_knobs
from workbench.ui.style import GRID

BACKBONE_TIPS = {
    "mobilenet_v2": "quick, learns without a GPU, too",
    "mobilenet_v3_large": "quick, with COCO weights",
    "resnet50": "better, wants a GPU",
    "resnet101": "the largest, wants a GPU",
    "xception65": "the paper's, wants a GPU and the package timm",
}

SIZES = {1.0: "full size", 0.75: "3/4 of the size", 0.5: "half the size", 0.25: "1/4 of the size"}

WEIGHTS = {
    "auto": "best weights",
    "coco": "COCO weights",
    "imagenet": "ImageNet weights",
    "none": "from scratch",
}


class SimpleForm(QWidget):
    """Model, length, size of the images, first weights.

    Signals:
        changed: something else is chosen.
        all_wanted: the form of all knobs is asked for.
    """

    changed = Signal()
    all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = TrainingRecipe()
        tips = "; ".join(f"{BACKBONE_WORDS[name]}: {words}" for name, words in BACKBONE_TIPS.items())
        self.backbone = _list("Model", BACKBONE_WORDS, tips)
        self.steps = QSpinBox()
        self.steps.setRange(0, 1_000_000)
        self.steps.setSpecialValueText("auto length")  # 0: core.advice chooses
        self.steps.setSingleStep(50)
        self.steps.setSuffix(" steps")
        self.steps.setAccessibleName("How long")
        self.steps.setToolTip("How many batches of image pieces the model learns from; auto leaves it to the program")
        self.steps.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.scale = _list("Size of the images", SIZES, "Smaller images are quicker and blunter: small things go")
        self.weights = _list(
            "First weights", WEIGHTS, "Best: COCO or ImageNet weights when they can be had, else from scratch"
        )
        self.all = QPushButton("All knobs...")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID // 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for number, part in enumerate((self.backbone, self.steps, self.scale, self.weights)):
            grid.addWidget(part, number // 2, number % 2)
        self.backbone.currentIndexChanged.connect(self._on_changed)
        self.steps.valueChanged.connect(self._on_changed)
        self.scale.currentIndexChanged.connect(self._on_changed)
        self.weights.currentIndexChanged.connect(self._on_changed)
        self.all.clicked.connect(self.all_wanted)
        self.show_recipe(self._recipe)

    @property
    def recipe(self) -> TrainingRecipe:
        """The recipe that is chosen."""
        return replace(
            self._recipe,
            backbone=self.backbone.currentData(),
            steps=self.steps.value(),
            image_scale=self.scale.currentData(),
            weights=self.weights.currentData(),
        )

    def show_recipe(self, recipe: TrainingRecipe) -> None:
        """Show a recipe; what the few lists do not hold is added to them."""
        self._recipe = recipe
        with QSignalBlocker(self.steps):
            self.steps.setValue(recipe.steps)
        _choose(self.backbone, recipe.backbone, recipe.backbone)
        _choose(self.scale, recipe.image_scale, f"{recipe.image_scale:.0%} of the size")
        _choose(self.weights, recipe.weights, Path(recipe.weights).name)
        self._on_changed()

    def _on_changed(self) -> None:
        count = len(changed_knobs(self.recipe))
        self.all.setText(f"All knobs ({count})..." if count else "All knobs...")
        changed = f"; {count} are not at their default" if count else ""
        self.all.setToolTip(f"Every knob of the recipe{changed}. Load and save it")
        self.changed.emit()


def _list(name: str, rows: Mapping[str, str] | Mapping[float, str], tip: str) -> QComboBox:
    box = QComboBox()
    for value, words in rows.items():
        box.addItem(words, value)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # two share the width of the panel
    box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + 24)
    box.setAccessibleName(name)
    box.setToolTip(f"{name}. {tip}")
    return box


def _choose(box: QComboBox, value: object, words: str) -> None:
    with QSignalBlocker(box):
        place = box.findData(value)
        if place < 0:
            box.addItem(words, value)
            place = box.count() - 1
        box.setCurrentIndex(place)
