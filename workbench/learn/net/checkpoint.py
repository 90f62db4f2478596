"""Trained weights on disk: safetensors with the facts in its header, and the same facts as JSON for people.

Nothing is ever unpickled. A file is complete or absent: written beside its place, flushed, then renamed.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from workbench.core.errors import BadInputError, MissingError
from workbench.core.job import JobClass
from workbench.core.recipe import TrainingRecipe
from workbench.core.whole_file import told, whole_file
from workbench.learn.net.deeplab import DeepLabV3Plus, NetSpec, build

FORMAT = 2
"""Version of what is written; raised when older programs could not read it."""

WEIGHTS_NAME = "best.safetensors"
FACTS_NAME = "best.json"
_KEY = "workbench"
_CURE = "Train again, or choose another run."


@dataclass(frozen=True, slots=True)
class Facts:
    """What a checkpoint is.

    Attributes:
        spec: the network's shape.
        classes: by output channel.
        recipe: how it was trained; prediction takes its image_scale.
        step: the optimiser step of these weights.
        miou: on val, or None without val images.
    """

    spec: NetSpec
    classes: tuple[JobClass, ...]
    recipe: TrainingRecipe
    step: int
    miou: float | None

    def to_json(self) -> dict[str, Any]:
        """A JSON object with the format's version."""
        return {
            "format": FORMAT,
            "backbone": self.spec.backbone,
            "output_stride": self.spec.output_stride,
            "encoder_norm": self.spec.encoder_norm,
            "head_norm": self.spec.head_norm,
            "head": self.spec.head,
            "decoder": self.spec.decoder,
            "refinements": self.spec.refinements,
            "pooled_norm": self.spec.pooled_norm,
            "classes": [{"index": c.index, "name": c.name} for c in self.classes],
            "recipe": self.recipe.to_json(),
            "step": self.step,
            "miou": self.miou,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Facts":
        """What `to_json` gave; KeyError, TypeError, ValueError or WorkbenchError when it is anything else."""
        classes = tuple(JobClass(int(c["index"]), str(c["name"])) for c in values["classes"])
        if not classes:
            raise ValueError("no classes")
        spec = NetSpec(
            values["backbone"],
            int(values["output_stride"]),
            len(classes),
            values["encoder_norm"],
            values["head_norm"],
            # Version 1 knew one head alone.
            head=values.get("head", "separable"),
            decoder=values.get("decoder", True),
            refinements=values.get("refinements", 2),
            pooled_norm=values.get("pooled_norm", "group"),
        )
        recipe = TrainingRecipe.from_json(values["recipe"])
        return cls(spec, classes, recipe, int(values["step"]), values["miou"])


def write_checkpoint(folder: Path, net: DeepLabV3Plus, facts: Facts) -> Path:
    """Write best.safetensors and best.json into a folder and return the path of the weights."""
    tensors = {name: value.detach().cpu().contiguous() for name, value in net.state_dict().items()}
    text = json.dumps(facts.to_json(), indent=1)
    path = folder / WEIGHTS_NAME
    what, cure = "The weights", "Free some space, then train again; those written before are kept."
    with told(path, what, cure):
        folder.mkdir(parents=True, exist_ok=True)
    for target, data in ((path, save(tensors, metadata={_KEY: text})), (folder / FACTS_NAME, text.encode())):
        with whole_file(target, what, cure) as file:
            file.write(data)
    return path


def read_checkpoint(path: Path) -> tuple[DeepLabV3Plus, Facts]:
    """The network of a file that `write_checkpoint` wrote, in evaluation mode on the CPU, and its facts."""
    tensors, facts = read_parts(path)
    net = build(facts.spec)
    _check_shapes(path, net.state_dict(), tensors)
    net.load_state_dict(tensors)
    return net.eval().requires_grad_(False), facts


def read_parts(path: Path) -> tuple[dict[str, Tensor], Facts]:
    """The tensors of such a file by the network's names, and its facts."""
    if not path.is_file():
        raise MissingError(f"The weights {path} are gone.", _CURE)
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            text = (file.metadata() or {}).get(_KEY)
            tensors: dict[str, Tensor] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as error:
        raise BadInputError(f"The weights {path} are damaged: {error}.", _CURE) from error
    return tensors, _facts(path, text)


def is_checkpoint(path: Path) -> bool:
    """Whether a file says that a run here has written it."""
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            return _KEY in (file.metadata() or {})
    except (SafetensorError, OSError, ValueError):
        return False


def delete_checkpoint(folder: Path) -> None:
    """Remove the checkpoint of a folder; none there is fine."""
    for name in (WEIGHTS_NAME, FACTS_NAME):
        (folder / name).unlink(missing_ok=True)


def _facts(path: Path, text: str | None) -> Facts:
    if text is None:
        raise BadInputError(f"{path} holds weights of another program.", "Choose a file that a run here has written.")
    try:
        values = json.loads(text)
        if values["format"] > FORMAT:
            raise BadInputError(f"The weights {path} come from a newer version of the program.", "Update the program.")
        return Facts.from_json(values)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(f"The weights {path} do not say what they are: {error!r}.", _CURE) from error


def _check_shapes(path: Path, wanted: dict[str, Tensor], found: dict[str, Tensor]) -> None:
    wrong = sorted(wanted.keys() ^ found.keys()) or [n for n in wanted if wanted[n].shape != found[n].shape]
    if wrong:
        raise BadInputError(f"The weights {path} do not fit their own description, first at {wrong[0]}.", _CURE)
