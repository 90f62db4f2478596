"""How large a recipe's network is and how much work a picture is, without building it: for estimates in advance.

The figures are those of docs/networks.md, counted at 513 x 513 with 21 classes; work grows with the area.
"""

from dataclasses import dataclass

from workbench.core.recipe import TrainingRecipe

SIDE = 513

COCO_BACKBONES = frozenset({"mobilenet_v3_large", "resnet50", "resnet101"})
"""Those with COCO weights, with which `head: auto` is dense (resources/weights.json)."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Millions of parameters and billions of multiply-adds; V3 is the network without decoder.

    `held` are bytes for each pixel of a crop that wait for the way back, at stride 16 and 8, in numbers of four bytes.
    """

    params: float
    stride_16: float
    stride_8: float
    params_v3: float
    stride_16_v3: float
    stride_8_v3: float
    held_16: float
    held_8: float


_ROWS = {
    ("mobilenet_v2", "separable"): _Row(2.72, 5.80, 13.29, 2.64, 3.31, 11.02, 2521, 4684),
    ("mobilenet_v2", "dense"): _Row(5.82, 26.94, 40.56, 5.11, 6.01, 21.49, 2211, 4284),
    ("mobilenet_v3_large", "separable"): _Row(4.72, 5.97, 14.50, 4.64, 3.47, 12.24, 1907, 4022),
    ("mobilenet_v3_large", "dense"): _Row(11.73, 31.36, 58.32, 11.03, 10.43, 39.25, 1537, 3382),
    ("resnet50", "separable"): _Row(26.70, 39.55, 115.97, 26.60, 36.87, 113.52, 2834, 5450),
    ("resnet50", "dense"): _Row(40.35, 72.19, 187.90, 39.64, 51.08, 168.65, 2362, 4402),
    ("resnet101", "separable"): _Row(45.69, 60.18, 195.99, 45.59, 57.49, 193.54, 3652, 8716),
    ("resnet101", "dense"): _Row(59.34, 92.82, 267.92, 58.63, 71.70, 248.67, 3179, 7667),
    ("xception65", "separable"): _Row(41.06, 54.04, 176.85, 40.96, 51.35, 174.40, 5888, 14817),
    ("xception65", "dense"): _Row(54.71, 86.68, 248.78, 54.00, 65.56, 229.53, 5415, 13769),
}


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """What a network weighs.

    Attributes:
        params: numbers that are learnt.
        macs: multiply-adds for each pixel of a picture.
        held: bytes for each pixel of a crop that wait for the way back while it learns, in numbers of four bytes.
    """

    params: float
    macs: float
    held: float


def network_size(recipe: TrainingRecipe) -> NetworkSize | None:
    """The size of a recipe's network; None for encoders that are not in the table (timm's others)."""
    row = _ROWS.get((recipe.backbone, head_of(recipe)))
    if row is None:
        return None
    sharp = recipe.output_stride == 8
    if recipe.decoder:
        params, work = row.params, row.stride_8 if sharp else row.stride_16
    else:
        params, work = row.params_v3, row.stride_8_v3 if sharp else row.stride_16_v3
    return NetworkSize(params * 1e6, work * 1e9 / SIDE**2, row.held_8 if sharp else row.held_16)


def head_of(recipe: TrainingRecipe) -> str:
    """The head that a recipe most likely gets."""
    if recipe.head != "auto":
        return recipe.head
    dense = recipe.weights == "coco" or (recipe.weights == "auto" and recipe.backbone in COCO_BACKBONES)
    return "dense" if dense else "separable"
