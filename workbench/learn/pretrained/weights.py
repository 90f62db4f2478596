"""Where a run's first weights come from: COCO or ImageNet as published, a file, a run here, or nowhere (random)."""

from collections.abc import Generator, Iterator
from pathlib import Path

import torch

from workbench.core.control import Control
from workbench.core.errors import BadInputError, StorageError
from workbench.core.events import Event, Notice
from workbench.core.recipe import TrainingRecipe
from workbench.learn.net.checkpoint import is_checkpoint, read_parts
from workbench.learn.net.start import ClassRows, Start, check_fit
from workbench.learn.pretrained import torchvision_deeplab
from workbench.learn.pretrained.fetch import OfflineError, fetch
from workbench.learn.pretrained.published import KIND_WORDS, Kind, Published, backbones_with, find_published
from workbench.learn.pretrained.sums import SUFFIX, keep_sum, kept_sum, sum_of
from workbench.learn.pretrained.weight_files import COUNTER, encoder_state, norm_of, read_tensors

FROM_SCRATCH = "random weights, from scratch: no pretrained ones could be had (offline?)"
"""The start of a run that wanted learnt weights."""

_SCORE = "decoder.score."


def find_weights(recipe: TrainingRecipe, control: Control) -> Generator[Event, None, Start]:
    """Get the weights that the recipe asks for; yields progress and notices, and returns the start."""
    if recipe.weights == "none":
        return Start("random weights")
    if recipe.weights == "auto":
        return (yield from _best_to_be_had(recipe, control))
    for kind in KIND_WORDS:
        if recipe.weights == kind:
            return (yield from _of_kind(kind, recipe, control))
    path = Path(recipe.weights).expanduser()
    return _of_file(path, recipe, f"weights of {path.name}")


def _best_to_be_had(recipe: TrainingRecipe, control: Control) -> Generator[Event, None, Start]:
    """COCO's, which know what segmentation is, else ImageNet's, else random ones."""
    kinds: list[Kind] = ["imagenet"]
    if find_published(recipe.backbone, "coco") and recipe.head != "separable":
        kinds.insert(0, "coco")
    for place, kind in enumerate(kinds, start=1):
        instead = "Training from scratch instead." if place == len(kinds) else "Looking for ImageNet weights instead."
        try:
            return (yield from _of_kind(kind, recipe, control))
        except OfflineError as error:
            yield Notice(f"{error.message} {instead} {error.cure}")
    return Start(FROM_SCRATCH)


def _of_kind(kind: Kind, recipe: TrainingRecipe, control: Control) -> Generator[Event, None, Start]:
    """The published weights of that kind, from this machine's cache or fetched into it."""
    found = find_published(recipe.backbone, kind)
    if found is None:
        if kind == "imagenet":
            raise OfflineError(f"Nobody published ImageNet weights of {recipe.backbone}.", "Set weights to a file.")
        names = ", ".join(backbones_with(kind))
        raise BadInputError(f"There are no COCO weights of {recipe.backbone}.", f"There are for {names}.")
    if kind == "coco" and recipe.head == "separable":
        raise BadInputError("COCO weights do not fit a separable head.", "Set head to auto or dense.")
    target = Path(torch.hub.get_dir()) / "checkpoints" / found.file
    words = f"{KIND_WORDS[kind]} weights"
    yield from _have(found, target, f"{words} of {recipe.backbone}", control)
    return _of_file(target, recipe, f"{words} ({found.words})")


def _have(found: Published, target: Path, what: str, control: Control) -> Generator[Event, None, None]:
    """See to it that the file is there, is the one that was published, and has not changed since its first use."""
    kept = kept_sum(target)
    wanted = kept if kept.startswith(found.digest) else found.digest
    if target.is_file():
        digest = sum_of(target)
        if digest.startswith(wanted):
            if digest != kept:
                yield from _remembered(target, digest)
            return
        yield Notice(f"{target} is damaged or another file than at first: it is fetched again.")
    try:
        yield from fetch(found.url, wanted, target, what, control)
    except OfflineError as error:
        if wanted == found.digest:
            raise
        cure = f"{error.cure} Where its publisher has changed it, delete {target.name}{SUFFIX} first."
        raise OfflineError(error.message, cure) from error
    yield from _remembered(target, sum_of(target))


def _remembered(target: Path, digest: str) -> Iterator[Event]:
    try:
        keep_sum(target, digest)
    except StorageError as error:
        yield Notice(f"{error.message} It is asked again the next time.")


def _of_file(path: Path, recipe: TrainingRecipe, words: str) -> Start:
    """The start that a file gives, whoever wrote it."""
    if is_checkpoint(path):
        start = _of_run(path, recipe, words)
    else:
        found = read_tensors(path)
        if torchvision_deeplab.is_deeplab(found) and recipe.head != "separable":
            start = torchvision_deeplab.start_from(found, recipe.backbone, recipe.decoder, str(path), words)
        else:
            state = encoder_state(found, recipe.backbone, str(path))
            start = Start(words, {f"encoder.{key}": value for key, value in state.items()}, norm_of(state))
    return check_fit(start, recipe, str(path))


def _of_run(path: Path, recipe: TrainingRecipe, words: str) -> Start:
    """What a run here has learnt: all of it when the recipe asks for the same head, else the encoder alone."""
    tensors, facts = read_parts(path)
    spec = facts.spec
    encoder = encoder_state(tensors, recipe.backbone, str(path))
    state = {f"encoder.{key}": value for key, value in encoder.items()}
    if recipe.decoder != spec.decoder or recipe.head not in ("auto", spec.head):
        return Start(f"{words}, its encoder alone", state, spec.encoder_norm)
    state |= {key: value for key, value in tensors.items() if not key.startswith(("encoder.", _SCORE))}
    return Start(
        words,
        {key: value for key, value in state.items() if not key.endswith(COUNTER)},
        spec.encoder_norm,
        spec.head_norm,
        spec.head,
        spec.refinements,
        spec.pooled_norm,
        ClassRows(tensors[f"{_SCORE}weight"], tensors[f"{_SCORE}bias"], facts.classes),
    )
