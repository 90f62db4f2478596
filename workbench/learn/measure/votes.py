"""Prediction at several scales and mirrored: slower, and a little better; the protocol of the paper's last rows.

Source: Chen et al. 2018, section 4, as in DeepLab's eval.py: the probabilities of every scale, as seen and mirrored,
are brought to the image's size and averaged.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from torch import Tensor

from workbench.core.arrays import U8
from workbench.core.control import Control
from workbench.learn.device import half_precision
from workbench.learn.inputs import as_tensor, normalised
from workbench.learn.measure.predict import Predictor, windows
from workbench.learn.net.layers import resize_like

PAPER_SCALES = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75)


@torch.inference_mode()
def classes_by_votes(predictor: Predictor, image: U8, scales: Sequence[float], flip: bool, control: Control) -> U8:
    """uint8 (H, W): the class, as in masks, with the highest mean probability.

    Args:
        predictor: the network; its own scale comes on top of each of `scales`.
        image: uint8 (H, W, 3) RGB.
        scales: factors by which the image is magnified.
        flip: whether every scale is also looked at mirrored.
        control: checked before every look.
    """
    index = np.array([c.index for c in predictor.classes], dtype=np.uint8)
    found = np.empty(image.shape[:2], dtype=np.uint8)
    for seen, core in windows(image.shape[0], image.shape[1], predictor.scale * max(scales)):
        part = np.ascontiguousarray(image[seen.slices])
        total: Tensor | None = None
        for scale in scales:
            for mirrored in (False, True) if flip else (False,):
                control.check()
                chances = _look(predictor, part, scale * predictor.scale, mirrored)
                total = chances if total is None else total + chances
        assert total is not None
        best = index[total[0].argmax(dim=0).cpu().numpy()]
        inside = np.s_[core.top - seen.top : core.bottom - seen.top, core.left - seen.left : core.right - seen.left]
        found[core.slices] = best[inside]
    return found


def _look(predictor: Predictor, image: U8, scale: float, mirrored: bool) -> Tensor:
    """Probabilities float (1, K, h, w) at the image's own size, from one scale."""
    height, width = image.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    seen = image if scale == 1 else np.asarray(cv2.resize(image, size, interpolation=method), np.uint8)
    batch = normalised(as_tensor((seen[:, ::-1] if mirrored else seen)[None]).to(predictor.device))
    with half_precision(predictor.device):
        logits = resize_like(predictor.net.coarse(batch).float(), (size[1], size[0]))
    logits = logits.flip(3) if mirrored else logits
    return resize_like(logits, (height, width)).softmax(dim=1)
