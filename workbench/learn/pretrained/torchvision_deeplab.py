"""torchvision's DeepLabV3 checkpoints, learnt on COCO with the classes of VOC, under our network's names."""

import torch

from workbench.core.job import JobClass
from workbench.learn.net.deeplab import LOW_LEVEL_WIDTH, WIDTH
from workbench.learn.net.layers import NormKind
from workbench.learn.net.start import NO_INDEX, ClassRows, Start, State
from workbench.learn.pretrained.weight_files import encoder_state, norm_of

VOC = (
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable",
    "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
)  # fmt: skip
"""By output channel (torchvision's VOC categories)."""

_PARTS = {
    "classifier.0.convs.0.": "pyramid.point.",
    "classifier.0.convs.1.": "pyramid.branches.0.",
    "classifier.0.convs.2.": "pyramid.branches.1.",
    "classifier.0.convs.3.": "pyramid.branches.2.",
    "classifier.0.convs.4.1.": "pyramid.pooled.1.0.",
    "classifier.0.convs.4.2.": "pyramid.pooled.1.1.",
    "classifier.0.project.": "pyramid.project.0.",
    "classifier.1.": "decoder.refine.0.0.",
    "classifier.2.": "decoder.refine.0.1.",
}
"""torchvision's names (torchvision/models/segmentation/deeplabv3.py), and ours."""

_SCORE = "classifier.4."


def is_deeplab(found: State) -> bool:
    """Whether some tensors are of torchvision's DeepLabV3."""
    return "classifier.0.project.0.weight" in found and f"{_SCORE}weight" in found


def start_from(found: State, backbone: str, decoder: bool, name: str, words: str) -> Start:
    """The start that such a checkpoint gives; its 3x3 convolutions are dense, so ours have to be.

    With the decoder, its convolution after the pyramid becomes the decoder's only one: the weights of the sharp map
    start at zero, so that the first answer is the checkpoint's own, on a finer grid.

    Args:
        found: the checkpoint's tensors.
        backbone: the encoder that they must fit.
        decoder: whether ours is to be DeepLabV3+.
        name: of the file, for the error.
        words: what they are, for people.
    """
    state = {f"encoder.{key}": value for key, value in encoder_state(found, backbone, name).items()}
    for theirs, ours in _PARTS.items():
        state |= {ours + key.removeprefix(theirs): value for key, value in found.items() if key.startswith(theirs)}
    refine = "decoder.refine.0.0.weight"
    if decoder:
        state[refine] = torch.cat([state[refine], torch.zeros(WIDTH, LOW_LEVEL_WIDTH, 3, 3)], dim=1)
    rows = found[f"{_SCORE}weight"].shape[0]
    names = VOC if rows == len(VOC) else ()
    norm: NormKind = norm_of(state)
    return Start(
        words,
        state,
        encoder_norm=norm,
        head_norm=norm,
        head="dense",
        refinements=1,
        pooled_norm=norm,
        rows=ClassRows(
            found[f"{_SCORE}weight"][: len(names)],
            found[f"{_SCORE}bias"][: len(names)],
            tuple(JobClass(NO_INDEX, name) for name in names),
        ),
    )
