"""Where a run's encoder weights come from: ImageNet by torchvision, a file, or nowhere (random)."""

import contextlib
import pickle
import socket
import struct
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlparse

import torch
import torchvision
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from workbench.core.control import Control
from workbench.core.errors import BadInputError, MissingError, WorkbenchError
from workbench.core.events import Event, Notice, Progress
from workbench.core.recipe import TrainingRecipe
from workbench.learn.backbone import Encoder, make_encoder
from workbench.learn.layers import NormKind

IMAGENET = {
    "mobilenet_v2": "MobileNet_V2_Weights.IMAGENET1K_V1",
    "resnet50": "ResNet50_Weights.IMAGENET1K_V1",
    "resnet101": "ResNet101_Weights.IMAGENET1K_V1",
}
"""torchvision's names; the first versions, on which torchvision built its own DeepLab models."""

ANSWER_SECONDS = 5.0
"""A server that is silent for this long counts as absent."""

State = dict[str, Tensor]

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


@dataclass(frozen=True, slots=True)
class Start:
    """The encoder's first weights.

    Attributes:
        state: tensors by the encoder's own names; None for random weights.
        words: what they are, for people.
    """

    state: State | None
    words: str

    @property
    def norm(self) -> NormKind | None:
        """The kind of normalisation that these weights were made for; None when they are random."""
        if self.state is None:
            return None
        return "batch" if any(name.endswith("running_mean") for name in self.state) else "group"


def find_weights(recipe: TrainingRecipe, control: Control) -> Generator[Event, None, Start]:
    """Get the weights that the recipe asks for; yields progress and notices, and returns the start."""
    if recipe.weights == "none":
        return Start(None, "random weights")
    if recipe.weights in ("auto", "imagenet"):
        try:
            return (yield from _imagenet(recipe.backbone, control))
        except OfflineError as error:
            if recipe.weights == "imagenet":
                raise
            yield Notice(f"{error.message} Training from scratch instead. {error.cure}")
            return Start(None, "random weights")
    path = Path(recipe.weights).expanduser()
    return Start(_fitting(_read(path), recipe.backbone, str(path)), f"weights of {path.name}")


class OfflineError(WorkbenchError):
    """The pretrained weights could not be fetched."""


def load_into(encoder: Encoder, start: Start) -> None:
    """Give the encoder its first weights, in place; it must have `start.norm` normalisation."""
    if start.state is not None:
        encoder.load_state_dict(start.state)


def _imagenet(backbone: str, control: Control) -> Generator[Event, None, Start]:
    weights: Any = torchvision.models.get_weight(IMAGENET[backbone])
    url = str(weights.url)
    target = Path(torch.hub.get_dir()) / "checkpoints" / Path(urlparse(url).path).name
    if not target.is_file():
        yield from _download(backbone, url, target, round(weights.meta.get("_file_size", 0)), control)
    return Start(_fitting(_read(target), backbone, str(target)), f"ImageNet weights ({IMAGENET[backbone]})")


def _download(backbone: str, url: str, target: Path, size: int, control: Control) -> Iterator[Event]:
    """Let torch fetch a file into its cache, in a thread, so that this run can be asked to end meanwhile."""
    failure: list[Exception] = []

    def fetch() -> None:
        try:
            torch.hub.load_state_dict_from_url(
                url, model_dir=str(target.parent), progress=False, check_hash=True, weights_only=True
            )
        except (OSError, RuntimeError, ValueError, pickle.UnpicklingError) as error:
            failure.append(error)
            if isinstance(error, HTTPError):
                error.close()

    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(ANSWER_SECONDS)
    # A daemon: looking up a name can hang for longer than anybody wants to wait.
    thread = threading.Thread(target=fetch, name="download", daemon=True)
    asked = time.monotonic()
    try:
        thread.start()
        while thread.is_alive():
            control.check()
            got = _fetched(target)
            if not got and not target.is_file() and time.monotonic() - asked > ANSWER_SECONDS:
                failure.append(TimeoutError(f"no answer within {ANSWER_SECONDS:.0f} seconds"))
                break
            yield Progress(f"downloading weights of {backbone} (MB)", got >> 20, size)
            thread.join(0.2)
    finally:
        socket.setdefaulttimeout(before)
    if not failure and not target.is_file():
        failure.append(FileNotFoundError(f"{target.name} was fetched and is gone again"))
    if failure:
        raise OfflineError(
            f"The ImageNet weights of {backbone} could not be fetched ({failure[0]}).",
            f"To start from them, put {target.name} into {target.parent}, or set weights to the path of a file.",
        )
    yield Progress(f"downloading weights of {backbone} (MB)", size, size)


def _fetched(target: Path) -> int:
    """Bytes of a download so far."""
    got = 0
    for part in target.parent.glob(f"{target.name}.*.partial"):
        # torch renames the part when it is whole: between being listed and being asked for its size, too.
        with contextlib.suppress(FileNotFoundError):
            got += part.stat().st_size
    return got


def _read(path: Path) -> State:
    """The tensors of a .safetensors or .pth file; nothing but tensors is ever unpickled."""
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


def _fitting(found: State, backbone: str, name: str) -> State:
    """The encoder's part of some weights: a classifier, a segmentation network, or a checkpoint of this program."""
    for prefix in ("encoder.", "backbone."):
        if any(key.startswith(prefix) for key in found):
            found = {key.removeprefix(prefix): value for key, value in found.items() if key.startswith(prefix)}
    kind = Start(found, name).norm or "batch"
    with torch.random.fork_rng(devices=[]):
        wanted: State = make_encoder(backbone, 16, kind).state_dict()
    lacking = [key for key in wanted if key not in found and not key.endswith("num_batches_tracked")]
    wrong = [key for key in wanted if key in found and found[key].shape != wanted[key].shape]
    if lacking or wrong:
        first = lacking[0] if lacking else f"{wrong[0]} with another shape"
        raise BadInputError(
            f"The weights {name} do not fit {backbone}: {len(lacking)} tensors are missing and {len(wrong)} have "
            f"another shape (first: {first}).",
            f"Choose weights of {backbone}, or the encoder that they belong to.",
        )
    return {key: found.get(key, value) for key, value in wanted.items()}
