"""What a network starts from: tensors by its own names, what they demand of its shape, and rows of known classes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from workbench.core.errors import BadInputError
from workbench.core.job import JobClass
from workbench.core.recipe import TrainingRecipe
from workbench.learn.net.deeplab import DeepLabV3Plus, NetSpec, build
from workbench.learn.net.layers import HeadKind, NormKind

State = dict[str, Tensor]

NO_INDEX = -1
"""Of a class that is known by its name alone."""


@dataclass(frozen=True, slots=True)
class ClassRows:
    """The last layer of a trained network: a row and a bias for each class that it knows.

    Attributes:
        weight: float (K, width, 1, 1).
        bias: float (K,).
        classes: by row.
    """

    weight: Tensor
    bias: Tensor
    classes: tuple[JobClass, ...]

    def places(self, wanted: Sequence[JobClass]) -> dict[int, int]:
        """The row here of each wanted class that is known, by its place there.

        A class is known by its name, or, when it was renamed meanwhile, by its number.
        """
        by_name = {_plain(c.name): row for row, c in enumerate(self.classes)}
        still_named = {by_name[_plain(c.name)] for c in wanted if _plain(c.name) in by_name}
        by_index = {c.index: row for row, c in enumerate(self.classes) if c.index >= 0 and row not in still_named}
        found = {place: by_name.get(_plain(c.name), by_index.get(c.index)) for place, c in enumerate(wanted)}
        return {place: row for place, row in found.items() if row is not None}


@dataclass(frozen=True, slots=True)
class Start:
    """The first weights of a network.

    Attributes:
        words: what they are, for people.
        state: tensors by the network's names, without its last layer; empty for random weights.
        encoder_norm: the normalisation for which the encoder's were made; None leaves it to the recipe.
        head_norm: that of what comes after the encoder, likewise.
        head: how the 3x3 convolutions after the encoder must be made; None leaves it to the recipe.
        refinements: 3x3 convolutions of the decoder.
        pooled_norm: as in `NetSpec`.
        rows: of classes that these weights know.
    """

    words: str
    state: State = field(default_factory=dict)
    encoder_norm: NormKind | None = None
    head_norm: NormKind | None = None
    head: HeadKind | None = None
    refinements: int = 2
    pooled_norm: NormKind = "group"
    rows: ClassRows | None = None

    @property
    def pretrained(self) -> bool:
        """Whether the encoder starts from learnt weights."""
        return bool(self.state)

    def told(self, classes: Sequence[JobClass]) -> str:
        """What a network for these classes starts from, in words."""
        known = [classes[place].name for place in self.rows.places(classes)] if self.rows else []
        return f"{self.words}, which knows {', '.join(known)}" if known else self.words


def spec_of(recipe: TrainingRecipe, start: Start, classes: int) -> NetSpec:
    """The shape of the network that the recipe asks for and that can take the start."""
    chosen: HeadKind = "dense" if recipe.head == "dense" else "separable"
    norm: NormKind = "batch" if recipe.norm == "batch" else "group"
    return NetSpec(
        recipe.backbone,
        recipe.output_stride,
        classes,
        encoder_norm=start.encoder_norm or norm,
        head_norm=start.head_norm or norm,
        head=start.head or chosen,
        decoder=recipe.decoder,
        refinements=start.refinements,
        pooled_norm=start.pooled_norm,
    )


def check_fit(start: Start, recipe: TrainingRecipe, name: str) -> Start:
    """The start itself, when every tensor fits the network that the recipe asks for; `name` is of its file."""
    with torch.device("meta"):
        wanted = build(spec_of(recipe, start, 1)).state_dict()
    wrong = [key for key, value in start.state.items() if key not in wanted or wanted[key].shape != value.shape]
    if wrong:
        raise BadInputError(
            f"The weights {name} do not fit the network of this recipe, first at {wrong[0]}.",
            "Choose the recipe that they were made with, or other weights.",
        )
    return start


def load_into(net: DeepLabV3Plus, start: Start, classes: Sequence[JobClass]) -> None:
    """Give a network of `spec_of` its first weights, in place; rows of classes that are new stay random."""
    strange = net.load_state_dict(start.state, strict=False).unexpected_keys
    assert not strange, strange
    net.learnt = frozenset(start.state)
    if start.rows is None:
        return
    score = net.decoder.score
    with torch.no_grad():
        for place, row in start.rows.places(classes).items():
            score.weight[place] = start.rows.weight[row]
            score.bias[place] = start.rows.bias[row]  # type: ignore[index]


def _plain(name: str) -> str:
    """A class's name as it is compared: "__background__" of torchvision is "background"."""
    return name.strip("_ ").casefold()
