"""What is told of a network itself: its size, layer by layer, and the file for other programs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayerSize:
    """One layer of a network: `output` is channels, height, width; `params` counts the norm after it too."""

    name: str
    kind: str
    output: tuple[int, ...]
    params: int
    macs: int


@dataclass(frozen=True, slots=True)
class ModelMeasured:
    """The size of a network and the work of one image (multiply-adds); `layers` in the order of the image's way."""

    params: int
    macs: int
    layers: tuple[LayerSize, ...]


@dataclass(frozen=True, slots=True)
class ModelExported:
    """A model was written as the ONNX file `path`.

    `difference` is the largest one between its scores and the network's own; None when they could not be compared.
    """

    path: str
    classes: int
    difference: float | None
