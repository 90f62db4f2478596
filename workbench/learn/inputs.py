"""From pixels to what the network sees: ImageNet's normalisation, in memory order channels-last."""

import numpy as np
import torch
from torch import Tensor

from workbench.core.arrays import U8

MEAN_COLOR = (124, 116, 104)
"""ImageNet's mean colour, 0..255 RGB: what lies outside an image; zero after normalisation."""

SPREAD = (58.4, 57.1, 57.4)
"""ImageNet's standard deviation of each channel, 0..255."""


def as_tensor(images: U8) -> Tensor:
    """uint8 (N, H, W, 3) as a uint8 tensor (N, 3, H, W) over the same memory: channels-last without a copy."""
    return torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2)


def normalised(images: Tensor) -> Tensor:
    """uint8 (N, 3, H, W) on any device as float32, channels-last, mean 0 and spread 1 over ImageNet."""
    mean = torch.tensor(MEAN_COLOR, dtype=torch.float32, device=images.device).view(1, 3, 1, 1)
    spread = torch.tensor(SPREAD, dtype=torch.float32, device=images.device).view(1, 3, 1, 1)
    return ((images.float() - mean) / spread).contiguous(memory_format=torch.channels_last)
