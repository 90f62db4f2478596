"""The encoders by their names."""

from collections.abc import Callable

from workbench.core.errors import BadInputError
from workbench.core.recipe import BACKBONES, TIMM_PREFIX
from workbench.learn.net.encoder import Encoder
from workbench.learn.net.layers import NormKind
from workbench.learn.net.timm_encoders import TimmEncoder, XceptionEncoder
from workbench.learn.net.torchvision_encoders import ResNetEncoder, mobilenet_v2, mobilenet_v3_large

_MAKERS: dict[str, Callable[[int, NormKind], Encoder]] = {
    "mobilenet_v2": mobilenet_v2,
    "mobilenet_v3_large": mobilenet_v3_large,
    "resnet50": lambda output_stride, norm: ResNetEncoder("resnet50", output_stride, norm),
    "resnet101": lambda output_stride, norm: ResNetEncoder("resnet101", output_stride, norm),
    "xception65": XceptionEncoder,
}


def make_encoder(name: str, output_stride: int, norm: NormKind) -> Encoder:
    """The encoder of that name, one of core.recipe.BACKBONES or "timm:NAME", with random weights."""
    if name.startswith(TIMM_PREFIX):
        return TimmEncoder(name.removeprefix(TIMM_PREFIX), output_stride, norm)
    if name not in _MAKERS:
        raise BadInputError(f"There is no encoder {name!r}.", f"Choose {', '.join(BACKBONES)} or timm:NAME.")
    return _MAKERS[name](output_stride, norm)
