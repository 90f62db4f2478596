"""What a trained model yields on images: its predictions, and how good it is."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PredictionReady:
    """One image is predicted. `doubt` 0..1; `path` of the prediction's file; `reason` in words.

    `look` is a `core.look.Look`, packed and in base64.
    """

    image: int
    path: str
    doubt: float
    reason: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class ImageScored:
    """A checkpoint was measured on one image; None where there was nothing to measure."""

    image: int
    miou: float | None
    pixel_accuracy: float | None
    boundary_f: float | None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A checkpoint was measured. `ious` by class name; None where a class does not occur.

    `weighted_iou` weighs classes by their pixels, `boundary_f` is the mean over images of how well edges agree.
    `confusion` counts pixels: a row a painted class, a column a predicted one, in the order of `ious`; the last row and
    column are classes that the model does not know.
    """

    images: int
    miou: float | None
    pixel_accuracy: float | None
    ious: dict[str, float | None] = field(default_factory=dict)
    weighted_iou: float | None = None
    boundary_f: float | None = None
    confusion: list[list[int]] = field(default_factory=list)
