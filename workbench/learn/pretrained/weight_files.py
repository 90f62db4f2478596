"""Reading files of weights, whoever wrote them; nothing but tensors is ever unpickled."""

import pickle
import struct
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from workbench.core.errors import BadInputError, MissingError
from workbench.core.recipe import TIMM_PREFIX
from workbench.learn.net.backbone import make_encoder
from workbench.learn.net.layers import NormKind
from workbench.learn.net.start import State

_UNREADABLE = (
    OSError,
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    EOFError,
    struct.error,
    pickle.UnpicklingError,
)
"""What torch.load raises on files that are damaged or hold more than tensors."""

COUNTER = "num_batches_tracked"
"""Batch norm's count of training steps, which means nothing to a start."""


def read_tensors(path: Path) -> State:
    """The tensors of a .safetensors or .pth file, on the CPU, by the names in the file."""
    if not path.is_file():
        raise MissingError(f"There is no file of weights {path}.", "Set weights to auto, none or an existing file.")
    try:
        if path.suffix == ".safetensors":
            return dict(load_file(path))
        found: Any = torch.load(path, map_location="cpu", weights_only=True)
    except (SafetensorError, *_UNREADABLE) as error:
        raise BadInputError(
            f"The file of weights {path} cannot be read: {str(error).splitlines()[0] if str(error) else error!r}.",
            "Delete it and fetch it again, or set weights to another file.",
        ) from error
    found = found.get("state_dict", found) if isinstance(found, dict) else found
    if not isinstance(found, dict) or not all(isinstance(value, Tensor) for value in found.values()):
        raise BadInputError(f"{path} holds no table of tensors.", "Save the network's state_dict() and name that file.")
    return {str(name): value for name, value in found.items()}


def norm_of(state: State) -> NormKind:
    """The normalisation of the network that some tensors are of."""
    return "batch" if any(name.endswith("running_mean") for name in state) else "group"


def encoder_state(found: State, backbone: str, name: str) -> State:
    """The encoder's part of some tensors, by our encoder's names.

    Args:
        found: of a classifier, of a segmentation network, or of a checkpoint of this program.
        backbone: the encoder's name.
        name: of the file, for the error.

    Raises:
        BadInputError: they are of another network.
    """
    for prefix in ("encoder.", "backbone."):
        if any(key.startswith(prefix) for key in found):
            found = {key.removeprefix(prefix): value for key, value in found.items() if key.startswith(prefix)}
    with torch.device("meta"):
        wanted = make_encoder(backbone, 16, norm_of(found)).state_dict()
    if "0.0.weight" in found:
        # torchvision's DeepLab has a MobileNet's blocks without the name of their sequence.
        found = {f"features.{key}": value for key, value in found.items()}
    if backbone.startswith(TIMM_PREFIX):
        # timm renames a network's outermost parts when it is cut: layer1.0 may be layer1_0 in the encoder.
        own = {_timm_name(key): key for key in wanted}
        found = {own.get(_timm_name(key), key): value for key, value in found.items()}
    return fitting(found, wanted, name, backbone)


def fitting(found: State, wanted: State, name: str, what: str) -> State:
    """The tensors of `found` that `wanted` names, when all are there in the right shape.

    Args:
        found: what a file holds.
        wanted: names and shapes; the values do not matter.
        name: of the file, for the error.
        what: the network in words, for the error.
    """
    wanted = {key: value for key, value in wanted.items() if not key.endswith(COUNTER)}
    lacking = [key for key in wanted if key not in found]
    wrong = [key for key in wanted if key in found and found[key].shape != wanted[key].shape]
    if lacking or wrong:
        first = lacking[0] if lacking else f"{wrong[0]} with another shape"
        raise BadInputError(
            f"The weights {name} do not fit {what}: {len(lacking)} tensors are missing and {len(wrong)} have "
            f"another shape (first: {first}).",
            f"Choose weights of {what}, or the encoder that they belong to.",
        )
    return {key: found[key] for key in wanted}


def _timm_name(key: str) -> str:
    return key.removeprefix("body.").replace(".", "_")
